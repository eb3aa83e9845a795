import type * as z from 'zod';
import { dramFile } from '../arch/dram/dramFile.ts';
import { modelDefinition } from '../workload/modelDefinition.ts';
import { claimsFile } from './claimsFile.ts';

/** Kinds of file that one schema checks whole, without anything else being read. */
export const plainKinds: Readonly<Record<string, z.ZodType>> = {
  'workload-model': modelDefinition,
  dram: dramFile,
  claims: claimsFile,
};
