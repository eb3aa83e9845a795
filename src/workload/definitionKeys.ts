import * as z from 'zod';

/** Sizes in definitions: past 2^31 nothing is a layer any more. */
export const dimension = z.int().min(1).max(2_147_483_647);

/** Keys that every model definition has beside those of its family. */
export const definitionKeys = {
  kind: z.literal('workload-model').optional(),
  version: z.literal(1),
  name: z.string().min(1).max(200).meta({ description: 'Name in the zoo and in reports' }),
  description: z.string().optional(),
  source: z.string().min(1).meta({ description: 'Where the dimensions come from' }),
  confidence: z.string().min(1).meta({ description: '`verified: <in what>` or `recalled, unverified`' }),
  note: z.string().optional().meta({ description: 'What a reader has to know' }),
};
