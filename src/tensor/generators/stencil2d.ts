import * as z from 'zod';
import { sparseFromRows } from '../sparseFromRows.ts';
import { defineGenerator } from './defineGenerator.ts';
import { mostNonzeros } from './limits.ts';

const extent = z.int().min(1).max(8192);

/** Matrix of a finite-difference stencil on a grid: 5 points (cross) or 9 (square), no wrap at the edges. */
export default defineGenerator({
  name: 'stencil-2d',
  description: 'Five- or nine-point stencil on a 2-D grid',
  params: z
    .strictObject({
      width: extent.meta({ description: 'Grid points in a row', unit: 'points' }),
      height: extent.meta({ description: 'Grid points in a column', unit: 'points' }),
      points: z
        .union([z.literal(5), z.literal(9)])
        .default(5)
        .meta({ description: 'Points of the stencil' }),
    })
    .refine((p) => p.width * p.height * p.points <= mostNonzeros, {
      path: ['width'],
      message: `more than ${mostNonzeros} non-zeros`,
    }),
  generate: ({ width, height, points }) =>
    sparseFromRows(width * height, width * height, (row, add) => {
      const x = row % width;
      const y = (row - x) / width;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          if (points === 5 && dx !== 0 && dy !== 0) continue;
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
          add((y + dy) * width + x + dx);
        }
    }),
});
