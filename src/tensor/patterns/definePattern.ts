import type * as z from 'zod';
import type { RandomStream } from '../../core/random.ts';
import type { OperandShape } from '../operandShape.ts';
import type { PatternStatistics } from '../patternStatistics.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';

/** A family of sparsity patterns: its parameters, what is known of it before sampling, and samples. One file each. */
export interface Pattern<Params> {
  /** The word after `pattern:`. */
  readonly name: string;
  readonly description: string;
  /** Parameters without the key `pattern`; a strict object, so that unknown keys are errors. */
  readonly params: z.ZodType<Params> & { readonly shape: Readonly<Record<string, z.ZodType>> };
  /** Positions that are the same on every operand, where the pattern has such: a file's, a generator's. */
  positions?(params: Params): SparseMatrix;
  /** true, or why the pattern can't lie on this operand (no k axis, wrong size, …). */
  fits(params: Params, shape: OperandShape): true | string;
  statistics(params: Params, shape: OperandShape): PatternStatistics;
  /** Parameters of the same positions where weights k × n are b transposed, or the output m × n; see turnedPattern. */
  turned?(params: Params, place: 'transposed' | 'output'): Params;
  /** Concrete positions. The same stream gives the same matrix. */
  sample(params: Params, shape: OperandShape, stream: RandomStream): SparseMatrix;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of patterns with different parameter types
export type AnyPattern = Pattern<any>;

export function definePattern<Params>(pattern: Pattern<Params>): Pattern<Params> {
  return pattern;
}
