import { productWork } from '../../../tensor/productWork.ts';
import type { SparseMatrix } from '../../../tensor/sparseMatrix.ts';
import { transposed } from '../../../tensor/transposed.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import type { ColumnTile } from './columnTiles.ts';
import type { InnerHardware } from './hardware.ts';
import { skipJumps } from './skipJumps.ts';

/** By row of a: what intersecting it with all columns of a tile takes. */
export interface IntersectionWork {
  /** Cycles of an element. */
  readonly cycles: Float64Array;
  /** Bytes that the last-level buffer gives and takes. */
  readonly bytes: Float64Array;
  readonly products: Float64Array;
  readonly outputs: Int32Array;
}

/** Elements of a row of a that an element's buffer holds. */
export const pieceElements = (hardware: InnerHardware, bytesA: number): number =>
  Math.floor((hardware.array.buffer_kib * 1024) / bytesA);

/** Columns whose last element lies in row k or behind. */
function columnsReaching(b: SparseMatrix): Int32Array {
  const byColumn = transposed(b);
  const reaching = new Int32Array(b.rows + 1);
  for (let j = 0; j < b.cols; j++) {
    const end = byColumn.rowPointers[j + 1]!;
    if (end > byColumn.rowPointers[j]!) reaching[byColumn.columns[end - 1]!]!++;
  }
  for (let k = b.rows - 1; k >= 0; k--) reaching[k]! += reaching[k + 1]!;
  return reaching;
}

/**
 * A row longer than the buffer is taken in pieces; its sums wait in the last-level buffer meanwhile. With u the last
 * element of a piece X and Y a column, two pointers take |X up to Y's last| + |Y up to u| − matches cycles: until a list
 * ends. Masks take a cycle for each pair of words, and one for each match.
 */
export function intersectionWork(
  problem: SparseProblem,
  hardware: InnerHardware,
  tile: ColumnTile,
): IntersectionWork {
  const { a, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { b } = tile;
  const { rowProducts, rowOutputs } = productWork(a, b);
  const { intersection } = hardware;
  const piece = pieceElements(hardware, bytesA);
  const cycles = rowProducts.slice();
  const bytes = new Float64Array(a.rows);
  const masks = intersection.method === 'bitmap' ? Math.ceil(b.rows / intersection.mask_bits) : 0;
  const maskBytes = intersection.method === 'bitmap' ? Math.ceil((masks * intersection.mask_bits) / 8) : 0;
  const reaching = intersection.method === 'two-pointer' ? columnsReaching(b) : null;
  const jumps = intersection.method === 'skip-ahead' ? skipJumps(a, b, piece) : null;
  for (let row = 0; row < a.rows; row++) {
    const end = a.rowPointers[row + 1]!;
    let pieces = 0;
    let passed = 0;
    for (let from = a.rowPointers[row]!; from < end; from += piece) {
      pieces++;
      passed += b.rowPointers[a.columns[Math.min(end, from + piece) - 1]! + 1]!;
    }
    if (reaching !== null) {
      cycles[row] = passed - rowProducts[row]!;
      for (let i = a.rowPointers[row]!; i < end; i++) cycles[row]! += reaching[a.columns[i]!]!;
    } else if (jumps !== null) cycles[row]! += jumps[row]!;
    else cycles[row]! += pieces * tile.columns * masks;
    bytes[row] =
      (maskBytes > 0 ? pieces * tile.columns * maskBytes : passed * indexBytes) +
      rowProducts[row]! * (bytesB - indexBytes) +
      Math.max(0, pieces - 1) * 2 * rowOutputs[row]! * bytesOut;
  }
  return { cycles, bytes, products: rowProducts, outputs: rowOutputs };
}
