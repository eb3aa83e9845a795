import type { KernelFacts } from './kernelFacts.ts';
import type { TileCosts } from './tileCosts.ts';
import type { TileTable } from './tileTable.ts';

/**
 * Floors under the closed form of kernels, less than it by construction: launch, first load, turns between waves; the
 * first fill and the outputs of each wave; the reduction of split K; and all steps together: the 4-norm of sums is no more
 * than the sum of 4-norms (Minkowski), so that whole and broken waves need not be told apart. A step rounds to whole
 * cycles, hence the half, and a little for the rounding of these sums. The power limit is left to `floorLimit`.
 */
export interface FloorTerms {
  readonly slots: number;
  /** Launch and first load, of which one turn is counted with the waves. */
  readonly once: number;
  readonly turn: number;
  /** Fourth powers of memory's whole time: where one row of CTAs reads the weights, and where several do. */
  readonly memory: number;
  readonly memory_again: number;
  readonly tokens: number;
  /** Cycles a byte of output: by a wave of CTAs, and of the last. */
  readonly write: number;
  readonly last_write: number;
  readonly bytes: number;
  /** With K in parts: bytes of an output, and the reduction, fixed and for each part. */
  readonly cut_bytes: number;
  readonly reduction: number;
  readonly part_reduction: number;
}

export function floorTerms(facts: KernelFacts): FloorTerms {
  const { shape, device } = facts;
  const { batch, m, n, sparse, output_bytes } = shape;
  const memory = (facts.cold_weights + facts.cold_activations) / facts.bandwidth;
  const again = sparse ? 0 : (facts.cold_weights * device.cold_refetch) / facts.bandwidth;
  const joined = (batch * m * n) / (device.sm_count * device.fill_bytes_per_cycle);
  return {
    slots: device.sm_count,
    once: facts.launch + facts.latency - facts.turn,
    turn: facts.turn,
    memory: fourth(memory),
    memory_again: fourth(memory + again),
    tokens: m,
    write: 1 / device.write_bytes_per_cycle,
    last_write: 1 / device.write_port_bytes_per_cycle,
    bytes: output_bytes,
    cut_bytes: sparse ? output_bytes : 4,
    reduction: sparse ? 0 : facts.reduction + joined * output_bytes,
    part_reduction: sparse ? 0 : joined * 4,
  };
}

/** The floors of all kernels with K in one part, into `floors`. */
export function fillFloors(
  floors: Float64Array,
  { count, base, grid_m, ctas, steps }: TileTable,
  { fill, fourths, tile_n, tile_m }: TileCosts,
  { slots, once, turn, memory, memory_again, tokens, write, last_write, bytes }: FloorTerms,
): void {
  for (let index = 0; index < count; index++) {
    const at = base[index]!;
    const waves = Math.ceil(ctas[index]! / slots);
    const all = waves * steps[index]!;
    const moved = grid_m[index]! > 1 ? memory_again : memory;
    const loops = Math.sqrt(Math.sqrt(fourth(all) * fourths[at]! + moved)) - 0.501 * all;
    const written = tile_n[at]! * Math.min(tile_m[at]!, tokens) * bytes;
    const outputs = written * (last_write + (waves - 1) * write);
    floors[index] = once + waves * (turn + fill[at]! - 1) + loops + outputs;
  }
}

/** Whether the floor of a kernel with K in `parts` parts is above `limit`: in fourth powers, without a root. */
export function staysAbove(
  limit: number,
  index: number,
  parts: number,
  { base, grid_m, ctas, steps }: TileTable,
  { fill, fourths, tile_n, tile_m }: TileCosts,
  terms: FloorTerms,
): boolean {
  const at = base[index]!;
  const waves = Math.ceil((ctas[index]! * parts) / terms.slots);
  const all = waves * Math.ceil(steps[index]! / parts);
  const written = tile_n[at]! * Math.min(tile_m[at]!, terms.tokens) * terms.cut_bytes;
  const outputs = written * (terms.last_write + (waves - 1) * terms.write);
  const reduction = terms.reduction + parts * terms.part_reduction;
  const serial = terms.once + waves * (terms.turn + fill[at]! - 1) + outputs + reduction;
  const left = limit - serial + 0.501 * all;
  const moved = grid_m[index]! > 1 ? terms.memory_again : terms.memory;
  return left <= 0 || fourth(left) < fourth(all) * fourths[at]! + moved;
}

/** Whether that holds for any number of parts from 2 to `most`: the least that each term can be. */
export function allStayAbove(
  limit: number,
  index: number,
  most: number,
  { base, grid_m, ctas, steps }: TileTable,
  { fill, fourths, tile_n, tile_m }: TileCosts,
  terms: FloorTerms,
): boolean {
  const at = base[index]!;
  const grid = ctas[index]! / terms.slots;
  const whole = steps[index]!;
  const waves = Math.ceil(grid * most + 1e-6);
  const least = Math.max(Math.ceil(whole / most), grid * whole);
  const turn = terms.turn + fill[at]! - 1;
  const written = tile_n[at]! * Math.min(tile_m[at]!, terms.tokens) * terms.cut_bytes;
  const reduction = terms.reduction + 2 * terms.part_reduction;
  const serial = terms.once + Math.min(turn, waves * turn) + written * terms.last_write + reduction;
  const left = limit - serial + 0.501 * waves * Math.ceil(whole / 2);
  const moved = grid_m[index]! > 1 ? terms.memory_again : terms.memory;
  return left <= 0 || fourth(left) < fourth(least) * fourths[at]! + moved;
}

/**
 * The largest floor of a kernel that, with its power limit, may still take `worst` cycles: x with
 * (x¹⁶ + power¹⁶)^(1/16) = worst + 1, the one for its rounding. What comes after the limit is part of the floor, which
 * only lowers the norm of both.
 */
export function floorLimit(worst: number, power: number): number {
  if (power === 0) return worst;
  const most = worst + 1;
  const r = power / most;
  if (r >= 1) return Number.NEGATIVE_INFINITY;
  const left = 1 - fourth(fourth(r));
  return most * Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(left)))) * 1.000_000_001;
}

const fourth = (x: number): number => x * x * (x * x);
