import type { RequestPort } from '../../../arch/dram/requestPort.ts';
import type { ByteClock } from '../byteClock.ts';
import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import type { ThreadHardware } from './hardware.ts';
import { threadReasonCount } from './threadCounts.ts';
import type { Windows } from './windows.ts';

/** The memory of a run: an interface in whole numbers, or a port of an exact DRAM in its place. */
export interface ThreadMemory {
  readonly clock: ByteClock;
  readonly port: RequestPort | null;
}

/** How far a run goes in one stretch: cycles that 32-bit keys span, and events of one call. Results do not depend on it. */
export interface Batches {
  readonly reach: number;
  readonly events: number;
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
  readonly events: number;
  readonly agenda: Agenda;
  /** What the accumulator is, and bytes of a sum. */
  readonly hashed: boolean;
  readonly high: boolean;
  readonly inMemory: boolean;
  readonly valueBytes: number;
  /** By thread: position of its row's column 0 (not hashed); number of its row in the window (hashed). */
  readonly positions: Float64Array;
  readonly numbers: Int32Array;
  /** By agent: when it began to wait for an exact memory, and the reason. */
  readonly since: Float64Array;
  readonly waits: Uint8Array;
  /**
   * By slot: low 31 bits of the position that holds it, or -1; where 31 bits do not tell the positions of a window apart,
   * the number of the row behind it (slot << tagShift). Slots in the order of their first use where nothing is hashed.
   */
  readonly tagShift: number;
  readonly tags: Int32Array;
  readonly touched: Int32Array;
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
  /** Rows of b under way, and threads that wait until fewer are: a ring. */
  moving: number;
  readonly line: Int32Array;
  lineHead: number;
  lineTail: number;
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
  { reach, events }: Batches,
): ThreadMachine {
  const { cores } = hardware;
  const threads = cores.count * cores.threads;
  const { kind } = hardware.accumulator;
  const tagShift = windows.mostRows * problem.b.cols > 2_147_483_648 ? 1 : 0;
  return {
    problem,
    hardware,
    windows,
    memory,
    regions: operandRegions(problem),
    outputs,
    threads,
    events,
    agenda: createAgenda(cores.count, cores.threads, threads + 1, hardware.scratchpad.banks, reach),
    hashed: kind === 'hash',
    high: hardware.accumulator.kind === 'hash' && hardware.accumulator.bits === 'high',
    inMemory: kind === 'memory',
    valueBytes: problem.bytesOut - problem.indexBytes,
    positions: new Float64Array(threads),
    numbers: new Int32Array(threads),
    since: new Float64Array(threads + 1),
    waits: new Uint8Array(threads + 1),
    tagShift,
    tags: new Int32Array(windows.slots << tagShift),
    touched: new Int32Array(kind === 'dense' ? windows.slots : 0),
    bus: new Float64Array(1),
    spent: new Float64Array(threadReasonCount),
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
    moving: 0,
    line: new Int32Array(threads),
    lineHead: 0,
    lineTail: 0,
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
