import type { KernelFacts } from './kernelFacts.ts';
import { closedCycles } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { listTiles } from './kernelTiles.ts';
import { type TileCosts, tileCosts } from './tileCosts.ts';
import { emptyTile, readTile, tileTable } from './tileTable.ts';

/** A kernel and what the closed form says it takes. */
export interface RankedKernel {
  readonly tile: KernelTile;
  readonly cycles: number;
}

/**
 * The `keep` fastest kernels for a shape by the closed form, fastest first; ties go to the earlier tile. Kernels of the
 * lowest floors go first; one whose floor is above the worst kept needs no closer look.
 */
export function rankKernels(facts: KernelFacts, keep: number): readonly RankedKernel[] {
  listTiles(table, facts.shape, facts.device);
  const { count } = table;
  if (count === 0) return [];
  if (floors.length < count) floors = new Float64Array(2 * count);
  const costs = tileCosts(table.family, facts);
  fillFloors(facts, costs);
  best.length = 0;
  for (const index of lowestFloors(keep)) {
    consider(keep, facts, costs, index);
    floors[index] = Number.POSITIVE_INFINITY;
  }
  let worst = best[best.length - 1]!.cycles;
  let limit = floorLimit(worst, facts.power);
  for (let index = 0; index < count; index++) {
    if (floors[index]! > limit) continue;
    consider(keep, facts, costs, index);
    if (best[best.length - 1]!.cycles === worst) continue;
    worst = best[best.length - 1]!.cycles;
    limit = floorLimit(worst, facts.power);
  }
  return best.map(({ cycles, index }) => ({ tile: readTile(table, index, emptyTile()), cycles }));
}

/** Used again by every call: memory of its own each time costs more than the sums in it. */
const table = tileTable();
const scratchTile = emptyTile();
let floors = new Float64Array(0);
const lowest: number[] = [];
const best: { readonly cycles: number; readonly index: number }[] = [];

function consider(keep: number, facts: KernelFacts, { busy, fill }: TileCosts, index: number): void {
  const { base, grid_m, ctas, steps } = table;
  const at = base[index]!;
  const tile = readTile(table, index, scratchTile);
  const cycles = closedCycles(facts, tile, grid_m[index]!, ctas[index]!, steps[index]!, busy[at]!, fill[at]!);
  let place = best.length;
  while (place > 0) {
    const other = best[place - 1]!;
    if (other.cycles < cycles || (other.cycles === cycles && other.index < index)) break;
    place -= 1;
  }
  if (place === keep) return;
  if (best.length === keep) best.pop();
  best.splice(place, 0, { cycles, index });
}

/** The places of the `keep` lowest of `floors`. */
function lowestFloors(keep: number): readonly number[] {
  lowest.length = 0;
  let enough = Number.POSITIVE_INFINITY;
  // Large tiles come last and are fast more often: from the end, fewer take a place for a while.
  for (let index = table.count - 1; index >= 0; index--) {
    const floor = floors[index]!;
    if (floor >= enough) continue;
    let place = lowest.length;
    while (place > 0 && floors[lowest[place - 1]!]! > floor) place -= 1;
    lowest.splice(place, 0, index);
    if (lowest.length > keep) lowest.pop();
    if (lowest.length === keep) enough = floors[lowest[keep - 1]!]!;
  }
  return lowest;
}

/**
 * Less than the closed form of each kernel without its power limit, by construction. Launch, first load, turns between
 * waves; the first fill and the outputs of each wave; the reduction of split K; and all steps together: the 4-norm of
 * sums is no more than the sum of 4-norms (Minkowski), so that whole and broken waves need not be told apart. A step
 * rounds to whole cycles, hence the half, and a little for the rounding of these sums.
 */
function fillFloors(facts: KernelFacts, { fill, fourths, tile_n, tile_m }: TileCosts): void {
  const { shape, device } = facts;
  const { m, output_bytes } = shape;
  const { count, base, split_k, grid_m, ctas, steps } = table;
  const slots = device.sm_count;
  const once = facts.launch + facts.latency - facts.turn;
  const cold = (facts.cold_weights + facts.cold_activations) / facts.bandwidth;
  const refetch = shape.sparse ? 0 : (facts.cold_weights * device.cold_refetch) / facts.bandwidth;
  const once4 = fourth(cold);
  const again4 = fourth(cold + refetch);
  const last = 1 / device.write_port_bytes_per_cycle;
  const other = 1 / device.write_bytes_per_cycle;
  const outputs = shape.batch * m * shape.n;
  const joined = outputs / (slots * device.fill_bytes_per_cycle);
  for (let index = 0; index < count; index++) {
    const at = base[index]!;
    const waves = Math.ceil(ctas[index]! / slots);
    const all = waves * steps[index]!;
    const loops = Math.sqrt(Math.sqrt(fourth(all) * fourths[at]! + (grid_m[index]! > 1 ? again4 : once4)));
    const parts = split_k[index]!;
    const cut = parts > 1 && !shape.sparse;
    const written = tile_n[at]! * Math.min(tile_m[at]!, m) * (cut ? 4 : output_bytes);
    const epilogue = written * (last + (waves - 1) * other);
    const reduction = cut ? facts.reduction + joined * (4 * parts + output_bytes) : 0;
    floors[index] = once + waves * (facts.turn + fill[at]! - 1) + loops - 0.501 * all + epilogue + reduction;
  }
}

/**
 * The largest floor of a kernel that, with its power limit, may still take `worst` cycles: x with
 * (x¹⁶ + power¹⁶)^(1/16) = worst + 1, the one for its rounding. What comes after the limit is part of the floor, which
 * only lowers the norm of both.
 */
function floorLimit(worst: number, power: number): number {
  if (power === 0) return worst;
  const most = worst + 1;
  const r = power / most;
  if (r >= 1) return Number.NEGATIVE_INFINITY;
  const left = 1 - fourth(fourth(r));
  return most * Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(left)))) * 1.000_000_001;
}

const fourth = (x: number): number => x * x * (x * x);
