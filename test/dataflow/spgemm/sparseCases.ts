import * as fc from 'fast-check';
import type { SparseProblem } from '../../../src/dataflow/spgemm/sparseProblem.ts';
import { productWork } from '../../../src/tensor/productWork.ts';
import { sparseFromCoordinates } from '../../../src/tensor/sparseFromCoordinates.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';

/** Small matrices with small whole values, empty rows and hub rows among them. */
export const sparse = (rows: number, cols: number): fc.Arbitrary<SparseMatrix> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(cols - 1), fc.integer({ min: 1, max: 9 })), {
        maxLength: 40,
      }),
      fc.option(fc.nat(rows - 1), { nil: null }),
    )
    .map(([list, hub]) => {
      const all = [...list];
      if (hub !== null) for (let c = 0; c < cols; c++) all.push([hub, c, 1]);
      return sparseFromCoordinates(rows, cols, {
        rows: Int32Array.from(all, (e) => e[0]),
        columns: Int32Array.from(all, (e) => e[1]),
        values: Float64Array.from(all, (e) => e[2]),
        length: all.length,
      });
    });

/** Two matrices that multiply. */
export const pair: fc.Arbitrary<{ a: SparseMatrix; b: SparseMatrix }> = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([m, k, n]) => fc.record({ a: sparse(m, k), b: sparse(k, n) }));

/** The product by definition: "row,column" → value, of every position that some product falls on. */
export function referenceProduct(a: SparseMatrix, b: SparseMatrix): Map<string, number> {
  const out = new Map<string, number>();
  for (let i = 0; i < a.rows; i++)
    for (let p = a.rowPointers[i]!; p < a.rowPointers[i + 1]!; p++)
      for (let q = b.rowPointers[a.columns[p]!]!; q < b.rowPointers[a.columns[p]! + 1]!; q++) {
        const key = `${i},${b.columns[q]}`;
        out.set(key, (out.get(key) ?? 0) + a.values![p]! * b.values![q]!);
      }
  return out;
}

/** Row-major values, zeros where there is no non-zero. */
export function denseOf({ rows, cols, rowPointers, columns, values }: SparseMatrix): Float64Array {
  const out = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++)
    for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++) out[r * cols + columns[i]!] = values![i]!;
  return out;
}

/** The same entries whatever order they were made in. */
export const sorted = (map: ReadonlyMap<string, number>): [string, number][] =>
  [...map].sort(([x], [y]) => (x < y ? -1 : 1));

/** A product of doubles as the dataflows see it. */
export function problemOf(a: SparseMatrix, b: SparseMatrix, indexBytes: number): SparseProblem {
  const bytes = indexBytes + 8;
  return {
    a,
    b,
    nnzA: a.columns.length,
    nnzB: b.columns.length,
    products: productWork(a, b).products,
    bytesA: bytes,
    bytesB: bytes,
    bytesOut: bytes,
    indexBytes,
  };
}
