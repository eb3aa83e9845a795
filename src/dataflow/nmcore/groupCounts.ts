import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';

/** Non-zeros of rows `from` … `to` of b in each of its columns, into `counts`. `pattern` null: dense. */
export function groupCounts(
  counts: Int32Array,
  pattern: SparseMatrix | null,
  from: number,
  to: number,
): void {
  if (pattern === null) {
    counts.fill(to - from);
    return;
  }
  counts.fill(0);
  const { rowPointers, columns } = pattern;
  const end = rowPointers[to]!;
  for (let i = rowPointers[from]!; i < end; i++) counts[columns[i]!]! += 1;
}
