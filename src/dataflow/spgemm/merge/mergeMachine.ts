import type { RequestPort } from '../../../arch/dram/requestPort.ts';
import { createCache, type SetAssociativeCache } from '../../../arch/memory/setAssociativeCache.ts';
import type { ByteClock } from '../byteClock.ts';
import { createWheel, type EventWheel } from '../eventWheel.ts';
import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { type MergeHardware, setsOfBank } from './hardware.ts';
import type { MergeTasks } from './mergeTasks.ts';

/** What the fetch stage of an element does. */
export const take = 0;
export const streamed = 1;
export const served = 2;
export const missing = 3;
export const loaded = 4;
export const parked = 5;
export const idle = 6;

/** State of a run. Agents: fetch stages, then mergers, then (exact memory) fills of lines. */
export interface MergeMachine {
  readonly problem: SparseProblem;
  readonly hardware: MergeHardware;
  readonly tasks: MergeTasks;
  readonly clock: ByteClock;
  readonly port: RequestPort | null;
  readonly regions: OperandRegions;
  readonly elements: number;
  readonly wheel: EventWheel;
  readonly cache: SetAssociativeCache;
  readonly bankFree: Float64Array;
  readonly bus: Float64Array;
  readonly spent: Float64Array;
  /** First line of b, cycle at which each of its lines is there, and (exact) the fill under way, or -1. */
  readonly firstLine: number;
  readonly lineReady: Float64Array;
  readonly lineFill: Int32Array;
  /** First byte of partial rows. */
  readonly partialBase: number;
  /** By element, fetch stage: its state, task, next fiber and end, line and end, elements, and times of the stage. */
  readonly state: Uint8Array;
  readonly task: Int32Array;
  readonly fiber: Int32Array;
  readonly fiberEnd: Int32Array;
  readonly line: Float64Array;
  readonly lineEnd: Float64Array;
  readonly length: Float64Array;
  readonly takenAt: Float64Array;
  readonly streamedAt: Float64Array;
  readonly askedAt: Float64Array;
  /** Last of the task's lines to arrive; lines whose arrival is not yet known. */
  readonly dataAt: Float64Array;
  readonly unknown: Int32Array;
  /** By element, merger: its task or -1, and since when it has had none. */
  readonly merging: Int32Array;
  readonly freeSince: Float64Array;
  /** Children of each task that are not merged yet; tasks that became ready. */
  readonly open: Int32Array;
  readonly ready: Int32Array;
  readyHead: number;
  readyTail: number;
  nextTask: number;
  /** Exact memory: line of each fill, and who waits for it as a list of (element, next). */
  readonly fills: Fills;
  outAt: number;
  mergedLast: number;
  merged: number;
  outputs: number;
  partials: number;
  lines: number;
  missesB: number;
  missesPartial: number;
  placed: number;
  evicted: number;
}

/** Fills of lines under way in an exact memory. */
export interface Fills {
  readonly line: number[];
  readonly waiters: number[][];
  readonly free: number[];
}

export function createMergeMachine(
  problem: SparseProblem,
  hardware: MergeHardware,
  tasks: MergeTasks,
  memory: { readonly clock: ByteClock; readonly port: RequestPort | null },
  outputs: number,
): MergeMachine {
  const { cache, elements } = hardware;
  const { count } = elements;
  // Non-zeros of a come with the place of the row of b that they name.
  const bytesA = problem.bytesA + 2 * problem.indexBytes;
  const regions = operandRegions({ ...problem, bytesA });
  const size = cache.line_bytes;
  const firstLine = Math.floor(regions.bElements / size);
  const lines = Math.ceil((regions.bElements + problem.nnzB * problem.bytesB) / size) - firstLine;
  const open = new Int32Array(tasks.count);
  for (let t = 0; t < tasks.count; t++) if (tasks.leaf[t] === 0) open[t] = tasks.to[t]! - tasks.from[t]!;
  const whole = () => new Int32Array(count);
  const real = () => new Float64Array(count);
  const exact = memory.port !== null;
  return {
    problem,
    hardware,
    tasks,
    clock: memory.clock,
    port: memory.port,
    regions,
    elements: count,
    wheel: createWheel(2 * count),
    cache: createCache(setsOfBank(cache) * cache.banks, cache.ways),
    bankFree: new Float64Array(cache.banks),
    bus: new Float64Array(1),
    spent: new Float64Array(6),
    firstLine,
    lineReady: new Float64Array(lines),
    lineFill: exact ? new Int32Array(lines).fill(-1) : new Int32Array(0),
    partialBase: Math.ceil((regions.out + outputs * problem.bytesOut) / size) * size,
    state: new Uint8Array(count),
    task: whole(),
    fiber: whole(),
    fiberEnd: whole(),
    line: real(),
    lineEnd: real(),
    length: real(),
    takenAt: real(),
    streamedAt: real(),
    askedAt: real(),
    dataAt: real(),
    unknown: whole(),
    merging: whole().fill(-1),
    freeSince: real(),
    open,
    ready: new Int32Array(tasks.count),
    readyHead: 0,
    readyTail: 0,
    nextTask: 0,
    fills: { line: [], waiters: [], free: [] },
    outAt: 0,
    mergedLast: 0,
    merged: 0,
    outputs: 0,
    partials: 0,
    lines: 0,
    missesB: 0,
    missesPartial: 0,
    placed: 0,
    evicted: 0,
  };
}
