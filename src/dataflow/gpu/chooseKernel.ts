import type { KernelFacts } from './kernelFacts.ts';
import { closedLoop, runKernel } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { kernelTiles } from './kernelTiles.ts';
import { fillBytes, tensorCycles } from './stepTimes.ts';

/** A kernel and what the closed form says it takes. */
export interface RankedKernel {
  readonly tile: KernelTile;
  readonly cycles: number;
}

/**
 * The `keep` fastest kernels for a shape by the closed form, fastest first; ties go to the earlier tile. A tile whose
 * floor is above the worst kept needs no closer look; the tile of the least floor goes first, to have that worst early.
 */
export function rankKernels(facts: KernelFacts, keep: number): readonly RankedKernel[] {
  const tiles = kernelTiles(facts.shape, facts.device);
  const floors = new Float64Array(tiles.length);
  let first = 0;
  for (let i = 0; i < floors.length; i++) {
    floors[i] = floorOf(facts, tiles[i]!);
    if (floors[i]! < floors[first]!) first = i;
  }
  const best: { tile: KernelTile; cycles: number; index: number }[] = [];
  for (let turn = -1; turn < floors.length; turn++) {
    const index = turn < 0 ? first : turn;
    if (turn === first || index >= floors.length) continue;
    const worst = best.length === keep ? best[keep - 1]! : null;
    if (worst !== null && floors[index]! > worst.cycles) continue;
    const tile = tiles[index]!;
    const { cycles } = runKernel(facts, tile, closedLoop);
    if (worst !== null && (cycles > worst.cycles || (cycles === worst.cycles && index > worst.index)))
      continue;
    let place = best.length;
    while (place > 0) {
      const other = best[place - 1]!;
      if (other.cycles < cycles || (other.cycles === cycles && other.index < index)) break;
      place -= 1;
    }
    best.splice(place, 0, { tile, cycles, index });
    if (best.length > keep) best.pop();
  }
  return best;
}

/**
 * Less than the closed form by construction: launch, first load, whole waves of the slowest resource that a CTA has for
 * itself, or all bytes once. A step rounds to whole cycles, hence the half.
 */
function floorOf(facts: KernelFacts, tile: KernelTile): number {
  const { shape, device } = facts;
  const { batch, n, m, k } = shape;
  const { split_k } = tile;
  const ctas = batch * Math.ceil(n / tile.tile_n) * Math.ceil(m / tile.tile_m) * split_k;
  const steps = Math.ceil(Math.ceil(k / tile.tile_k) / split_k);
  const waves = Math.ceil(ctas / device.sm_count);
  const fill = fillBytes(facts, tile) / device.fill_bytes_per_cycle;
  const step = Math.max(tensorCycles(facts, tile), fill, device.step_floor_cycles);
  const memory = (facts.cold_weights + facts.cold_activations) / facts.bandwidth;
  const loops = Math.max(waves * steps * step, memory) - 0.5 * waves * steps;
  const reduction = split_k > 1 && !shape.sparse ? facts.reduction : 0;
  return facts.launch + facts.latency + reduction + loops;
}
