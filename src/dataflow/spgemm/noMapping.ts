import * as z from 'zod';
import type { MapSpace } from '../../mapping/mapSpace.ts';

/** SpGEMM machines take their order of work from the matrices: there is nothing to choose. */
export const noMapping = z.strictObject({});
export type NoMapping = z.output<typeof noMapping>;

export const onlyMapping = (): MapSpace<NoMapping> => ({ size: 1, candidates: () => [{}], cost: () => 0 });
