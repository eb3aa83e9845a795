import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { type PipelineRun, runPipeline } from './ctaPipeline.ts';
import type { GemmShape } from './gemmShape.ts';
import type { KernelFacts } from './kernelFacts.ts';
import type { KernelTile } from './kernelTile.ts';
import { firmMaximum } from './softMaximum.ts';
import {
  intervalCycles,
  memoryPerCta,
  overrunPerCta,
  type StepTimes,
  stepCycles,
  stepTimes,
} from './stepTimes.ts';

/** A kernel's clock cycles by reason; integers that sum to `cycles`. */
export interface KernelRun {
  readonly cycles: number;
  readonly launch: number;
  readonly fill: number;
  readonly compute: number;
  readonly hbm: number;
  readonly shared_memory: number;
  readonly step_overhead: number;
  readonly overrun: number;
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
  const cycles = closedEnd(steps, stages, interval, latency, step);
  const fill = interval + latency;
  return { cycles, fill, starved: cycles - fill - steps * step };
};

function closedEnd(steps: number, stages: number, interval: number, latency: number, step: number): number {
  const pace = Math.max(step, interval);
  const arrival = interval + latency;
  const wait = Math.max(0, arrival + step - stages * pace);
  return arrival + (steps - 1) * pace + step + Math.floor((steps - 1) / stages) * wait;
}

/**
 * `runKernel(facts, tile, closedLoop).cycles`, for ranking: nothing but the sum. The grid, and the cycles of a step on
 * tensor cores and for the fill, are those of `stepTimes`.
 */
export function closedCycles(
  facts: KernelFacts,
  tile: KernelTile,
  grid_m: number,
  ctas: number,
  steps: number,
  busy: number,
  fill: number,
): number {
  const { shape, device } = facts;
  const { stages } = tile;
  const memory = memoryPerCta(facts, grid_m, ctas * steps);
  const overrun = overrunPerCta(facts, tile, grid_m);
  const floor = device.step_floor_cycles;
  const slots = device.sm_count;
  const full = Math.floor(ctas / slots);
  const rest = ctas - full * slots;
  let loops = 0;
  let epilogue = serialParts(facts, tile, ctas);
  if (full > 0) {
    const step = stepCycles(busy, fill, memory * slots, overrun * slots, floor);
    const interval = intervalCycles(fill, memory * slots, step);
    loops += closedEnd(steps, stages, interval, facts.latency, step);
    if (full > 1) loops += (full - 1) * closedEnd(steps, stages, interval, facts.turn, step);
    epilogue += full * epilogueCycles(shape, tile, slots, device);
  }
  if (rest > 0) {
    const step = stepCycles(busy, fill, memory * rest, overrun * rest, floor);
    const interval = intervalCycles(fill, memory * rest, step);
    loops += closedEnd(steps, stages, interval, full === 0 ? facts.latency : facts.turn, step);
    epilogue += epilogueCycles(shape, tile, rest, device);
  }
  const free = facts.launch + loops + epilogue;
  return free + powerExcess(facts, free) + reductionCycles(facts, tile);
}

/** 2:4: parts of one tile are added one after another inside the kernel: each writes and reads whole tiles in fp32. */
function serialParts({ shape, device }: KernelFacts, tile: KernelTile, ctas: number): number {
  if (tile.split_k === 1 || !shape.sparse) return 0;
  const bytes = (tile.split_k - 1) * tile.tile_n * tile.tile_m * 8;
  return Math.ceil(bytes / writeRate(Math.min(ctas, device.sm_count), device));
}

/** Dense: a second kernel adds the parts. 2:4: one before clears the flags by which they take turns, for as long. */
function reductionCycles({ shape, device, reduction }: KernelFacts, tile: KernelTile): number {
  if (tile.split_k === 1) return 0;
  if (shape.sparse) return reduction;
  const bytes = shape.batch * shape.m * shape.n * (4 * tile.split_k + shape.output_bytes);
  return reduction + Math.ceil(bytes / (device.sm_count * device.fill_bytes_per_cycle));
}

const powerExcess = ({ power }: KernelFacts, free: number): number =>
  power === 0 ? 0 : Math.max(0, Math.round(firmMaximum(free, power)) - free);

/**
 * CTAs run in waves over the SMs. Within a wave all are alike, so one is run; a last wave of fewer CTAs has the memory
 * to fewer of them. Launch, first load, waves of main loop and epilogue, the reduction of split K, and the power limit
 * over the whole.
 */
export function runKernel(facts: KernelFacts, tile: KernelTile, loop: LoopModel): KernelRun {
  const times = stepTimes(facts, tile);
  const slots = facts.device.sm_count;
  const full = Math.floor(times.ctas / slots);
  const rest = times.ctas - full * slots;

  const run = {
    loops: 0,
    compute: 0,
    hbm: 0,
    shared_memory: 0,
    step_overhead: 0,
    overrun: 0,
    latency: 0,
    fill: 0,
    epilogue: 0,
  };
  // The first wave meets cold memory; the loads of a later one start while the wave before it drains.
  if (full > 0) addWaves(run, facts, tile, times, loop, slots, 1, facts.latency);
  if (full > 1) addWaves(run, facts, tile, times, loop, slots, full - 1, facts.turn);
  if (rest > 0) addWaves(run, facts, tile, times, loop, rest, 1, full === 0 ? facts.latency : facts.turn);

  run.epilogue += serialParts(facts, tile, times.ctas);
  const reduction = reductionCycles(facts, tile);
  const free = facts.launch + run.loops + run.epilogue;
  const power = powerExcess(facts, free);
  return {
    cycles: free + power + reduction,
    launch: facts.launch,
    fill: run.fill,
    compute: run.compute,
    hbm: run.hbm,
    shared_memory: run.shared_memory,
    step_overhead: run.step_overhead,
    overrun: run.overrun,
    latency: run.latency,
    epilogue: run.epilogue,
    reduction,
    power,
    waves: full + (rest > 0 ? 1 : 0),
    times,
  };
}

interface WaveSums {
  loops: number;
  compute: number;
  hbm: number;
  shared_memory: number;
  step_overhead: number;
  overrun: number;
  latency: number;
  fill: number;
  epilogue: number;
}

/** Adds `count` waves of `active` CTAs each. A step's cycles are the tensor cores' first; the slowest other resource has the excess. */
function addWaves(
  sums: WaveSums,
  facts: KernelFacts,
  tile: KernelTile,
  times: StepTimes,
  loop: LoopModel,
  active: number,
  count: number,
  wait: number,
): void {
  const { device } = facts;
  const memory = times.memory_per_cta * active;
  const overrun = times.overrun_per_cta * active;
  const floor = device.step_floor_cycles;
  const step = stepCycles(times.tensor + times.exposed, times.fill, memory, overrun, floor);
  const interval = intervalCycles(times.fill, memory, step);
  const run = loop({ steps: times.steps, stages: tile.stages, interval, latency: wait, step });
  sums.loops += run.cycles * count;
  sums.fill += run.fill * count;
  sums.latency += run.starved * count;
  sums.epilogue += epilogueCycles(facts.shape, tile, active, device) * count;

  const all = times.steps * count;
  const compute = Math.min(step, Math.round(times.tensor));
  const excess = (step - compute) * all;
  sums.compute += compute * all;
  const overhead = Math.max(times.exposed, floor);
  if (overrun > Math.max(memory, times.fill, overhead)) sums.overrun += excess;
  else if (memory >= times.fill && memory >= overhead) sums.hbm += excess;
  else if (times.fill >= overhead) sums.shared_memory += excess;
  else sums.step_overhead += excess;
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
  return Math.ceil((tile.tile_n * Math.min(tile.tile_m, shape.m) * bytes) / writeRate(active, device));
}
