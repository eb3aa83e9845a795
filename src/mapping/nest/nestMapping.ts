/** `[dim, factor]`; a dim without a loop has factor 1. */
export type Loop = readonly [dim: string, factor: number];

/** The loops of one storage level and what it keeps. */
export interface LevelMapping {
  readonly level: string;
  /** Outermost first. */
  readonly temporal: readonly Loop[];
  /** Fan-out to the instances of the next inner level (of the compute, at the innermost level). */
  readonly spatial?: { readonly x?: readonly Loop[]; readonly y?: readonly Loop[] };
  /** Tensors that are kept here; all of them when absent. The others pass by to the next outer level that keeps them. */
  readonly keep?: readonly string[];
  /** Neighbouring children may pass data to one another over mesh links. */
  readonly forwarding?: boolean;
}

/**
 * A loop nest over a memory hierarchy: one entry a storage level, outermost first. The factors of a dim multiply to its
 * extent (perfect), or to more (imperfect: the last tile of a loop is smaller).
 */
export type NestMapping = readonly LevelMapping[];
