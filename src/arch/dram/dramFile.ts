import * as z from 'zod';
import { checkMapping, dramShape } from './dramParams.ts';

/** A memory in a file of its own: `kind: dram`. */
export const dramFile = z
  .strictObject({ ...dramShape, kind: z.literal('dram'), version: z.literal(1) })
  .superRefine(checkMapping);
