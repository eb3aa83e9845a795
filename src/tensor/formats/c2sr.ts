import { bitsFor } from '../bitsFor.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const bits = (rows: number, cols: number, nnz: number, options: StorageOptions) => {
  const index = options.index_bits ?? bitsFor(cols);
  const pointer = options.pointer_bits ?? bitsFor(rows * cols + 1);
  const length = options.index_bits ?? bitsFor(cols + 1);
  return { values: nnz * options.element_bits, metadata: nnz * index + rows * (pointer + length) };
};

/**
 * Channel cyclic sparse row (Srivastava et al., MatRaptor, MICRO 2020): row r lies in memory channel r mod channels, so
 * each row has a pointer and a length of its own.
 */
export default defineFormat({
  name: 'c2sr',
  description: 'Channel cyclic sparse row: column indices, a pointer and a length for each row',
  compressed: true,
  cost: ({ rows, cols, rowPointers }, options) => bits(rows, cols, rowPointers[rows]!, options),
  expected: ({ rows, cols, nnz }, options) => bits(rows, cols, nnz, options),
});
