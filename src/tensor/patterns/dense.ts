import * as z from 'zod';
import { definePattern } from './definePattern.ts';

/** No zeros. */
export default definePattern({
  name: 'dense',
  description: 'Every element is non-zero',
  params: z.strictObject({}),
  fits: () => true,
  statistics: (_params, { rows, cols }) => ({
    rows,
    cols,
    nnz: rows * cols,
    density: 1,
    exact: true,
    group: null,
    matrix: null,
    period: [1, 1],
    tileNnz: ({ height, width }) => height * width,
    tileEmpty: ({ height, width }) => (height * width > 0 ? 0 : 1),
  }),
  sample(_params, { rows, cols }) {
    const rowPointers = new Int32Array(rows + 1);
    const columns = new Int32Array(rows * cols);
    for (let row = 0; row < rows; row++) {
      rowPointers[row + 1] = (row + 1) * cols;
      for (let col = 0; col < cols; col++) columns[row * cols + col] = col;
    }
    return { rows, cols, rowPointers, columns };
  },
});
