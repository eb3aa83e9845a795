import * as z from 'zod';
import { concreteStatistics } from '../concreteStatistics.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';
import { definePattern } from './definePattern.ts';

const indices = z.array(z.int().min(0).max(2_147_483_647));

const params = z
  .strictObject({
    rows: z.int().min(1).meta({ description: "Rows of the operand's matrix form" }),
    cols: z.int().min(1).meta({ description: "Columns of the operand's matrix form" }),
    row_pointers: indices.min(2).meta({ description: 'Where each row begins in `columns`, then its length' }),
    columns: indices.meta({ description: 'Columns of the non-zeros, row by row, ascending in a row' }),
  })
  .superRefine(({ rows, cols, row_pointers, columns }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (row_pointers.length !== rows + 1)
      return wrong('row_pointers', `${rows} rows need ${rows + 1} pointers`);
    if (row_pointers[0] !== 0 || row_pointers[rows] !== columns.length) {
      return wrong('row_pointers', `must begin with 0 and end with the number of columns, ${columns.length}`);
    }
    for (let row = 0; row < rows; row++) {
      const end = row_pointers[row + 1]!;
      if (end < row_pointers[row]!) return wrong('row_pointers', `decreases after row ${row}`);
      for (let i = row_pointers[row]!; i < end; i++) {
        if (columns[i]! >= cols)
          return wrong('columns', `column ${columns[i]} of row ${row} is past ${cols - 1}`);
        if (i > row_pointers[row]! && columns[i]! <= columns[i - 1]!) {
          return wrong('columns', `row ${row} is not strictly ascending`);
        }
      }
    }
  });

type Params = z.output<typeof params>;

const matrices = new WeakMap<Params, SparseMatrix>();

/** The given arrays as typed ones; the same object for the same parameters. */
function matrixOf(given: Params): SparseMatrix {
  let matrix = matrices.get(given);
  if (matrix === undefined) {
    const { rows, cols, row_pointers, columns } = given;
    matrix = { rows, cols, rowPointers: Int32Array.from(row_pointers), columns: Int32Array.from(columns) };
    matrices.set(given, matrix);
  }
  return matrix;
}

/** Given positions: what a loader makes of a matrix file, or a test of a matrix. */
export default definePattern({
  name: 'concrete',
  description: 'Given positions, compressed by row',
  params,
  fits: ({ rows, cols }, shape) =>
    (rows === shape.rows && cols === shape.cols) ||
    `the positions are ${rows} × ${cols}, the operand is ${shape.rows} × ${shape.cols}`,
  positions: matrixOf,
  statistics: (given) => concreteStatistics(matrixOf(given)),
  sample: (given) => matrixOf(given),
});
