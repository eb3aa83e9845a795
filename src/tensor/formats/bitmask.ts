import { defineFormat } from './defineFormat.ts';

/** One bit for every element, then the non-zeros. */
export default defineFormat({
  name: 'bitmask',
  description: 'One bit an element says whether it is stored',
  compressed: true,
  cost: ({ rows, cols, rowPointers }, { element_bits }) => ({
    values: rowPointers[rows]! * element_bits,
    metadata: rows * cols,
  }),
  expected: ({ rows, cols, nnz }, { element_bits }) => ({
    values: nnz * element_bits,
    metadata: rows * cols,
  }),
});
