import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { visiblePairs } from '../../../workload/attentionMask.ts';
import type { Attention } from '../../../workload/operations/attention.ts';
import type { Bound } from '../../bound.ts';
import type { Execution } from '../../execution.ts';
import { arithmetic, boardBound, serialCycles } from '../boardBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { listSchedule, scheduleEstimate } from '../listSchedule.ts';
import { softMaximum } from '../softMaximum.ts';
import { visitedTiles } from './maskBlocks.ts';

/** How a fused attention kernel is cut: plain data, so that a mapping file can hold it. */
export interface AttentionTile {
  readonly tile_q: number;
  readonly tile_k: number;
  /** Parts that the keys are cut into; more than one needs CTAs that join them. */
  readonly splits: number;
}

/** What a library's kernel reaches; see arch/gpu/kernelRates.ts. */
export interface AttentionRates {
  readonly softmax_elements_per_cycle: number;
  readonly cta_us: number;
  readonly lookup_us: number;
  /** Share of the memory bandwidth. */
  readonly stream_share: number;
}

/** Rows of queries that a matrix instruction of a warpgroup takes at least. */
const leastRows = 64;

/**
 * Queries of the heads that share keys lie in one tile where they fit (decode): then each key is read by one CTA only,
 * and the keys may be split over CTAs.
 */
const isPacked = ({ queries, heads, kv_heads }: Attention, tile_q: number): boolean =>
  (queries * heads) / kv_heads <= tile_q;

/** Parts of the keys that put a CTA on every SM. */
export function usualSplits(operation: Attention, device: GpuDevice, tile_q: number, tile_k: number): number {
  if (!isPacked(operation, tile_q)) return 1;
  const tiles = Math.ceil(operation.keys / tile_k);
  return Math.min(tiles, Math.ceil(device.sm_count / (operation.batch * operation.kv_heads)));
}

/**
 * Fused attention as CTAs in launch order, tiles of queries within a head within the batch, each to the SM that is free
 * first. A CTA costs a prologue and, for each tile of keys that its mask visits, the soft maximum of two matrix products
 * at the sustained rate and of the softmax, and the look-up of the tile. Memory moves keys and values once at least.
 */
export function attentionRun(
  operation: Attention,
  tile: AttentionTile,
  rates: AttentionRates,
  device: GpuDevice,
  clock_hz: number,
  fidelity: 'cycle' | 'estimate',
): Execution {
  const { batch, heads, kv_heads, head_dim, queries, keys, mask, operands } = operation;
  const { tile_q, tile_k, splits } = tile;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const packed = isPacked(operation, tile_q);
  const rows = packed ? (queries * heads) / kv_heads : Math.min(tile_q, queries);
  const scores = rows * tile_k;
  const tensor = (2 * Math.max(rows, leastRows) * tile_k * head_dim) / sustainedRate(device, clock_hz);
  const step = Math.max(
    1,
    Math.round(softMaximum(tensor, scores / rates.softmax_elements_per_cycle, 0, 0, 0)),
  );
  const lookup = mask.mask === 'none' ? 0 : cycle(rates.lookup_us);
  const cta = cycle(rates.cta_us);

  const visited = visitedTiles(mask, queries, keys, packed ? queries : tile_q, tile_k);
  const perHead = visited.length * splits;
  const count = (packed ? batch * kv_heads : batch * heads) * perHead;
  const durations = new Float64Array(fidelity === 'cycle' ? count : 0);
  let tiles = 0;
  let total = 0;
  let longest = 0;
  for (let i = 0; i < perHead; i++) {
    const part = Math.ceil(visited[Math.floor(i / splits)]! / splits);
    const duration = cta + part * (step + lookup);
    tiles += part;
    total += duration;
    if (duration > longest) longest = duration;
    for (let j = i; j < durations.length; j += perHead) durations[j] = duration;
  }
  const copies = count / perHead;
  const slots = device.sm_count;
  const makespan =
    fidelity === 'cycle'
      ? listSchedule(durations, slots)
      : scheduleEstimate(total * copies, longest, count, slots);
  const join = splits > 1 ? cta : 0;

  const area = Math.min(queries * keys, visitedArea(visited, packed ? queries : tile_q, queries, tile_k));
  const dense = 2 * batch * heads * queries * keys * head_dim;
  const effectual = 2 * batch * heads * visiblePairs(mask, queries, keys) * head_dim;
  const executed = Math.max(effectual, 2 * batch * heads * area * head_dim);
  const read = keyReads(operation, visited, tile_k);
  const bytes = (read * operands.b.bits) / 8 + (batch * heads * queries * head_dim * operands.a.bits) / 8;
  const bandwidth = (device.hbm_bytes_per_s * rates.stream_share) / clock_hz;
  const memory = Math.ceil(bytes / bandwidth);

  // An average SM's share of the work; what is left of the makespan is SMs that wait for the last CTAs.
  const share = (cycles: number): number => Math.floor((cycles * copies) / Math.max(slots, 1));
  const compute = share(tiles * Math.min(step, Math.round(tensor)));
  const softmax = share(tiles * Math.max(0, step - Math.round(tensor)));
  const overhead = share(tiles * lookup + perHead * cta);
  return boardExecution({
    breakdown: {
      launch: cycle(device.launch_us),
      fill: cycle(device.load_latency_us),
      compute,
      softmax,
      step_overhead: overhead,
      imbalance: Math.max(0, makespan - compute - softmax - overhead),
      hbm: Math.max(0, (splits > 1 || packed ? cta : 0) + memory - makespan),
      reduction: join,
    },
    macs: {
      effectual,
      skipped: Math.max(0, dense - executed),
      gated: 0,
      padded: Math.min(dense, executed) - effectual,
    },
    moved: [
      { operand: 'a', reads: batch * heads * queries * head_dim, writes: 0, bytes: operands.a.bits / 8 },
      { operand: 'b', reads: read, writes: 0, bytes: operands.b.bits / 8 },
      {
        operand: 'out',
        reads: 0,
        writes: batch * heads * queries * head_dim,
        bytes: operands.out.bits / 8,
      },
    ],
    rate: device.tensor_macs_per_cycle.f16 * slots,
    device,
    clock_hz,
  });
}

/** MAC per clock and SM that the power limit sustains. */
function sustainedRate(device: GpuDevice, clock_hz: number): number {
  const peak = device.tensor_macs_per_cycle.f16;
  const sustained = device.sustained_flops?.f16;
  return sustained === undefined ? peak : Math.min(peak, sustained / (2 * device.sm_count * clock_hz));
}

/** Pairs of query and key in the tiles visited, of one head. */
function visitedArea(visited: Int32Array, tile_q: number, queries: number, tile_k: number): number {
  let area = 0;
  for (let i = 0; i < visited.length; i++)
    area += Math.min(tile_q, queries - i * tile_q) * visited[i]! * tile_k;
  return area;
}

/** Values of K and V read from memory: all keys, or those of the one tile of queries that there is. */
function keyReads(
  { batch, kv_heads, head_dim, keys }: Attention,
  visited: Int32Array,
  tile_k: number,
): number {
  const seen = visited.length === 1 ? Math.min(keys, visited[0]! * tile_k) : keys;
  return 2 * batch * kv_heads * seen * head_dim;
}

/**
 * Launch, first load and, but for memory, a CTA's prologue; then visible pairs at the peak rate or through the softmax,
 * or queries and, in decode, the keys that they see at the data sheet's bandwidth.
 */
export function attentionBound(
  operation: Attention,
  rates: AttentionRates,
  device: GpuDevice,
  clock_hz: number,
): Bound {
  const { batch, heads, kv_heads, head_dim, queries, keys, mask, operands } = operation;
  const pairs = visiblePairs(mask, queries, keys);
  const seen = Math.min(keys, Math.floor(pairs / queries));
  const bytes = Math.floor(
    (batch * heads * queries * head_dim * operands.a.bits +
      2 * batch * kv_heads * seen * head_dim * operands.b.bits) /
      8,
  );
  const scores = batch * heads * pairs;
  const rate = rates.softmax_elements_per_cycle * device.sm_count;
  const before = serialCycles(clock_hz, rates.cta_us);
  const works = [
    { ...arithmetic(2 * scores * head_dim, device.tensor_macs_per_cycle.f16 * device.sm_count), before },
    { name: 'softmax', cycles: scores / rate, formula: `${scores} scores / ${rate} scores/clk`, before },
  ];
  const serial = serialCycles(clock_hz, device.launch_us, device.load_latency_us);
  return boardBound(serial, bytes, works, device, clock_hz);
}

/** Why fused attention can't run, or true. */
export function attentionFits(operation: Attention): true | string {
  const { a, b } = operation.operands;
  const bits = Math.max(a.bits, b.bits);
  if (bits > 16) return `needs operands of at most 16 bits, has ${bits}`;
  if (operation.head_dim > 256) return `needs heads of at most 256, has ${operation.head_dim}`;
  return true;
}
