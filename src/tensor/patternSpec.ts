/**
 * A sparsity pattern as plain data: `pattern` names a file of `src/tensor/patterns`, the rest are its parameters,
 * e.g. `{ pattern: 'n:m', n: 2, m: 4, axis: 'k' }`.
 */
export interface PatternSpec {
  readonly pattern: string;
  readonly [parameter: string]: string | number | boolean | readonly number[];
}

export const dense: PatternSpec = { pattern: 'dense' };
