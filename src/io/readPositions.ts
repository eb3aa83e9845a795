import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ProvidedMatrix } from '../tensor/matrixStore.ts';
import { type PruneSpec, prunedPositions } from '../tensor/prunedPositions.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import { transposed } from '../tensor/transposed.ts';
import { readMatrixMarket } from './readMatrixMarket.ts';
import { readTensor, tensorSuffixes } from './readTensor.ts';

/** What of a file a pattern wants. */
export interface PositionsRequest {
  readonly tensor: string | undefined;
  readonly transpose: boolean;
  readonly prune: PruneSpec | null;
  /** Direction of k in the operand, along which groups lie. */
  readonly groupsAlong: 'rows' | 'cols';
}

/** Files read by this process, until they change. */
const read = new Map<string, ProvidedMatrix>();

/** Whether values can be read from a file of this name, so that they can be pruned. */
export const holdsTensors = (file: string): boolean =>
  tensorSuffixes.some((suffix) => file.toLowerCase().endsWith(suffix));

/**
 * Positions of the non-zeros of a Matrix Market file, or of those that pruning leaves of a tensor, named by a hash of the
 * positions themselves: the same matrix from another file is the same point.
 */
export function readPositions(path: string, request: PositionsRequest): ProvidedMatrix {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = JSON.stringify([path, stat?.mtimeMs, stat?.size, request]);
  const known = read.get(key);
  if (known !== undefined) return known;
  const matrix = positionsOf(path, request);
  const provided = { sha256: hashOf(matrix), matrix };
  read.set(key, provided);
  return provided;
}

function positionsOf(
  path: string,
  { tensor, transpose, prune, groupsAlong }: PositionsRequest,
): SparseMatrix {
  if (!holdsTensors(path)) {
    const { matrix } = readMatrixMarket(path);
    return transpose ? transposed(matrix) : matrix;
  }
  const { rows, cols, values } = readTensor(path, tensor, transpose);
  return prunedPositions(values, rows, cols, prune, groupsAlong);
}

function hashOf({ rows, cols, rowPointers, columns }: SparseMatrix): string {
  const bytes = (list: Int32Array): Uint8Array =>
    new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
  return createHash('sha256')
    .update(`positions ${rows} ${cols}`)
    .update(bytes(rowPointers))
    .update(bytes(columns))
    .digest('hex');
}
