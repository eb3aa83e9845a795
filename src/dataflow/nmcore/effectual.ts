import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';

/** Products of two non-zeros of one M × N × K product; null patterns are dense. */
export function effectualProducts(
  m: number,
  n: number,
  k: number,
  a: SparseMatrix | null,
  b: SparseMatrix | null,
): number {
  if (a === null && b === null) return m * n * k;
  if (a === null) return m * b!.columns.length;
  if (b === null) return a.columns.length * n;
  const perK = new Float64Array(k);
  for (let i = 0; i < a.columns.length; i++) perK[a.columns[i]!]! += 1;
  let sum = 0;
  for (let l = 0; l < k; l++) sum += perK[l]! * (b.rowPointers[l + 1]! - b.rowPointers[l]!);
  return sum;
}
