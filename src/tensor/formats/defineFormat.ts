import type { Bits } from '../../core/units.ts';
import type { GroupStructure, PatternStatistics } from '../patternStatistics.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';

/** Widths that a format's cost depends on. What is left out follows from the matrix's dimensions. */
export interface StorageOptions {
  /** Width of a stored value. */
  readonly element_bits: number;
  /** Width of a row or column index; ⌈log2 dimension⌉ by default. */
  readonly index_bits?: number;
  /** Width of a row or column pointer; ⌈log2(rows · cols + 1)⌉ by default, so that any pattern fits. */
  readonly pointer_bits?: number;
  /** Width of a run of zeros; 4 by default (EIE, ISCA 2016, section III). */
  readonly run_bits?: number;
  /** Blocks of bcsr; 4 × 4 by default. */
  readonly block?: { readonly rows: number; readonly cols: number };
  /** Groups of the n:m index; those that the pattern promises by default. */
  readonly group?: GroupStructure;
}

/** Storage of one matrix. Total is the sum of both. */
export interface StorageCost {
  /** Values, zeros that the format has to store included. */
  readonly values: Bits;
  /** Masks, indices, pointers, runs. */
  readonly metadata: Bits;
}

/** A way to store a matrix with zeros. One file each. */
export interface Format {
  /** The word that files and commands use. */
  readonly name: string;
  readonly description: string;
  /** Whether zeros are left out. */
  readonly compressed: boolean;
  /** Exact bits of given positions. */
  cost(matrix: SparseMatrix, options: StorageOptions): StorageCost;
  /** Expected bits over the samples of a pattern; equal to `cost` where nothing is left to chance. */
  expected(statistics: PatternStatistics, options: StorageOptions): StorageCost;
}

export function defineFormat(format: Format): Format {
  return format;
}
