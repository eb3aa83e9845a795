import * as z from 'zod';
import { sparseFromRows } from '../sparseFromRows.ts';
import { defineGenerator } from './defineGenerator.ts';
import { mostNonzeros } from './limits.ts';

const extent = z.int().min(1).max(1024);

/** Matrix of a finite-difference stencil on a grid: 7 points (cross) or 27 (cube), no wrap at the edges. */
export default defineGenerator({
  name: 'stencil-3d',
  description: 'Seven- or 27-point stencil on a 3-D grid',
  params: z
    .strictObject({
      width: extent.meta({ description: 'Grid points along x', unit: 'points' }),
      height: extent.meta({ description: 'Grid points along y', unit: 'points' }),
      depth: extent.meta({ description: 'Grid points along z', unit: 'points' }),
      points: z
        .union([z.literal(7), z.literal(27)])
        .default(7)
        .meta({ description: 'Points of the stencil' }),
    })
    .refine((p) => p.width * p.height * p.depth * p.points <= mostNonzeros, {
      path: ['width'],
      message: `more than ${mostNonzeros} non-zeros`,
    }),
  generate({ width, height, depth, points }) {
    const size = width * height * depth;
    return sparseFromRows(size, size, (row, add) => {
      const x = row % width;
      const y = Math.floor(row / width) % height;
      const z0 = Math.floor(row / (width * height));
      for (let dz = -1; dz <= 1; dz++)
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            if (points === 7 && Math.abs(dx) + Math.abs(dy) + Math.abs(dz) > 1) continue;
            if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
            if (z0 + dz < 0 || z0 + dz >= depth) continue;
            add(((z0 + dz) * height + y + dy) * width + x + dx);
          }
    });
  },
});
