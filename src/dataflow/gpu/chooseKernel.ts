import type { KernelFacts } from './kernelFacts.ts';
import { closedCycles } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { listTiles } from './kernelTiles.ts';
import { firmMaximum } from './softMaximum.ts';
import { fillBytes, gridOf, kSteps, tensorCycles } from './stepTimes.ts';
import { emptyTile, readTile, tileTable } from './tileTable.ts';

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
  listTiles(tiles, facts.shape, facts.device);
  const { count } = tiles;
  const floors = roomFor(count);
  const first: number[] = [];
  // Large tiles come last and are fast more often: from the end, fewer floors are worked out in full.
  for (let i = count - 1; i >= 0; i--) {
    const enough = first.length === keep ? floors[first[keep - 1]!]! : Number.POSITIVE_INFINITY;
    const floor = floorOf(facts, readTile(tiles, i, scratchTile), enough);
    floors[i] = floor;
    if (floor >= enough) continue;
    let place = first.length;
    while (place > 0 && floors[first[place - 1]!]! > floor) place -= 1;
    first.splice(place, 0, i);
    if (first.length > keep) first.pop();
  }
  const best: Candidate[] = [];
  for (const index of first) {
    consider(best, keep, facts, readTile(tiles, index, scratchTile), index);
    floors[index] = Number.POSITIVE_INFINITY;
  }
  for (let index = 0; index < count; index++) {
    const worst = best[best.length - 1]!.cycles;
    if (floors[index]! > worst) continue;
    const tile = readTile(tiles, index, scratchTile);
    if (floorOf(facts, tile, Number.POSITIVE_INFINITY) <= worst) consider(best, keep, facts, tile, index);
  }
  return best;
}

/** Used again by every call: memory of its own each time costs more than the sums in it. */
const tiles = tileTable();
const scratchTile = emptyTile();
let scratch = new Float64Array(512);

function roomFor(count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(2 * count);
  return scratch;
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
  best.splice(place, 0, { tile: { ...tile }, cycles, index });
  if (best.length > keep) best.pop();
}

/**
 * Less than the closed form by construction: launch, first load, waves of the soft maximum of a step's resources (which
 * rounds to whole cycles, hence the half and a little for the rounding of its own), their outputs, and the power limit.
 * Where the waves of the slowest resource alone reach `enough`, no more is worked out.
 */
function floorOf(facts: KernelFacts, tile: KernelTile, enough: number): number {
  const { shape, device } = facts;
  const { split_k } = tile;
  const slots = device.sm_count;
  const step_floor = device.step_floor_cycles;
  const grid_m = gridOf(shape.m, tile.tile_m, tile.cluster_m);
  const ctas = gridOf(shape.n, tile.tile_n, tile.cluster_n) * grid_m * split_k * shape.batch;
  const steps = kSteps(facts, tile);
  const full = Math.floor(ctas / slots);
  const rest = ctas - full * slots;
  const waves = rest > 0 ? full + 1 : full;
  const busy = tensorCycles(facts, tile);
  const fill = fillBytes(facts, tile) / device.fill_bytes_per_cycle;
  const fixed = facts.launch + facts.latency + (waves - 1) * facts.turn;
  const alone = fixed + waves * steps * (Math.max(busy, fill, step_floor) - 0.501);
  if (alone >= enough) return alone;

  const dense_split = split_k > 1 && !shape.sparse;
  const bytes = tile.tile_n * Math.min(tile.tile_m, shape.m) * (dense_split ? 4 : shape.output_bytes);
  const memory = (facts.cold_weights + facts.cold_activations) / (ctas * steps * facts.bandwidth);
  const own = fourth(busy) + fourth(fill) + fourth(step_floor);
  let free = fixed;
  if (full > 0) {
    const shared = memory * slots;
    const step = Math.sqrt(Math.sqrt(own + fourth(shared))) - 0.501;
    free += full * (steps * step + Math.max(fill, shared) - 1 + bytes / device.write_bytes_per_cycle);
  }
  if (rest > 0) {
    const shared = memory * rest;
    const step = Math.sqrt(Math.sqrt(own + fourth(shared))) - 0.501;
    const rate = (device.write_bytes_per_cycle * slots) / rest;
    free += steps * step + Math.max(fill, shared) - 1;
    free += bytes / Math.min(device.write_port_bytes_per_cycle, rate);
  }
  const limited = facts.power > free ? firmMaximum(free, facts.power) - 1 : free;
  return limited + (dense_split ? facts.reduction : 0);
}

const fourth = (x: number): number => x * x * (x * x);
