import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromCells } from '../sparseFromCells.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  density: z.number().min(0).max(1).meta({ description: 'Share of non-zeros', unit: '1' }),
});

/** Non-zeros of the whole matrix: the density rounded to a whole number of elements. */
const nonzeros = (density: number, { rows, cols }: OperandShape) => Math.round(density * rows * cols);

/** Unstructured: exactly round(density · size) non-zeros, every placement equally likely (hypergeometric tiles). */
export default definePattern({
  name: 'uniform',
  description: 'Unstructured: an exact number of non-zeros, uniformly placed without replacement',
  params,
  fits: () => true,
  turned: (given) => given,
  statistics({ density }, shape) {
    const total = shape.rows * shape.cols;
    const nnz = nonzeros(density, shape);
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz,
      density: nnz / total,
      exact: true,
      group: null,
      matrix: null,
      period: [1, 1],
      tileNnz: ({ height, width }) => (height * width * nnz) / total,
      tileEmpty: ({ height, width }) => emptyProbability(total, nnz, height * width),
    };
  },
  sample({ density }, shape, stream) {
    const { rows, cols } = shape;
    const cells = chooseDistinct(rows * cols, nonzeros(density, shape), stream);
    return sparseFromCells(rows, cols, cells);
  },
});
