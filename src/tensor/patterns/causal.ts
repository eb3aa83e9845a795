import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import { intervalRule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  window: z.int().min(1).max(1e9).optional().meta({
    description: 'Last keys that a query sees, its own among them; all where left out',
    unit: 'tokens',
  }),
  sink: z.int().min(0).max(1e9).default(0).meta({ description: 'First keys, seen by all', unit: 'tokens' }),
});

/** Queries are the last ones of the keys: row r stands at r + cols − rows. */
const ruleOf = ({ window, sink }: z.output<typeof params>, { rows, cols }: OperandShape) =>
  intervalRule(cols, (row) => {
    const end = Math.max(0, row + cols - rows + 1);
    const start = window === undefined ? 0 : Math.max(0, end - window);
    const seen = Math.min(sink, start);
    return [0, seen, start, end];
  });

/** Causal attention over queries × keys: all earlier keys, a window of them, or a window and the first (sinks). */
export default definePattern({
  name: 'causal',
  description: 'Attention mask: keys up to the query, all or a window of the last, and the first (sinks)',
  params,
  fits: () => true,
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
