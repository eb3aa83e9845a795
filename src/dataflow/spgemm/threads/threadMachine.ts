import type { RequestPort } from '../../../arch/dram/requestPort.ts';
import type { ByteClock } from '../byteClock.ts';
import { createWheel, type EventWheel } from '../eventWheel.ts';
import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { type CoreQueues, createCoreQueues } from './coreQueues.ts';
import type { ThreadHardware } from './hardware.ts';
import type { Windows } from './windows.ts';

/** The memory of a run: an interface in whole numbers, or a port of an exact DRAM in its place. */
export interface ThreadMemory {
  readonly clock: ByteClock;
  readonly port: RequestPort | null;
}

/** State of a run. Agents: the threads, then the DMA engine. */
export interface ThreadMachine {
  readonly problem: SparseProblem;
  readonly hardware: ThreadHardware;
  readonly windows: Windows;
  readonly memory: ThreadMemory;
  readonly regions: OperandRegions;
  /** Outputs of the whole product. */
  readonly outputs: number;
  readonly threads: number;
  readonly wheel: EventWheel;
  /** By thread: its step, row of a, next and last non-zero of it, next and last element of b's row, slot. */
  readonly state: Uint8Array;
  readonly rowOf: Int32Array;
  readonly aAt: Int32Array;
  readonly aEnd: Int32Array;
  readonly bAt: Int32Array;
  readonly bEnd: Int32Array;
  readonly slotOf: Int32Array;
  /** By thread: first slot and slots of its row, position of its row's column 0 in the window, end of its scan. */
  readonly slotBase: Int32Array;
  readonly slotShare: Int32Array;
  readonly keyBase: Float64Array;
  readonly scanEnd: Int32Array;
  /** By agent: when it began to wait for an exact memory, and the reason. */
  readonly since: Float64Array;
  readonly waits: Uint8Array;
  /** Position that holds each slot, or -1; slots in the order of their first use where the table isn't hashed. */
  readonly tags: Int32Array | Float64Array;
  readonly touched: Int32Array;
  /** Who waits for each core; by core: the thread that it serves or -1, and when that step ends; by thread: its core. */
  readonly queues: CoreQueues;
  readonly serving: Int32Array;
  readonly coreFree: Float64Array;
  readonly coreOf: Int32Array;
  readonly bankFree: Float64Array;
  /** One number: units of the interface up to which it is taken. */
  readonly bus: Float64Array;
  /** Thread-cycles by reason. */
  readonly spent: Float64Array;
  /** The open window. */
  window: number;
  rowStart: number;
  rowEnd: number;
  colStart: number;
  colEnd: number;
  narrow: boolean;
  /** Tokens of the window: rows, or non-zeros of a with the row of the next one. */
  nextToken: number;
  lastToken: number;
  tokenRow: number;
  /** Outputs that the window holds. */
  filled: number;
  /** Threads at the barrier, and when the last one came; true while threads empty the table. */
  arrived: number;
  arrivals: number;
  emptying: boolean;
  /** The DMA engine writes the window before; a full window waits for it; its outputs. */
  draining: boolean;
  drainLeft: number;
  waiting: boolean;
  pending: number;
  /** Bytes of outputs handed to memory so far. */
  outAt: number;
  /** Outputs of closed windows. */
  placed: number;
  end: number;
  /** As in ThreadCounts. */
  issued: number;
  probes: number;
  collisions: number;
  scanned: number;
  tokens: number;
  readA: number;
  readB: number;
  readPointersA: number;
  readPointersB: number;
}

export function createMachine(
  problem: SparseProblem,
  hardware: ThreadHardware,
  windows: Windows,
  memory: ThreadMemory,
  outputs: number,
): ThreadMachine {
  const threads = hardware.cores.count * hardware.cores.threads;
  const perThread = () => new Int32Array(threads);
  const { kind } = hardware.accumulator;
  return {
    problem,
    hardware,
    windows,
    memory,
    regions: operandRegions(problem),
    outputs,
    threads,
    wheel: createWheel(threads + 1),
    state: new Uint8Array(threads),
    rowOf: perThread(),
    aAt: perThread(),
    aEnd: perThread(),
    bAt: perThread(),
    bEnd: perThread(),
    slotOf: perThread(),
    slotBase: perThread(),
    slotShare: perThread(),
    keyBase: new Float64Array(threads),
    scanEnd: perThread(),
    since: new Float64Array(threads + 1),
    waits: new Uint8Array(threads + 1),
    tags: smallPositions(windows, problem.b.cols)
      ? new Int32Array(windows.slots)
      : new Float64Array(windows.slots),
    touched: new Int32Array(kind === 'dense' ? windows.slots : 0),
    queues: createCoreQueues(hardware.cores.count, hardware.cores.threads),
    serving: new Int32Array(hardware.cores.count).fill(-1),
    coreFree: new Float64Array(hardware.cores.count),
    coreOf: perThread().map((_, h) => h % hardware.cores.count),
    bankFree: new Float64Array(hardware.scratchpad.banks),
    bus: new Float64Array(1),
    spent: new Float64Array(9),
    window: -1,
    rowStart: 0,
    rowEnd: 0,
    colStart: 0,
    colEnd: 0,
    narrow: false,
    nextToken: 0,
    lastToken: 0,
    tokenRow: 0,
    filled: 0,
    arrived: 0,
    arrivals: 0,
    emptying: false,
    draining: false,
    drainLeft: 0,
    waiting: false,
    pending: 0,
    outAt: 0,
    placed: 0,
    end: 0,
    issued: 0,
    probes: 0,
    collisions: 0,
    scanned: 0,
    tokens: 0,
    readA: 0,
    readB: 0,
    readPointersA: 0,
    readPointersB: 0,
  };
}

/** Whether 32 bits hold every position of a window: half the bytes of the table in the host's caches. */
function smallPositions({ count, rowStart, rowEnd }: Windows, columns: number): boolean {
  let rows = 0;
  for (let i = 0; i < count; i++) rows = Math.max(rows, rowEnd[i]! - rowStart[i]!);
  return rows * columns < 2_147_483_648;
}
