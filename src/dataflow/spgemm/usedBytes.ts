import type { SparseProblem } from './sparseProblem.ts';

/** Bytes of the elements of a and b that meet a partner: what any order of the product reads once at least. */
export function usedBytes({ a, b, bytesA, bytesB }: SparseProblem): number {
  const used = new Uint8Array(b.rows);
  let bytes = 0;
  for (let i = 0; i < a.columns.length; i++) {
    const k = a.columns[i]!;
    const length = b.rowPointers[k + 1]! - b.rowPointers[k]!;
    if (length === 0) continue;
    bytes += bytesA;
    if (used[k] === 0) bytes += length * bytesB;
    used[k] = 1;
  }
  return bytes;
}
