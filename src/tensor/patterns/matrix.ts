import * as z from 'zod';
import { concreteStatistics } from '../concreteStatistics.ts';
import { providedMatrix } from '../matrixStore.ts';
import { definePattern } from './definePattern.ts';

const side = z.int().min(1).max(2_147_483_646);

const params = z.strictObject({
  name: z.string().meta({ description: 'File name, for people' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'Hash of the file' }),
  rows: side.meta({ description: 'Rows of the matrix' }),
  cols: side.meta({ description: 'Columns of the matrix' }),
});

/** Positions of a matrix file, named by the hash of its bytes. */
export default definePattern({
  name: 'matrix',
  description: 'Positions of a Matrix Market file that the loader has read',
  params,
  fits: ({ rows, cols }, shape) =>
    (rows === shape.rows && cols === shape.cols) ||
    `the matrix is ${rows} × ${cols}, the operand is ${shape.rows} × ${shape.cols}`,
  positions: ({ sha256, name }) => providedMatrix(sha256, name),
  statistics: ({ sha256, name }) => concreteStatistics(providedMatrix(sha256, name)),
  sample: ({ sha256, name }) => providedMatrix(sha256, name),
});
