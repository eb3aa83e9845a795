import * as z from 'zod';
import { dramParams } from './dramParams.ts';

/** A memory in a file of its own: `kind: dram`. */
export const dramFile = dramParams.extend({ kind: z.literal('dram'), version: z.literal(1) });
