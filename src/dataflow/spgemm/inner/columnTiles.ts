import { DiagnosticError } from '../../../core/diagnostic.ts';
import type { SparseMatrix } from '../../../tensor/sparseMatrix.ts';
import { transposed } from '../../../tensor/transposed.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import type { InnerHardware } from './hardware.ts';

/** Columns [from, to) of b that the last-level buffer holds at once. */
export interface ColumnTile {
  readonly from: number;
  readonly to: number;
  /** These columns of b, by row; b itself where it fits. */
  readonly b: SparseMatrix;
  /** Columns that have elements. */
  readonly columns: number;
  /** Bytes as stored: index and value of each element, index and pointer of each column that has some. */
  readonly bytes: number;
}

/** As many whole columns a tile as fit, in order. Throws where one alone does not. */
export function columnTiles(
  { b, bytesB, indexBytes }: SparseProblem,
  { last_level }: InnerHardware,
): ColumnTile[] {
  const capacity = Math.floor(last_level.capacity_kib * 1024);
  const { rowPointers: starts } = transposed(b);
  const tiles: ColumnTile[] = [];
  let from = 0;
  let columns = 0;
  let bytes = 0;
  const close = (to: number): void => {
    if (columns > 0)
      tiles.push({ from, to, b: from === 0 && to === b.cols ? b : part(b, from, to), columns, bytes });
    from = to;
    columns = 0;
    bytes = 0;
  };
  for (let j = 0; j < b.cols; j++) {
    const length = starts[j + 1]! - starts[j]!;
    if (length === 0) continue;
    const more = length * bytesB + 2 * indexBytes;
    if (more > capacity) tooLong(j, more, capacity);
    if (bytes + more > capacity) close(j);
    columns++;
    bytes += more;
  }
  close(b.cols);
  return tiles;
}

function tooLong(column: number, bytes: number, capacity: number): never {
  throw new DiagnosticError([
    {
      code: 'WIN-SPG-001',
      severity: 'error',
      message: `column ${column} of b has ${bytes} bytes, and the last-level buffer ${capacity}`,
      hint: 'give last_level.capacity_kib more',
    },
  ]);
}

/** Columns [from, to) of a matrix, in its own numbering. */
function part({ rows, cols, rowPointers, columns }: SparseMatrix, from: number, to: number): SparseMatrix {
  const pointers = new Int32Array(rows + 1);
  const kept = new Int32Array(columns.length);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++)
      if (columns[i]! >= from && columns[i]! < to) kept[count++] = columns[i]!;
    pointers[r + 1] = count;
  }
  return { rows, cols, rowPointers: pointers, columns: kept.slice(0, count) };
}
