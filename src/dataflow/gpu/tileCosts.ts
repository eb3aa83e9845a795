import type { KernelFacts } from './kernelFacts.ts';
import { exposedCycles, fillBytes, tensorCycles } from './stepTimes.ts';
import type { TileFamily } from './tileFamily.ts';

/** What one K step of each tile of a family costs whatever the product, in clock cycles. */
export interface TileCosts {
  /** Tensor cores and what nothing hides. */
  readonly busy: Float64Array;
  /** Fill of shared memory. */
  readonly fill: Float64Array;
  /** Fourth powers of both and of the shortest step, summed: `stepCycles` but for memory. */
  readonly fourths: Float64Array;
  /** Outputs and tokens of a tile. */
  readonly tile_n: Float64Array;
  readonly tile_m: Float64Array;
}

/** By how many bytes are touched per byte wanted, the one thing of a product that a step's costs hang on. */
const known = new WeakMap<TileFamily, Map<number, TileCosts>>();

export function tileCosts(family: TileFamily, facts: KernelFacts): TileCosts {
  let byLines = known.get(family);
  if (byLines === undefined) {
    byLines = new Map();
    known.set(family, byLines);
  }
  let costs = byLines.get(facts.lines);
  if (costs === undefined) {
    costs = costsOf(family, facts);
    byLines.set(facts.lines, costs);
  }
  return costs;
}

function costsOf({ tiles }: TileFamily, facts: KernelFacts): TileCosts {
  const { fill_bytes_per_cycle, step_floor_cycles } = facts.device;
  const column = (): Float64Array => new Float64Array(tiles.length);
  const costs = { busy: column(), fill: column(), fourths: column(), tile_n: column(), tile_m: column() };
  const exposed = exposedCycles(facts);
  tiles.forEach((tile, base) => {
    const busy = tensorCycles(facts, tile) + exposed;
    const fill = fillBytes(facts, tile) / fill_bytes_per_cycle;
    costs.busy[base] = busy;
    costs.fill[base] = fill;
    costs.fourths[base] = fourth(busy) + fourth(fill) + fourth(step_floor_cycles);
    costs.tile_n[base] = tile.tile_n;
    costs.tile_m[base] = tile.tile_m;
  });
  return costs;
}

const fourth = (x: number): number => x * x * (x * x);
