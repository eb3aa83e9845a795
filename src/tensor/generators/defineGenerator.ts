import type * as z from 'zod';
import type { RandomStream } from '../../core/random.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';

/** A family of synthetic matrices. One file each. */
export interface Generator<Params> {
  /** The word after `generator:`. */
  readonly name: string;
  readonly description: string;
  /** A strict object: unknown keys are errors. */
  readonly params: z.ZodType<Params>;
  /** The same stream gives the same matrix. */
  generate(params: Params, stream: RandomStream): SparseMatrix;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of generators with different parameter types
export type AnyGenerator = Generator<any>;

export function defineGenerator<Params>(generator: Generator<Params>): Generator<Params> {
  return generator;
}
