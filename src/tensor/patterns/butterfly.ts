import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import { intervalRule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  block_rows: z.int().min(1).max(65_536).default(1).meta({ description: 'Rows of a block' }),
  block_cols: z.int().min(1).max(65_536).default(1).meta({ description: 'Columns of a block' }),
  levels: z.int().min(0).max(30).meta({ description: 'Factors of the butterfly that are summed' }),
});

/** Block (i, j) is kept where i = j, or where they differ in one of the lowest `levels` bits. */
const ruleOf = ({ block_rows, block_cols, levels }: z.output<typeof params>, { cols }: OperandShape) =>
  intervalRule(cols, (row) => {
    const i = Math.floor(row / block_rows);
    const kept = [i];
    // Blocks fewer than 2^26: see fits.
    for (let level = 0; level < levels; level++) kept.push(i ^ (1 << level));
    kept.sort((x, y) => x - y);
    return kept.flatMap((j) => [j * block_cols, (j + 1) * block_cols]);
  });

/**
 * Flat block butterfly (Dao et al., Pixelated Butterfly, ICLR 2022): the factors of a butterfly, summed instead of
 * multiplied, in whole blocks.
 */
export default definePattern({
  name: 'butterfly',
  description: 'Blocks on the diagonal, and at distances of 1, 2, 4 … blocks as in a butterfly',
  params,
  fits({ block_rows, block_cols }, { rows, cols }) {
    const down = rows / block_rows;
    const across = cols / block_cols;
    if (down !== across) return `blocks of ${block_rows} × ${block_cols} make no square of ${rows} × ${cols}`;
    return (Number.isInteger(down) && down < 67_108_864) || `${rows} rows are no multiple of ${block_rows}`;
  },
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
