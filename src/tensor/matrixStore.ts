import { DiagnosticError } from '../core/diagnostic.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/**
 * Matrices that were read from files, by the SHA-256 of the file. Specifications name a matrix by its hash, so that a
 * point stays small, is hashed by content and travels to workers; whoever reads files hands the positions in here.
 */
export interface ProvidedMatrix {
  readonly sha256: string;
  readonly matrix: SparseMatrix;
}

const store = new Map<string, SparseMatrix>();

/** Makes matrices known to this thread; the same hash again changes nothing. */
export function provideMatrices(matrices: readonly ProvidedMatrix[]): void {
  for (const { sha256, matrix } of matrices) if (!store.has(sha256)) store.set(sha256, matrix);
}

/** The matrix of a file by its hash; WIN-PAT-005 where nobody has read it. */
export function providedMatrix(sha256: string, name: string): SparseMatrix {
  const matrix = store.get(sha256);
  if (matrix !== undefined) return matrix;
  throw new DiagnosticError([
    {
      code: 'WIN-PAT-005',
      severity: 'error',
      message: `matrix ${name} (SHA-256 ${sha256.slice(0, 12)}…) has not been read`,
      hint: 'run the sweep file that names it: a point alone does not hold its matrices',
    },
  ]);
}
