import type { SparseMatrix } from './sparseMatrix.ts';

/** Groups of `m` consecutive elements along an axis of the matrix hold at most `n` non-zeros each. */
export interface GroupStructure {
  readonly n: number;
  readonly m: number;
  /** 'rows': the elements of a group follow one another down a column; 'cols': along a row. */
  readonly along: 'rows' | 'cols';
}

/** A rectangle of a matrix, zero-based, within bounds. */
export interface Tile {
  readonly row: number;
  readonly col: number;
  readonly height: number;
  readonly width: number;
}

/**
 * What is known of a pattern before a sample is drawn (or of a concrete one). Probabilities are over samples; for
 * patterns without freedom they are 0 or 1.
 */
export interface PatternStatistics {
  readonly rows: number;
  readonly cols: number;
  /** Expected non-zeros. */
  readonly nnz: number;
  /** nnz over rows × cols. */
  readonly density: number;
  /** Whether every sample has exactly `nnz` non-zeros. */
  readonly exact: boolean;
  /** n:m structure, where the pattern promises one. */
  readonly group: GroupStructure | null;
  /** The positions themselves, where they are known. */
  readonly matrix: SparseMatrix | null;
  /**
   * Distributions repeat: a tile shifted by a multiple of `period` (and still clear of the last, partial period) has
   * the same statistics. [rows, cols]; the whole matrix where nothing repeats.
   */
  readonly period: readonly [rows: number, cols: number];
  /** Expected non-zeros in a tile. */
  tileNnz(tile: Tile): number;
  /** Probability that a tile has no non-zero. */
  tileEmpty(tile: Tile): number;
}
