import type { NestProblem } from './nestProblem.ts';

/** Kinds of a loop. The y loops of a level are outside its x loops, as the index of a child is `y · width + x`. */
export const TEMPORAL = 0;
export const SPATIAL_X = 1;
export const SPATIAL_Y = 2;

const MAX_LOOPS = 160;

/**
 * A mapping as flat arrays: the loops of all levels, outermost first, factor-1 loops left out. Level `l` owns loops
 * `temporalStart[l] … spatialStart[l] − 1` (temporal) and `spatialStart[l] … temporalStart[l + 1] − 1` (spatial).
 */
export interface LoopNest {
  count: number;
  readonly dim: Uint8Array;
  readonly factor: Float64Array;
  readonly kind: Uint8Array;
  readonly temporalStart: Int32Array;
  readonly spatialStart: Int32Array;
  /** Per level a bit set over the tensors that it keeps. */
  readonly keep: Int32Array;
  /** Per level: its children may forward to neighbours. */
  readonly forwarding: Uint8Array;
  /** Some dim's factors multiply to more than its extent. */
  imperfect: boolean;
}

/** An empty nest for a problem, to be filled by `encodeMapping` or by a search. */
export function createLoopNest(problem: NestProblem): LoopNest {
  const levels = problem.levelCount;
  return {
    count: 0,
    dim: new Uint8Array(MAX_LOOPS),
    factor: new Float64Array(MAX_LOOPS),
    kind: new Uint8Array(MAX_LOOPS),
    temporalStart: new Int32Array(levels + 1),
    spatialStart: new Int32Array(levels + 1),
    keep: new Int32Array(levels),
    forwarding: new Uint8Array(levels),
    imperfect: false,
  };
}
