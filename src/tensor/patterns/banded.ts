import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import { intervalRule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  lower: z.int().min(0).max(1e9).default(1).meta({ description: 'Columns left of the diagonal' }),
  upper: z.int().min(0).max(1e9).default(1).meta({ description: 'Columns right of the diagonal' }),
});

const ruleOf = ({ lower, upper }: z.output<typeof params>, { rows, cols }: OperandShape) =>
  intervalRule(cols, (row) => {
    const diagonal = Math.floor((row * cols) / rows);
    return [diagonal - lower, diagonal + upper + 1];
  });

/** A full band about the diagonal, which of a matrix that is not square runs from corner to corner. */
export default definePattern({
  name: 'banded',
  description: 'All elements within some columns of the diagonal',
  params,
  fits: () => true,
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
