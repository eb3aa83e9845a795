import { bitsFor } from '../bitsFor.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const bits = (rows: number, cols: number, nnz: number, options: StorageOptions) => {
  const index = options.index_bits ?? bitsFor(cols);
  const pointer = options.pointer_bits ?? bitsFor(rows * cols + 1);
  return { values: nnz * options.element_bits, metadata: nnz * index + (rows + 1) * pointer };
};

/** Compressed sparse row: a column index for each non-zero, rows + 1 pointers. */
export default defineFormat({
  name: 'csr',
  description: 'Compressed sparse row: column indices and rows + 1 row pointers',
  compressed: true,
  cost: ({ rows, cols, rowPointers }, options) => bits(rows, cols, rowPointers[rows]!, options),
  expected: ({ rows, cols, nnz }, options) => bits(rows, cols, nnz, options),
});
