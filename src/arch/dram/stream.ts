import {
  advance,
  boundaryOf,
  deviceOf,
  type MemorySystem,
  offer,
  oldestRead,
  returnsOf,
} from './memorySystem.ts';
import { addCounters, type Codec, counters } from './stateCodec.ts';
import { walkBankQueues, walkOldestReady } from './streamState.ts';

/** One window of a contiguous stream: from a state, right after a refresh, to the state after the next one. */
interface Window {
  readonly state: number[];
  clocks: number;
  requests: number;
  growth: readonly (readonly number[])[];
  following: Window | null;
}

/** Windows already simulated, by a hash of their first state. Valid for one memory system. */
export interface StreamMemory {
  readonly windows: Map<number, Window[]>;
  /** Numbers in the states kept. */
  stored: number;
  /** Requests passed without simulating them. */
  skipped: number;
  /** Requests that the source had issued in the running clock where the last skip led. */
  accepted: number;
}

export function createStreamMemory(): StreamMemory {
  return { windows: new Map(), stored: 0, skipped: 0, accepted: 0 };
}

/** Numbers of a state that belong to the source: place in the mapping's period, kind, rate, accepted this clock. */
const sourceFields = 4;

/** Numbers kept at most, over all states: a state has some hundreds a channel. */
const capacity = 12_000_000;

/**
 * Offers `requests` contiguous requests from `address` (both in requests), at most `perClock` a clock, exactly as
 * offering them one by one would, and leaves the memory in the same state. The machine is deterministic and its
 * behaviour does not change when clocks, addresses and rows shift together; so a window between refreshes that starts
 * in a state seen before is not simulated again, its known length is added.
 */
export function streamRun(
  m: MemorySystem,
  memory: StreamMemory,
  address: number,
  requests: number,
  write: number,
  perClock: number,
): void {
  const unit = period(m);
  const firstId = m.nextId;
  let done = 0;
  let accepted = 0;
  let seen = deviceOf(m, 0).refreshes;
  let from: Window | null = null;
  let mark = { now: m.now, done: 0, growth: [] as number[][] };
  const able = unit > 0 && m.params.organization.channels * 3 * m.params.timing.trefi < requests * 16;
  while (done < requests) {
    if (accepted >= perClock) {
      m.now++;
      accepted = 0;
    }
    if (
      able &&
      deviceOf(m, 0).refreshes !== seen &&
      deviceOf(m, 0).refreshes % m.params.organization.ranks === 0
    ) {
      seen = deviceOf(m, 0).refreshes;
      // Reads of an earlier transfer must be answered one by one: their times belong to it.
      const here = pendingBefore(m, firstId)
        ? null
        : remember(m, memory, address + done, unit, [write, perClock, accepted]);
      if (from !== null && here !== null && from.following === null) {
        from.clocks = m.now - mark.now;
        from.requests = done - mark.done;
        from.growth = countersOf(m).map((list, c) => list.map((x, i) => x - mark.growth[c]![i]!));
        from.following = here;
      }
      from = here;
      if (here !== null) {
        const passed = skip(m, memory, here, address + done, requests - done);
        done += passed;
        memory.skipped += passed;
        if (passed > 0) {
          from = null;
          accepted = memory.accepted;
          seen = deviceOf(m, 0).refreshes;
          continue;
        }
      }
      mark = { now: m.now, done, growth: countersOf(m) };
    }
    const before = m.now;
    offer(m, address + done, write);
    if (m.now !== before) accepted = 0;
    accepted++;
    done++;
  }
}

function pendingBefore(m: MemorySystem, id: number): boolean {
  for (let c = 0; c < m.channels; c++) if (oldestRead(m, c) < id) return true;
  return false;
}

const countersOf = (m: MemorySystem): number[][] =>
  Array.from({ length: m.channels }, (_, c) => counters(deviceOf(m, c), returnsOf(m, c)));

/** Addresses that differ by a multiple of this lie in the same bank and column, shifted by whole rows; 0: none do. */
function period(m: MemorySystem): number {
  const { mapping } = m;
  if (mapping.rowPosition < 0) return 0;
  return mapping.rowUnit * mapping.rowPeriod;
}

function codec(m: MemorySystem, values: number[], restoring: boolean, address: number): Codec {
  const { mapping } = m;
  const start = Math.floor(address / period(m));
  return {
    values,
    at: 0,
    restoring,
    clock: m.now,
    address: start * period(m),
    id: m.nextId,
    row: start * mapping.rowPeriod,
    rows: mapping.xor ? Number.POSITIVE_INFINITY : m.params.organization.rows,
  };
}

function walk(m: MemorySystem, c: Codec): boolean {
  for (const s of m.bankQueues) if (!walkBankQueues(c, s)) return false;
  for (const s of m.oldestReady) if (!walkOldestReady(c, s)) return false;
  return true;
}

/** The window that starts in the present state, new or known; null when the state can't be kept. */
function remember(
  m: MemorySystem,
  memory: StreamMemory,
  address: number,
  unit: number,
  source: readonly number[],
): Window | null {
  for (let c = 0; c < m.channels; c++) if (boundaryOf(m, c) < m.now) advance(m, c, m.now, 0);
  const values = [address % unit, ...source];
  if (!walk(m, codec(m, values, false, address))) return null;
  let hash = 17;
  for (let i = 0; i < values.length; i++) hash = (Math.imul(hash, 31) + (values[i]! | 0)) | 0;
  const known = memory.windows.get(hash);
  if (known !== undefined) for (const w of known) if (equal(w.state, values)) return w;
  if (memory.stored + values.length > capacity) return null;
  memory.stored += values.length;
  const fresh: Window = { state: values, clocks: 0, requests: 0, growth: [], following: null };
  if (known !== undefined) known.push(fresh);
  else memory.windows.set(hash, [fresh]);
  return fresh;
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Follows known windows as long as they fit in what is left, then sets the machine to where they lead. */
function skip(m: MemorySystem, memory: StreamMemory, start: Window, address: number, left: number): number {
  let at = start;
  let clocks = 0;
  let requests = 0;
  const growth = Array.from({ length: m.channels }, () => new Array<number>(8).fill(0));
  while (at.following !== null && requests + at.requests < left) {
    clocks += at.clocks;
    requests += at.requests;
    for (let c = 0; c < m.channels; c++) for (let i = 0; i < 8; i++) growth[c]![i]! += at.growth[c]![i]!;
    at = at.following;
  }
  if (requests === 0) return 0;
  m.now += clocks;
  m.nextId += requests;
  const c = codec(m, at.state, true, address + requests);
  c.at = sourceFields;
  memory.accepted = at.state[sourceFields - 1]!;
  walk(m, c);
  for (let k = 0; k < m.channels; k++) addCounters(deviceOf(m, k), returnsOf(m, k), growth[k]!);
  return requests;
}
