import * as z from 'zod';

/** What the offline scheduler chooses for each product: which operand stays in the elements, and the order of tiles. */
export const satMapping = z.strictObject({
  stationary: z
    .enum(['output', 'weight'])
    .meta({ description: 'What stays in the elements: sums, or the right operand' }),
  outer: z.enum(['m', 'n']).meta({ description: 'Tiles of which dimension are in the outer loop' }),
});

export type SatMapping = z.output<typeof satMapping>;
