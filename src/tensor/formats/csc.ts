import { bitsFor } from '../bitsFor.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const bits = (rows: number, cols: number, nnz: number, options: StorageOptions) => {
  const index = options.index_bits ?? bitsFor(rows);
  const pointer = options.pointer_bits ?? bitsFor(rows * cols + 1);
  return { values: nnz * options.element_bits, metadata: nnz * index + (cols + 1) * pointer };
};

/** Compressed sparse column: a row index for each non-zero, cols + 1 pointers. */
export default defineFormat({
  name: 'csc',
  description: 'Compressed sparse column: row indices and cols + 1 column pointers',
  compressed: true,
  cost: ({ rows, cols, rowPointers }, options) => bits(rows, cols, rowPointers[rows]!, options),
  expected: ({ rows, cols, nnz }, options) => bits(rows, cols, nnz, options),
});
