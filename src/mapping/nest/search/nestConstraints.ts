/** What a search must respect at one level. Everything that is absent is free. */
export interface LevelConstraint {
  readonly level: string;
  /** Fixed temporal factors, dim → factor. */
  readonly factors?: Readonly<Record<string, number>>;
  /** Fixed order of the temporal loops, outermost first; dims that are not listed stay outside of them. */
  readonly order?: readonly string[];
  /** Tensors kept; with `bypass` absent the others pass by. */
  readonly keep?: readonly string[];
  readonly bypass?: readonly string[];
  /** Dims that may be spread over x (y) below the level; all when absent. */
  readonly spatialX?: readonly string[];
  readonly spatialY?: readonly string[];
}

/**
 * Where factors may be imperfect, ⌈extent / factor⌉ iterations with a smaller last tile: nowhere, in the loops that are
 * spread over instances, or in all loops (the spaces Ruby-S and Ruby of Horeni et al., ISPASS 2022).
 */
export type Imperfect = 'none' | 'spatial' | 'all';

/** The map space an architect allows. */
export interface NestConstraints {
  readonly levels?: readonly LevelConstraint[];
  /** Least share of the compute units that must be in use. */
  readonly minUtilization?: number;
  /** `none` when absent. */
  readonly imperfect?: Imperfect;
}
