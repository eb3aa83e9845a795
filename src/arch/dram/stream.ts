import {
  addressPeriod,
  type ChannelClass,
  channelClasses,
  countersOf,
  dissolve,
  equalNumbers,
  mayLockstep,
  walkChannel,
} from './channelClasses.ts';
import {
  advance,
  boundaryOf,
  deviceOf,
  type MemorySystem,
  offer,
  oldestRead,
  returnsOf,
} from './memorySystem.ts';
import { addCounters, type Codec } from './stateCodec.ts';

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
  /** Requests to channels that were in step with one simulated. */
  followed: number;
  /** Requests that the source had issued in the running clock where the last skip led. */
  accepted: number;
}

export function createStreamMemory(): StreamMemory {
  return { windows: new Map(), stored: 0, skipped: 0, followed: 0, accepted: 0 };
}

/**
 * Numbers of a state that belong to the source: place in the mapping's period, kind, rate, requests accepted this clock,
 * the classes of channels (first channel of the first, or -1) and whose turn it is.
 */
const sourceFields = 6;
const acceptedField = 3;

/** After how many refreshes at most channels are compared: those that are not in step by then hardly get there. */
const attemptsAtMost = 8;

/** Numbers kept at most, over all states: a state has some hundreds a channel. */
const capacity = 12_000_000;

/**
 * Offers `requests` contiguous requests from `address` (both in requests), at most `perClock` a clock, exactly as
 * offering them one by one would, and leaves the memory in the same state. The machine is deterministic and its
 * behaviour does not change when clocks, addresses and rows shift together; so a window between refreshes that starts
 * in a state seen before is not simulated again, its known length is added. Of channels in step only one is simulated.
 */
export function streamRun(
  m: MemorySystem,
  memory: StreamMemory,
  address: number,
  requests: number,
  write: number,
  perClock: number,
): void {
  const unit = addressPeriod(m);
  const firstId = m.nextId;
  let done = 0;
  let accepted = 0;
  let watched = deviceOf(m, 0);
  let seen = watched.refreshes;
  let from: Window | null = null;
  const able = unit > 0 && m.params.organization.channels * 3 * m.params.timing.trefi < requests * 16;
  let attempts = able && mayLockstep(m, perClock) ? attemptsAtMost : 0;
  let attempt = attempts > 0;
  let classes: ChannelClass[] | null = null;
  let turn = 0;
  let simulated = Array.from({ length: m.channels }, (_, c) => c);
  let mark = { now: m.now, done: 0, growth: [] as number[][] };
  while (done < requests) {
    if (accepted >= perClock) {
      m.now++;
      accepted = 0;
    }
    if (attempt && accepted === 0) {
      attempt = false;
      attempts--;
      classes = pendingBefore(m, firstId) ? null : channelClasses(m, address + done);
      if (classes !== null) {
        attempts = 0;
        turn = 0;
        simulated = classes.map((c) => c.channel);
        watched = deviceOf(m, simulated[0]!);
        seen = watched.refreshes;
        from = null;
      }
    }
    if (able && watched.refreshes !== seen && watched.refreshes % watched.ranks === 0) {
      seen = watched.refreshes;
      attempt = attempts > 0;
      const source = [write, perClock, accepted, classes === null ? -1 : classes[0]!.channel, turn];
      // Reads of an earlier transfer must be answered one by one: their times belong to it.
      const here = pendingBefore(m, firstId)
        ? null
        : remember(m, memory, simulated, address + done, unit, source);
      if (from !== null && here !== null && from.following === null) {
        from.clocks = m.now - mark.now;
        from.requests = done - mark.done;
        from.growth = simulated.map((c, k) => countersOf(m, c).map((x, i) => x - mark.growth[k]![i]!));
        from.following = here;
      }
      from = here;
      if (here !== null) {
        const passed = skip(m, memory, simulated, here, address + done, requests - done);
        done += passed;
        memory.skipped += passed;
        if (passed > 0) {
          from = null;
          accepted = memory.accepted;
          seen = watched.refreshes;
          continue;
        }
      }
      mark = { now: m.now, done, growth: simulated.map((c) => countersOf(m, c)) };
    }
    const count = classes === null ? 1 : classes[turn]!.count;
    if (classes !== null && done + count > requests) {
      for (const c of classes) dissolve(m, c, address + done);
      classes = null;
      simulated = Array.from({ length: m.channels }, (_, c) => c);
      watched = deviceOf(m, 0);
      seen = watched.refreshes;
      from = null;
      continue;
    }
    const before = m.now;
    offer(m, address + done, write);
    m.nextId += count - 1;
    memory.followed += count - 1;
    if (m.now !== before) accepted = 0;
    accepted += count;
    done += count;
    if (classes !== null) turn = turn + 1 === classes.length ? 0 : turn + 1;
  }
  if (classes !== null) for (const c of classes) dissolve(m, c, address + done);
}

function pendingBefore(m: MemorySystem, id: number): boolean {
  for (let c = 0; c < m.channels; c++) if (oldestRead(m, c) < id) return true;
  return false;
}

function codec(m: MemorySystem, values: number[], restoring: boolean, address: number): Codec {
  const { mapping } = m;
  const start = Math.floor(address / addressPeriod(m));
  return {
    values,
    at: 0,
    restoring,
    clock: m.now,
    address: start * addressPeriod(m),
    id: m.nextId,
    row: start * mapping.rowPeriod,
    rows: mapping.xor ? Number.POSITIVE_INFINITY : m.params.organization.rows,
  };
}

function walk(m: MemorySystem, channels: readonly number[], c: Codec): boolean {
  for (const channel of channels) if (!walkChannel(m, channel, c)) return false;
  return true;
}

/** The window that starts in the present state, new or known; null when the state can't be kept. */
function remember(
  m: MemorySystem,
  memory: StreamMemory,
  simulated: readonly number[],
  address: number,
  unit: number,
  source: readonly number[],
): Window | null {
  for (const c of simulated) if (boundaryOf(m, c) < m.now) advance(m, c, m.now, 0);
  const values = [address % unit, ...source];
  if (!walk(m, simulated, codec(m, values, false, address))) return null;
  let hash = 17;
  for (let i = 0; i < values.length; i++) hash = (Math.imul(hash, 31) + (values[i]! | 0)) | 0;
  const known = memory.windows.get(hash);
  if (known !== undefined) for (const w of known) if (equalNumbers(w.state, values)) return w;
  if (memory.stored + values.length > capacity) return null;
  memory.stored += values.length;
  const fresh: Window = { state: values, clocks: 0, requests: 0, growth: [], following: null };
  if (known !== undefined) known.push(fresh);
  else memory.windows.set(hash, [fresh]);
  return fresh;
}

/** Follows known windows as long as they fit in what is left, then sets the channels simulated to where they lead. */
function skip(
  m: MemorySystem,
  memory: StreamMemory,
  simulated: readonly number[],
  start: Window,
  address: number,
  left: number,
): number {
  let at = start;
  let clocks = 0;
  let requests = 0;
  const growth = simulated.map(() => new Array<number>(8).fill(0));
  while (at.following !== null && requests + at.requests < left) {
    clocks += at.clocks;
    requests += at.requests;
    for (let k = 0; k < growth.length; k++) for (let i = 0; i < 8; i++) growth[k]![i]! += at.growth[k]![i]!;
    at = at.following;
  }
  if (requests === 0) return 0;
  m.now += clocks;
  m.nextId += requests;
  const c = codec(m, at.state, true, address + requests);
  c.at = sourceFields;
  memory.accepted = at.state[acceptedField]!;
  walk(m, simulated, c);
  for (const [k, channel] of simulated.entries())
    addCounters(deviceOf(m, channel), returnsOf(m, channel), growth[k]!);
  return requests;
}
