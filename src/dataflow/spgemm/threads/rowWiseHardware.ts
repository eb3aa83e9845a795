import * as z from 'zod';
import { accumulator, policies, threadParts } from './hardware.ts';

/** Row-wise products on threads; the parts are in any combination, but only a hash table is emptied by DMA. */
export const rowWiseHardware = z
  .strictObject({ ...threadParts, accumulator, ...policies })
  .refine((p) => p.write_back === 'threads' || p.accumulator.kind === 'hash', {
    path: ['write_back'],
    message: 'only a hash table in the scratchpad is emptied by the DMA engine',
  });

export type RowWiseHardware = z.output<typeof rowWiseHardware>;
