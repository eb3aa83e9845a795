import { invariant } from '../core/invariant.ts';
import type { RandomStream } from '../core/random.ts';
import { type Coordinates, sparseFromCoordinates } from './sparseFromCoordinates.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/** Draws of one position: fills `at.row` and `at.column`. */
export type EdgeDraw = (stream: RandomStream, at: { row: number; column: number }) => void;

/** Draws for each non-zero wanted before the matrix is taken to be too dense for its skew. */
const patience = 256;

/**
 * The first `count` distinct positions that a draw gives. Past `patience` draws for each, fewer are returned: the skew
 * leaves no room for more. O(draws) by open addressing.
 */
export function distinctEdges(
  rows: number,
  cols: number,
  count: number,
  stream: RandomStream,
  draw: EdgeDraw,
): SparseMatrix {
  invariant(count <= rows * cols, 'no more positions than cells', { rows, cols, count });
  let slots = 16;
  while (slots < 2 * count) slots *= 2;
  // Number of an edge plus one; 0 is free.
  const seen = new Int32Array(slots);
  const edges: Coordinates = { rows: new Int32Array(count), columns: new Int32Array(count), length: count };
  const at = { row: 0, column: 0 };
  let length = 0;
  for (let left = patience * count; length < count && left > 0; left--) {
    draw(stream, at);
    const { row, column } = at;
    let slot = (Math.imul(row, 0x9e3779b1) ^ Math.imul(column, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (slots - 1);
    let edge = seen[slot]! - 1;
    while (edge >= 0 && (edges.rows[edge] !== row || edges.columns[edge] !== column)) {
      slot = (slot + 1) & (slots - 1);
      edge = seen[slot]! - 1;
    }
    if (edge >= 0) continue;
    seen[slot] = length + 1;
    edges.rows[length] = row;
    edges.columns[length] = column;
    length++;
  }
  return sparseFromCoordinates(rows, cols, { ...edges, length });
}
