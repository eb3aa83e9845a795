import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { type PipelineRun, runPipeline } from './ctaPipeline.ts';
import type { GemmShape } from './gemmShape.ts';
import type { KernelTile } from './kernelTile.ts';
import { firmMaximum } from './softMaximum.ts';
import { loadInterval, type StepTimes, stepDuration, stepTimes } from './stepTimes.ts';

/** A kernel's clock cycles by reason; integers that sum to `cycles`. */
export interface KernelRun {
  readonly cycles: number;
  readonly launch: number;
  readonly fill: number;
  readonly compute: number;
  readonly hbm: number;
  readonly shared_memory: number;
  readonly step_overhead: number;
  readonly latency: number;
  readonly epilogue: number;
  readonly reduction: number;
  readonly power: number;
  readonly waves: number;
  readonly times: StepTimes;
}

/** How a main loop is timed: by the event-driven pipeline, or by its closed form. */
export type LoopModel = (times: {
  readonly steps: number;
  readonly stages: number;
  readonly interval: number;
  readonly latency: number;
  readonly step: number;
}) => PipelineRun;

/** The pipeline of event to event; see ctaPipeline.ts. */
export const eventLoop: LoopModel = runPipeline;

/**
 * Closed form of the same ring: the first data after interval + latency, then one step each max(step, interval), and
 * at every turn of the ring the wait for a buffer, where latency outlasts the turn.
 */
export const closedLoop: LoopModel = ({ steps, stages, interval, latency, step }) => {
  const pace = Math.max(step, interval);
  const arrival = interval + latency;
  const wait = Math.max(0, arrival + step - stages * pace);
  const cycles = arrival + (steps - 1) * pace + step + Math.floor((steps - 1) / stages) * wait;
  return { cycles, fill: arrival, starved: cycles - arrival - steps * step };
};

/**
 * CTAs run in waves over the SMs. Within a wave all are alike, so one is run; a last wave of fewer CTAs has the memory
 * to fewer of them. Launch, first load, waves of main loop and epilogue, the reduction of split K, and the power limit
 * over the whole.
 */
export function runKernel(
  shape: GemmShape,
  tile: KernelTile,
  device: GpuDevice,
  clock_hz: number,
  loop: LoopModel,
): KernelRun {
  const times = stepTimes(shape, tile, device, clock_hz);
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const slots = device.sm_count;
  const full = Math.floor(times.ctas / slots);
  const rest = times.ctas - full * slots;
  const waves = full + (rest > 0 ? 1 : 0);

  let loops = 0;
  let compute = 0;
  let hbm = 0;
  let shared_memory = 0;
  let step_overhead = 0;
  let latency = 0;
  let fill = 0;
  let epilogue = 0;
  const wave = (active: number, count: number, first: boolean): void => {
    const step = Math.max(1, Math.round(stepDuration(times, active, device)));
    const interval = Math.min(step, Math.max(1, Math.round(loadInterval(times, active))));
    // The first wave meets cold memory; the loads of a later one start while the wave before it drains.
    const wait = first ? Math.round(times.latency) : cycle(device.l2_latency_us);
    const run = loop({ steps: times.steps, stages: tile.stages, interval, latency: wait, step });
    loops += run.cycles * count;
    fill += run.fill * count;
    latency += run.starved * count;
    const work = split(times, step, active, device);
    compute += work.compute * times.steps * count;
    hbm += work.hbm * times.steps * count;
    shared_memory += work.shared_memory * times.steps * count;
    step_overhead += work.overhead * times.steps * count;
    epilogue += Math.ceil(epilogueCycles(shape, tile, active, device)) * count;
  };
  if (full > 0) {
    wave(slots, 1, true);
    if (full > 1) wave(slots, full - 1, false);
  }
  if (rest > 0) wave(rest, 1, full === 0);

  const launch = cycle(device.launch_us + (shape.sparse ? device.sparse_launch_us : 0));
  let reduction = 0;
  if (tile.split_k > 1 && shape.sparse) {
    // Parts of one tile are added one after another inside the kernel: each writes and reads whole tiles in fp32.
    const bytes = (tile.split_k - 1) * tile.tile_n * tile.tile_m * 8;
    epilogue += Math.ceil(bytes / writeRate(Math.min(times.ctas, slots), device));
  } else if (tile.split_k > 1) {
    const bytes = shape.batch * shape.m * shape.n * (4 * tile.split_k + shape.output_bytes);
    reduction = cycle(device.reduction_us) + Math.ceil(bytes / (slots * device.fill_bytes_per_cycle));
  }
  const free = launch + loops + epilogue;
  const power = Math.max(0, Math.round(firmMaximum(free, powerCycles(shape, device, clock_hz))) - free);
  return {
    cycles: free + power + reduction,
    launch,
    fill,
    compute,
    hbm,
    shared_memory,
    step_overhead,
    latency,
    epilogue,
    reduction,
    power,
    waves,
    times,
  };
}

/** What a step's cycles are spent on: the tensor cores first, the excess goes to the slowest other resource. */
function split(times: StepTimes, step: number, active: number, device: GpuDevice) {
  const compute = Math.min(step, Math.round(times.tensor));
  const excess = step - compute;
  const memory = times.memory_per_cta * active;
  const slowest = Math.max(
    times.exposed,
    times.fill,
    memory,
    device.step_floor_cycles,
    times.overrun_per_cta * active,
  );
  const hbm = slowest === memory ? excess : 0;
  const shared_memory = hbm === 0 && slowest === times.fill ? excess : 0;
  return { compute, hbm, shared_memory, overhead: excess - hbm - shared_memory };
}

/** Output writes of one SM: a share of the whole, up to its own port when others idle. */
function writeRate(active: number, device: GpuDevice): number {
  return Math.min(
    device.write_port_bytes_per_cycle,
    (device.write_bytes_per_cycle * device.sm_count) / Math.max(1, active),
  );
}

function epilogueCycles(shape: GemmShape, tile: KernelTile, active: number, device: GpuDevice): number {
  const bytes = tile.split_k > 1 && !shape.sparse ? 4 : shape.output_bytes;
  return (tile.tile_n * Math.min(tile.tile_m, shape.m) * bytes) / writeRate(active, device);
}

/** Cycles at the rate that the power limit sustains: 2MNK / rate; 0 where it doesn't bind. */
function powerCycles(shape: GemmShape, device: GpuDevice, clock_hz: number): number {
  const sustained = device.sustained_flops;
  if (sustained === undefined) return 0;
  const rate = sustained[shape.format] ?? sustained.f16;
  const flops = 2 * shape.batch * shape.m * shape.n * shape.k;
  return (flops / (rate * (shape.sparse ? device.sparse_sustained_ratio : 1))) * clock_hz;
}
