import type { NestProblem } from './nestProblem.ts';

/**
 * What the dense analysis of one nest yields, and its scratch space. Arrays over (level, tensor) are indexed
 * `level × tensors + tensor`; counts are words per instance, averaged over the used instances.
 */
export interface DenseCounts {
  /** Temporal steps of one compute unit. */
  cycles: number;
  /** Compute units in use. */
  usedComputes: number;
  /** Words of the tile that one instance holds (its bounding box), kept or not. */
  readonly tile: Float64Array;
  /** Words of the tile together with the spatial loops below: what all children of one instance hold at a time. */
  readonly span: Float64Array;
  readonly partition: Float64Array;
  readonly reads: Float64Array;
  readonly fills: Float64Array;
  readonly updates: Float64Array;
  /** Words delivered to one instance by its parent (before bypass), without the first-read elision. */
  readonly delivered: Float64Array;
  /** Distinct child positions of a tensor under one instance. */
  readonly distinct: Float64Array;
  /** Words read for, or written by, the children of one instance (after bypass). */
  readonly traffic: Float64Array;
  /** Extra reads and fills of an instance from neighbour links. */
  readonly peer: Float64Array;
  /** Used instances of a level, and its used width and height. */
  readonly usedInstances: Float64Array;
  readonly usedX: Float64Array;
  readonly usedY: Float64Array;
  /** Step of each loop in its dim's coordinate: the product of the same dim's factors inside it. */
  readonly stride: Float64Array;
  /** Extents of all dims inside the point that a pass has reached. */
  readonly extent: Float64Array;
  /** Extents per level boundary, `level × dims + dim`: the tile of the level, kept for the halo rule. */
  readonly boundaryExtent: Float64Array;
}

export function createDenseCounts(problem: NestProblem): DenseCounts {
  const cells = (problem.levelCount + 1) * problem.tensors.length;
  const array = (): Float64Array => new Float64Array(cells);
  const dims = problem.dimNames.length;
  return {
    cycles: 0,
    usedComputes: 0,
    tile: array(),
    span: array(),
    partition: array(),
    reads: array(),
    fills: array(),
    updates: array(),
    delivered: array(),
    distinct: array(),
    traffic: array(),
    peer: array(),
    usedInstances: new Float64Array(problem.levelCount + 1),
    usedX: new Float64Array(problem.levelCount + 1),
    usedY: new Float64Array(problem.levelCount + 1),
    stride: new Float64Array(160),
    extent: new Float64Array(dims),
    boundaryExtent: new Float64Array((problem.levelCount + 1) * dims),
  };
}
