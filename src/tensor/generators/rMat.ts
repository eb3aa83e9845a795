import * as z from 'zod';
import { distinctEdges } from '../distinctEdges.ts';
import { defineGenerator } from './defineGenerator.ts';
import { nonzeros } from './limits.ts';

const probability = z.number().min(0).max(1);

/**
 * R-MAT (Chakrabarti, Zhan, Faloutsos, SDM 2004): at each of `scale` levels an edge falls into one of four quadrants
 * with probabilities a, b, c and d = 1 − a − b − c. Repeated edges are drawn again.
 */
export default defineGenerator({
  name: 'r-mat',
  description: 'Recursive graph: 2^scale vertices, quadrant probabilities a, b, c (d is the rest)',
  params: z
    .strictObject({
      scale: z.int().min(1).max(26).meta({ description: 'log2 of rows and columns' }),
      nonzeros: nonzeros.meta({ description: 'Distinct edges' }),
      a: probability.default(0.57).meta({ description: 'Upper left; 0.57 in Graph500' }),
      b: probability.default(0.19).meta({ description: 'Upper right; 0.19 in Graph500' }),
      c: probability.default(0.19).meta({ description: 'Lower left; 0.19 in Graph500' }),
    })
    .refine((p) => p.a + p.b + p.c <= 1, { path: ['c'], message: 'a + b + c is more than 1' })
    .refine((p) => p.nonzeros <= (1 << p.scale) * (1 << (p.scale - 1)), {
      path: ['nonzeros'],
      message: 'more than half of the cells',
    }),
  generate({ scale, nonzeros: count, a, b, c }, stream) {
    const size = 1 << scale;
    const left = a * 4294967296;
    const top = (a + b) * 4294967296;
    const low = (a + b + c) * 4294967296;
    return distinctEdges(size, size, count, stream, (random, at) => {
      let row = 0;
      let column = 0;
      for (let level = 0; level < scale; level++) {
        const x = random.uint32();
        // No branches: which quadrant is next can't be foreseen.
        const below = Number(x >= top);
        row = (row << 1) | below;
        column = (column << 1) | (Number(x >= left) ^ below ^ Number(x >= low));
      }
      at.row = row;
      at.column = column;
    });
  },
});
