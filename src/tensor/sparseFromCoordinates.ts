import type { SparseMatrix } from './sparseMatrix.ts';

/** Non-zeros in any order: the first `length` of parallel arrays, zero-based. */
export interface Coordinates {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values?: Float64Array | null;
  readonly length: number;
}

/**
 * Compresses coordinates by row, columns ascending. Positions given twice become one, their values summed. Two stable
 * counting sorts, by column and then by row: O(length + rows + cols). Without values, rows are sorted by themselves.
 */
export function sparseFromCoordinates(rows: number, cols: number, given: Coordinates): SparseMatrix {
  const { length, values = null } = given;
  if (values === null) return positionsOnly(rows, cols, given);
  const byColumn = sortedOrder(given.columns, length, cols, null);
  const order = sortedOrder(given.rows, length, rows, byColumn);
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(length);
  const sums = new Float64Array(length);
  let kept = 0;
  let lastRow = -1;
  let lastColumn = -1;
  for (let i = 0; i < length; i++) {
    const at = order[i]!;
    const row = given.rows[at]!;
    const column = given.columns[at]!;
    if (row === lastRow && column === lastColumn) {
      sums[kept - 1] = sums[kept - 1]! + values[at]!;
      continue;
    }
    while (lastRow < row) rowPointers[++lastRow] = kept;
    lastColumn = column;
    columns[kept] = column;
    sums[kept] = values[at]!;
    kept++;
  }
  rowPointers.fill(kept, lastRow + 1);
  return {
    rows,
    cols,
    rowPointers,
    columns: kept === length ? columns : columns.slice(0, kept),
    values: kept === length ? sums : sums.slice(0, kept),
  };
}

function positionsOnly(rows: number, cols: number, given: Coordinates): SparseMatrix {
  const { length } = given;
  const rowPointers = new Int32Array(rows + 1);
  for (let i = 0; i < length; i++) rowPointers[given.rows[i]! + 1]!++;
  for (let row = 0; row < rows; row++) rowPointers[row + 1]! += rowPointers[row]!;
  const columns = new Int32Array(length);
  const next = rowPointers.slice(0, rows);
  for (let i = 0; i < length; i++) columns[next[given.rows[i]!]!++] = given.columns[i]!;
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    const start = rowPointers[row]!;
    const end = next[row]!;
    sortStretch(columns, start, end);
    rowPointers[row] = kept;
    let last = -1;
    for (let i = start; i < end; i++) {
      const column = columns[i]!;
      if (column !== last) columns[kept++] = column;
      last = column;
    }
  }
  rowPointers[rows] = kept;
  return { rows, cols, rowPointers, columns: kept === length ? columns : columns.slice(0, kept) };
}

/** Sorts list[start … end) in ascending order. */
function sortStretch(list: Int32Array, start: number, end: number): void {
  if (end - start > 32) {
    list.subarray(start, end).sort();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const value = list[i]!;
    let at = i;
    for (; at > start && list[at - 1]! > value; at--) list[at] = list[at - 1]!;
    list[at] = value;
  }
}

/** Indices of `keys` in ascending order of key, equal ones in the order of `before` (or as they stand). */
function sortedOrder(keys: Int32Array, length: number, bound: number, before: Int32Array | null): Int32Array {
  const next = new Int32Array(bound + 1);
  for (let i = 0; i < length; i++) next[keys[i]! + 1]!++;
  for (let k = 0; k < bound; k++) next[k + 1]! += next[k]!;
  const order = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const at = before === null ? i : before[i]!;
    const key = keys[at]!;
    order[next[key]!++] = at;
  }
  return order;
}
