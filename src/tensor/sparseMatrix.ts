/**
 * Positions of the non-zeros of a rows × cols matrix, compressed by row: row r holds columns
 * `columns[rowPointers[r] … rowPointers[r+1])`, ascending. Values, where needed, run parallel to `columns`.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** Length rows + 1. */
  readonly rowPointers: Int32Array;
  readonly columns: Int32Array;
  readonly values?: Float64Array;
}
