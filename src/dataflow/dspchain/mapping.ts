import * as z from 'zod';

/** How a product runs: in which mode, and into how many pieces K is cut so that two fit the weight buffer. */
export const dspChainMapping = z.strictObject({
  mode: z.enum(['mv', 'mm', 'none']).meta({
    description: 'mv: rows one by one against resident weights; mm: tiles of rows; none: no product',
  }),
  k_pieces: z.int().min(1).max(65_536).meta({ description: 'Pieces of K' }),
});

export type DspChainMapping = z.output<typeof dspChainMapping>;
