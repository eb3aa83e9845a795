import * as z from 'zod';
import { sparseFromRows } from '../sparseFromRows.ts';
import { defineGenerator } from './defineGenerator.ts';
import { mostNonzeros, side } from './limits.ts';

/** All entries within `lower` places left and `upper` places right of the diagonal. */
export default defineGenerator({
  name: 'banded',
  description: 'A full band around the diagonal',
  params: z
    .strictObject({
      size: side.meta({ description: 'Rows and columns' }),
      lower: z.int().min(0).default(1).meta({ description: 'Diagonals below the main one' }),
      upper: z.int().min(0).default(1).meta({ description: 'Diagonals above the main one' }),
    })
    .refine((p) => p.size * (p.lower + p.upper + 1) <= mostNonzeros, {
      path: ['size'],
      message: `a band of more than ${mostNonzeros} entries`,
    }),
  generate: ({ size, lower, upper }) =>
    sparseFromRows(size, size, (row, add) => {
      const end = Math.min(size - 1, row + upper);
      for (let column = Math.max(0, row - lower); column <= end; column++) add(column);
    }),
});
