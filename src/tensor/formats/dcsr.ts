import { bitsFor } from '../bitsFor.ts';
import { tileOccupancy } from '../tileOccupancy.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const bits = (rows: number, cols: number, nnz: number, occupied: number, options: StorageOptions) => {
  const column = options.index_bits ?? bitsFor(cols);
  const row = options.index_bits ?? bitsFor(rows);
  const pointer = options.pointer_bits ?? bitsFor(rows * cols + 1);
  return {
    values: nnz * options.element_bits,
    metadata: nnz * column + occupied * row + (occupied + 1) * pointer,
  };
};

/** Doubly compressed sparse row (Buluç and Gilbert, IPDPS 2008): rows without non-zeros take nothing. */
export default defineFormat({
  name: 'dcsr',
  description:
    'Doubly compressed sparse row: column indices, row indices and pointers of rows with non-zeros',
  compressed: true,
  cost({ rows, cols, rowPointers }, options) {
    let occupied = 0;
    for (let r = 0; r < rows; r++) if (rowPointers[r + 1]! > rowPointers[r]!) occupied++;
    return bits(rows, cols, rowPointers[rows]!, occupied, options);
  },
  expected(statistics, options) {
    const { rows, cols, nnz } = statistics;
    return bits(rows, cols, nnz, tileOccupancy(statistics, 1, cols).occupied, options);
  },
});
