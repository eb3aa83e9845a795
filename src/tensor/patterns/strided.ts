import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import type { Rule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  stride: z
    .int()
    .min(1)
    .max(1e9)
    .meta({ description: 'Last keys that are seen, and distance of the others' }),
});

function ruleOf({ stride }: z.output<typeof params>, { rows, cols }: OperandShape): Rule {
  const position = (row: number): number => row + cols - rows;
  /** Keys below `end` at a whole number of strides before the position. */
  const before = (at: number, end: number): number => {
    const remainder = at % stride;
    return end <= remainder ? 0 : Math.floor((end - 1 - remainder) / stride) + 1;
  };
  return {
    count(row, from, to) {
      const at = position(row);
      if (at < 0) return 0;
      const local = Math.max(0, at - stride + 1);
      const near = Math.max(0, Math.min(to, at + 1) - Math.max(from, local));
      const end = Math.min(to, local);
      return near + (end > from ? before(at, end) - before(at, from) : 0);
    },
    fill(row, add) {
      const at = position(row);
      if (at < 0) return;
      const local = Math.max(0, at - stride + 1);
      for (let key = at % stride; key < local; key += stride) add(key);
      for (let key = local; key <= at; key++) add(key);
    },
  };
}

/** Strided attention (Child et al., Sparse Transformers, 2019, section 4.2): the last keys, and every stride-th before. */
export default definePattern({
  name: 'strided',
  description: 'Attention mask: the last keys, and every stride-th one before them',
  params,
  fits: () => true,
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
