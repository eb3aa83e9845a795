import type { Loop } from '../mapping/nest/nestMapping.ts';

/** Words of one tensor at one storage level, over all its instances in one execution. */
export interface TensorAccesses {
  /** Operand: 'a' | 'b' | 'out'. */
  readonly tensor: string;
  /** Words of the tile that one instance holds. */
  readonly tile_words: number;
  /** Read for the level inside (partial sums too). */
  readonly reads: number;
  /** Written on arrival from the level outside. */
  readonly fills: number;
  /** Written on arrival from the level inside: partial sums. */
  readonly updates: number;
  /** Accesses of all three kinds that were gated, and that were skipped; the counts above leave them out. */
  readonly gated: number;
  readonly skipped: number;
  /** Bits of metadata read and written. */
  readonly metadata_bits: number;
}

/** One storage level of a loop nest in one execution: its loops, what it holds, what crosses it. Outermost first. */
export interface LevelAccesses {
  /** Name of the level: that of a component. */
  readonly level: string;
  /** Loops over tiles, outermost first, and the loops spread below the level; factors above 1 only. */
  readonly temporal: readonly Loop[];
  readonly spatial_x: readonly Loop[];
  readonly spatial_y: readonly Loop[];
  readonly instances: number;
  readonly used_instances: number;
  /** Words that one instance may hold of the tile in use; null: unlimited. */
  readonly capacity_words: number | null;
  /** Cycles that its bandwidth asks for, at least those of the computes. */
  readonly cycles: number;
  /** Tensors kept here; the others pass by. */
  readonly tensors: readonly TensorAccesses[];
}
