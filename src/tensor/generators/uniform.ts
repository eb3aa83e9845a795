import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { sparseFromCells } from '../sparseFromCells.ts';
import { defineGenerator } from './defineGenerator.ts';
import { nonzeros, side } from './limits.ts';

/** Every placement of a given number of non-zeros equally likely; as many as there are cells: a dense matrix. */
export default defineGenerator({
  name: 'uniform',
  description: 'An exact number of non-zeros, uniformly placed',
  params: z
    .strictObject({
      rows: side.meta({ description: 'Rows' }),
      cols: side.meta({ description: 'Columns; 1 for a vector' }),
      nonzeros: nonzeros.meta({ description: 'Non-zeros' }),
    })
    .refine((p) => p.nonzeros <= p.rows * p.cols, {
      path: ['nonzeros'],
      message: 'more than there are cells',
    })
    .refine((p) => p.rows * p.cols <= 536_870_912 || 2 * p.nonzeros <= p.rows * p.cols, {
      path: ['nonzeros'],
      message: 'more than half of more than 2^29 cells',
    }),
  generate: ({ rows, cols, nonzeros: count }, stream) =>
    sparseFromCells(rows, cols, chooseDistinct(rows * cols, count, stream)),
});
