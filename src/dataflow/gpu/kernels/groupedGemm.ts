import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import type { GroupedGemm } from '../../../workload/operations/groupedGemm.ts';
import type { Execution } from '../../execution.ts';
import type { OperandData } from '../../operandData.ts';
import { arithmetic, boardBound, serialCycles } from '../boardBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { computeTiles } from '../computeTiles.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { firmMaximum, softMaximum } from '../softMaximum.ts';

const mapping = z.strictObject({
  kernel: z.literal('grouped-gemm'),
  tile_n: z.int().min(8).max(512).meta({ description: 'Outputs of a CTA' }),
  tile_m: z.int().min(8).max(512).meta({ description: 'Rows of a CTA' }),
  tile_k: z.int().min(16).max(256).meta({ description: 'Inputs of a K step' }),
  cluster_m: z
    .int()
    .min(1)
    .max(8)
    .meta({ description: 'CTAs along the rows that share the fetch of weights' }),
  schedule: z.enum(['pingpong', 'cooperative']).meta({
    description:
      'Two warpgroups with a tile each, one writing while the other multiplies; or both on one tile',
  }),
});

type Mapping = z.output<typeof mapping>;

/** The two kernels of PyTorch's grouped product on Hopper (aten/src/ATen/native/cuda/GroupMM.cu). */
const few: Mapping = {
  kernel: 'grouped-gemm',
  tile_n: 128,
  tile_m: 64,
  tile_k: 128,
  cluster_m: 2,
  schedule: 'pingpong',
};
const many: Mapping = { ...few, tile_n: 256, tile_m: 128, tile_k: 64, schedule: 'cooperative' };
const bytes = 2;
const nothing = { loop: 0, write: 0 };

/** The library looks at the mean rows of a group, empty ones too, and at the outputs. */
function usual({ rows, n }: GroupedGemm): Mapping {
  const mean = Math.floor(rows.reduce((sum, m) => sum + m, 0) / rows.length);
  return mean <= 128 || n <= 128 ? few : many;
}

/**
 * Whole waves of CTAs over the SMs. A group has its own tiles, filled up to whole clusters, so that its last ones may be
 * mostly empty: rows beyond the group are asked for like others and multiplied as zeros, which costs load engines and
 * tensor cores. `resident`: the operands are still in the L2.
 */
export function groupedCycles(
  operation: GroupedGemm,
  tile: Mapping,
  device: GpuDevice,
  clock_hz: number,
  resident = false,
) {
  const { rows, n, k } = operation;
  const { launch_us, hbm_efficiency, overrun_rows_per_cycle, cooperative_share } = device.kernels.grouped;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const { tile_n, tile_m, tile_k, cluster_m } = tile;
  let tiles = 0;
  let used = 0;
  let groups = 0;
  for (const m of rows) {
    if (m === 0) continue;
    tiles += Math.ceil(Math.ceil(m / tile_m) / cluster_m) * cluster_m;
    used += m;
    groups += 1;
  }
  const ctas = tiles * Math.ceil(n / tile_n);
  const steps = Math.ceil(k / tile_k);
  const pingpong = tile.schedule === 'pingpong';
  const full_rate = (tile_n * tile_m * tile_k) / device.tensor_macs_per_cycle.f16;
  const tensor = pingpong ? full_rate : full_rate / cooperative_share;
  const fill = ((tile_n / cluster_m + tile_m) * tile_k * bytes) / device.fill_bytes_per_cycle;
  const bandwidth = (device.hbm_bytes_per_s * hbm_efficiency) / clock_hz;
  const read = resident ? 0 : (groups * k * n + used * k) * bytes;
  const memory = read / (ctas * steps) / bandwidth;
  const lines = Math.ceil((tile_k * bytes) / 128);
  const overrun = (((tiles * tile_m - used) / tiles) * lines) / overrun_rows_per_cycle;
  const slots = device.sm_count;

  let loops = 0;
  let compute = 0;
  let hbm = 0;
  let empty = 0;
  /** One of `count` waves with as many CTAs at work: its K steps and the write of its tiles. */
  const wave = (active: number, count: number): { loop: number; write: number } => {
    const overlapped = softMaximum(tensor, fill, memory * active, device.step_floor_cycles, 0);
    const beyond = overrun * active;
    const step = Math.max(1, Math.round(Math.sqrt(overlapped * overlapped + beyond * beyond)));
    const rate = Math.min(device.write_port_bytes_per_cycle, (device.write_bytes_per_cycle * slots) / active);
    const write = Math.ceil((tile_n * tile_m * bytes) / rate);
    loops += count * steps * step;
    const busy = Math.min(step, Math.round(tensor));
    compute += count * steps * busy;
    const waiting = Math.min(step - busy, Math.max(0, Math.round(memory * active) - busy));
    hbm += count * steps * waiting;
    empty += count * steps * Math.min(step - busy - waiting, Math.max(0, step - Math.round(overlapped)));
    return { loop: steps * step, write };
  };
  const full = Math.floor(ctas / slots);
  const rest = ctas - full * slots;
  const { loop, write } = full > 0 ? wave(slots, full) : nothing;
  const final = rest > 0 ? wave(rest, 1) : nothing;
  // A pingpong kernel writes a tile while it multiplies the next; loops follow each other, and so do writes.
  const busyTime = pingpong
    ? full * Math.max(loop, write) + Math.min(loop, write) + Math.max(final.loop - write, 0) + final.write
    : full * (loop + write) + final.loop + final.write;
  const epilogue = busyTime - loops;
  const launch = cycle(device.launch_us + launch_us);
  const fillTime = cycle(device.load_latency_us);
  const free = launch + fillTime + busyTime;
  const sustained = device.sustained_flops?.f16;
  // Zeros beyond the groups switch little.
  const limit = sustained === undefined ? 0 : ((2 * used * n * k) / sustained) * clock_hz;
  return {
    launch,
    fill: fillTime,
    compute,
    hbm,
    overrun: empty,
    shared_memory: loops - compute - hbm - empty,
    epilogue,
    power: limit === 0 ? 0 : Math.max(0, Math.round(firmMaximum(free, limit)) - free),
  };
}

function run(operation: GroupedGemm, tile: Mapping, device: GpuDevice, clock_hz: number): Execution {
  const { rows, n, k, operands } = operation;
  const used = rows.reduce((sum, m) => sum + m, 0);
  const groups = rows.filter((m) => m > 0).length;
  return boardExecution({
    breakdown: groupedCycles(operation, tile, device, clock_hz),
    macs: { effectual: used * n * k, skipped: 0, gated: 0, padded: 0 },
    moved: [
      { operand: 'a', reads: used * k, writes: 0, bytes: operands.a.bits / 8 },
      { operand: 'b', reads: groups * n * k, writes: 0, bytes: operands.b.bits / 8 },
      { operand: 'out', reads: 0, writes: used * n, bytes: Math.ceil(operands.out.bits / 8) },
    ],
    rate: device.tensor_macs_per_cycle.f16 * device.sm_count,
    device,
    clock_hz,
  });
}

/** Products of many matrices in one launch (CUTLASS grouped GEMM; experts of a mixture). */
export const groupedGemm: GpuKernel<Mapping> = {
  name: 'grouped-gemm',
  mapping,
  weights: 'dense',
  accepts(operation) {
    if (operation.kind !== 'grouped-gemm') return 'needs a grouped product';
    const { a, b } = operation.operands;
    const bits = Math.max(a.bits, b.bits);
    return bits <= 16 || `needs operands of at most 16 bits, has ${bits}`;
  },
  plans(operation, device, clock_hz) {
    const chosen = usual(operation as GroupedGemm);
    return [{ mapping: chosen, cycles: run(operation as GroupedGemm, chosen, device, clock_hz).cycles }];
  },
  run: (operation, tile, device, { clock_hz }) => run(operation as GroupedGemm, tile, device, clock_hz),
  bound(operation, device, clock_hz) {
    const { rows, n, k, operands } = operation as GroupedGemm;
    const used = rows.reduce((sum, m) => sum + m, 0);
    const groups = rows.filter((m) => m > 0).length;
    const read = Math.floor((groups * n * k * operands.b.bits + used * k * operands.a.bits) / 8);
    const launch_us = device.launch_us + device.kernels.grouped.launch_us;
    const serial = serialCycles(clock_hz, launch_us, device.load_latency_us);
    const compute = arithmetic(used * n * k, device.tensor_macs_per_cycle.f16 * device.sm_count);
    return boardBound(serial, read, [compute], device, clock_hz);
  },
  compute(operation, { tile_k }, { a, b }: OperandData) {
    const { rows, n, k } = operation as GroupedGemm;
    const out = new Float64Array(rows.reduce((sum, m) => sum + m, 0) * n);
    let at = 0;
    rows.forEach((m, group) => {
      const view = { batch: 1, m, n, k, b_shared_by: 1 };
      const part = {
        a: a.subarray(at * k, (at + m) * k),
        b: b.subarray(group * k * n, (group + 1) * k * n),
      };
      out.set(computeTiles(view, { tile_k, split_k: 1 }, part), at * n);
      at += m;
    });
    return out;
  },
};
