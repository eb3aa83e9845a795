import { bitsFor } from '../bitsFor.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const bits = (rows: number, cols: number, nnz: number, options: StorageOptions) => {
  const pair = options.index_bits === undefined ? bitsFor(rows) + bitsFor(cols) : 2 * options.index_bits;
  return { values: nnz * options.element_bits, metadata: nnz * pair };
};

/** Coordinate list: a row and a column index for each non-zero. */
export default defineFormat({
  name: 'coordinate',
  description: 'Coordinate list: a row and a column index for each non-zero',
  compressed: true,
  cost: ({ rows, cols, rowPointers }, options) => bits(rows, cols, rowPointers[rows]!, options),
  expected: ({ rows, cols, nnz }, options) => bits(rows, cols, nnz, options),
});
