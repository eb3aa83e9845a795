import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import { intervalRule, type Rule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  blocks: z.int().min(1).max(65_536).meta({ description: 'Blocks of the factor' }),
  factor: z
    .enum(['diagonal', 'strided'])
    .default('diagonal')
    .meta({ description: 'Block-diagonal, or the same with rows and columns dealt out in turn' }),
});

function ruleOf({ blocks, factor }: z.output<typeof params>, { rows, cols }: OperandShape): Rule {
  const height = rows / blocks;
  const width = cols / blocks;
  if (factor === 'diagonal')
    return intervalRule(cols, (row) => {
      const block = Math.floor(row / height);
      return [block * width, (block + 1) * width];
    });
  /** Columns below `end` of the same remainder as the row. */
  const below = (row: number, end: number): number => Math.ceil((end - (row % blocks)) / blocks);
  return {
    count: (row, from, to) => Math.max(0, below(row, to)) - Math.max(0, below(row, from)),
    fill(row, add) {
      for (let column = row % blocks; column < cols; column += blocks) add(column);
    },
  };
}

/** One factor of a Monarch matrix (Dao et al., ICML 2022): a product of both factors is a permuted butterfly. */
export default definePattern({
  name: 'monarch',
  description: 'A factor of a Monarch matrix: block-diagonal, or its blocks dealt out in turn',
  params,
  fits: ({ blocks }, { rows, cols }) =>
    (rows % blocks === 0 && cols % blocks === 0) ||
    `${rows} × ${cols} can't be cut into ${blocks} equal blocks`,
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
