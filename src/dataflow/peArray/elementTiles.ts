import type { LoopNest } from '../../mapping/nest/loopNest.ts';
import { TEMPORAL } from '../../mapping/nest/loopNest.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';

/** A loop above the elements, over tiles of its dim: `stride` tiles a turn. */
export interface TileLoop {
  readonly dim: number;
  readonly factor: number;
  readonly stride: number;
}

/** How a nest is cut at the level of the elements. */
export interface ElementTiles {
  /** Loops over steps, outermost first, and over elements. */
  readonly steps: readonly TileLoop[];
  readonly elements: readonly TileLoop[];
  /** Extent of an element's tile in each dim. */
  readonly tile: Float64Array;
  /** Units that work together in an element. */
  readonly lanes: number;
}

/** The outermost level with several instances: they are the elements. Past the last level the units are. */
export function elementLevel({ architecture }: NestProblem): number {
  const { levels } = architecture;
  const found = levels.findIndex(({ instances }) => instances.x * instances.y > 1);
  return found < 0 ? levels.length : found;
}

/** Cuts a nest with perfect factors: loops above the elements go over steps and elements, the rest is an element's tile. */
export function elementTiles(problem: NestProblem, nest: LoopNest): ElementTiles {
  const level = elementLevel(problem);
  const start = nest.temporalStart[level]!;
  const tile = new Float64Array(problem.dimNames.length).fill(1);
  let lanes = 1;
  for (let i = start; i < nest.count; i++) {
    const d = nest.dim[i]!;
    tile[d] = tile[d]! * nest.factor[i]!;
    if (nest.kind[i] !== TEMPORAL) lanes *= nest.factor[i]!;
  }
  const steps: TileLoop[] = [];
  const elements: TileLoop[] = [];
  const inside = new Float64Array(problem.dimNames.length).fill(1);
  for (let i = start - 1; i >= 0; i--) {
    const dim = nest.dim[i]!;
    const factor = nest.factor[i]!;
    (nest.kind[i] === TEMPORAL ? steps : elements).unshift({ dim, factor, stride: inside[dim]! });
    inside[dim] = inside[dim]! * factor;
  }
  return { steps, elements, tile, lanes };
}
