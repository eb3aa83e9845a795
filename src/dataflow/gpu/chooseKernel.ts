import type { KernelFacts } from './kernelFacts.ts';
import { closedCycles } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { kernelTiles } from './kernelTiles.ts';
import { firmMaximum } from './softMaximum.ts';
import { fillBytes, tensorCycles } from './stepTimes.ts';

/** A kernel and what the closed form says it takes. */
export interface RankedKernel {
  readonly tile: KernelTile;
  readonly cycles: number;
}

/**
 * The `keep` fastest kernels for a shape by the closed form, fastest first; ties go to the earlier tile. A tile whose
 * floor is above the worst kept needs no closer look; those of the least floors go first, to have that worst early.
 */
export function rankKernels(facts: KernelFacts, keep: number): readonly RankedKernel[] {
  const tiles = kernelTiles(facts.shape, facts.device);
  const floors = new Float64Array(tiles.length);
  const first: number[] = [];
  for (let i = 0; i < floors.length; i++) {
    const floor = floorOf(facts, tiles[i]!);
    floors[i] = floor;
    if (first.length === keep && floor >= floors[first[keep - 1]!]!) continue;
    let place = first.length;
    while (place > 0 && floors[first[place - 1]!]! > floor) place -= 1;
    first.splice(place, 0, i);
    if (first.length > keep) first.pop();
  }
  const best: Candidate[] = [];
  for (const index of first) {
    consider(best, keep, facts, tiles[index]!, index);
    floors[index] = Number.POSITIVE_INFINITY;
  }
  for (let index = 0; index < floors.length; index++)
    if (floors[index]! <= best[best.length - 1]!.cycles) consider(best, keep, facts, tiles[index]!, index);
  return best;
}

interface Candidate extends RankedKernel {
  /** Place among the tiles. */
  readonly index: number;
}

function consider(
  best: Candidate[],
  keep: number,
  facts: KernelFacts,
  tile: KernelTile,
  index: number,
): void {
  const cycles = closedCycles(facts, tile);
  let place = best.length;
  while (place > 0) {
    const other = best[place - 1]!;
    if (other.cycles < cycles || (other.cycles === cycles && other.index < index)) break;
    place -= 1;
  }
  if (place === keep) return;
  best.splice(place, 0, { tile, cycles, index });
  if (best.length > keep) best.pop();
}

/**
 * Less than the closed form by construction: launch, first load, whole waves of the slowest resource that a CTA has for
 * itself, or all bytes once, the outputs of those waves, and the power limit. A step rounds to whole cycles, hence the
 * half.
 */
function floorOf(facts: KernelFacts, tile: KernelTile): number {
  const { shape, device } = facts;
  const { batch, n, m, k } = shape;
  const { tile_n, tile_m, split_k } = tile;
  const ctas = batch * Math.ceil(n / tile_n) * Math.ceil(m / tile_m) * split_k;
  const steps = Math.ceil(Math.ceil(k / tile.tile_k) / split_k);
  const waves = Math.ceil(ctas / device.sm_count);
  const fill = fillBytes(facts, tile) / device.fill_bytes_per_cycle;
  const step = Math.max(tensorCycles(facts, tile), fill, device.step_floor_cycles);
  const memory = (facts.cold_weights + facts.cold_activations) / facts.bandwidth;
  const loops = Math.max(waves * steps * step, memory) - 0.5 * waves * steps + (waves - 1) * facts.turn;
  const written = tile_n * Math.min(tile_m, m) * shape.output_bytes * (waves - 1);
  const dense_split = split_k > 1 && !shape.sparse;
  const free = facts.launch + facts.latency + loops + written / device.write_bytes_per_cycle - (waves - 1);
  const limited = facts.power > free ? firmMaximum(free, facts.power) - 1 : free;
  return limited + (dense_split ? facts.reduction : 0);
}
