import type { Gemm } from './operations/gemm.ts';

/** Outputs of one product of the batch that are wanted: all, or those at and left of the diagonal. */
export function wantedOutputs({ m, n, causal }: Pick<Gemm, 'm' | 'n' | 'causal'>): number {
  if (causal !== true) return m * n;
  const slope = Math.min(m, n);
  return (slope * (slope + 1)) / 2 + (m - slope) * n;
}
