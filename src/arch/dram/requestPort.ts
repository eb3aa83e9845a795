import type { DramParams } from './dramParams.ts';
import { type ExactMemory, exactParams } from './dramPort.ts';
import {
  advance,
  boundaryOf,
  createMemorySystem,
  type MemorySystem,
  offerBefore,
  returnsOf,
} from './memorySystem.ts';
import { takeReturns } from './returns.ts';

/**
 * A port for many agents that ask for scattered pieces and go on when theirs is there, in the accelerator's cycles.
 * Bursts are offered in the order of submission; a full queue holds up those behind. Agents submit in the order of
 * time; between two submissions `answersBefore` is asked up to the time of the next one.
 */
export interface RequestPort {
  readonly memory: MemorySystem;
  readonly clocksPerCycle: number;
  readonly perClock: number;
  readonly burstBytes: number;
  /** Clocks from a read's column command to its data at least. */
  readonly lookahead: number;
  /** Boundary up to which everything is simulated. */
  frontier: number;
  /** Bursts accepted in the running clock. */
  accepted: number;
  /** Ring of bursts not yet accepted: address in bursts, earliest boundary, and transfer. */
  address: Float64Array;
  ready: Float64Array;
  transfer: Int32Array;
  head: number;
  tail: number;
  /** Transfers under way: bursts missing (or not accepted), latest answer so far, who asked, reading or writing. */
  missing: Int32Array;
  latest: Float64Array;
  agent: Int32Array;
  write: Uint8Array;
  /** Free transfers, a stack. */
  free: Int32Array;
  freeCount: number;
  /** Transfer of a request in flight, by request number. */
  readonly owner: Map<number, number>;
  /** Agents answered by the last call of `answersBefore`, and when. */
  readonly answered: number[];
  readonly answeredAt: number[];
  /** Last boundary at which a burst was written, or 0. */
  lastWrite: number;
}

export function createRequestPort(spec: ExactMemory, clock_hz: number): RequestPort {
  const params = exactParams(spec);
  return requestPortOf(params, spec.requests_per_clock ?? params.organization.channels, clock_hz);
}

/** A port to a memory of any parameters that takes `perClock` bursts in a memory clock. */
export function requestPortOf(params: DramParams, perClock: number, clock_hz: number): RequestPort {
  const memory = createMemorySystem(params);
  for (let c = 0; c < memory.channels; c++) returnsOf(memory, c).keep = true;
  return {
    memory,
    clocksPerCycle: params.clock_hz / clock_hz,
    perClock,
    burstBytes: params.organization.request_bytes,
    lookahead: params.timing.cl + params.timing.burst,
    frontier: 1,
    accepted: 0,
    address: new Float64Array(64),
    ready: new Float64Array(64),
    transfer: new Int32Array(64),
    head: 0,
    tail: 0,
    missing: new Int32Array(0),
    latest: new Float64Array(0),
    agent: new Int32Array(0),
    write: new Uint8Array(0),
    free: new Int32Array(0),
    freeCount: 0,
    owner: new Map(),
    answered: [],
    answeredAt: [],
    lastWrite: 0,
  };
}

/** Hands over a piece: read, or written (answered in the cycle after its last burst is accepted). A negative agent wants no answer. */
export function submitRequest(
  p: RequestPort,
  cycle: number,
  address_bytes: number,
  bytes: number,
  write: boolean,
  agent: number,
): void {
  const first = Math.floor(address_bytes / p.burstBytes);
  const bursts = Math.ceil((address_bytes + bytes) / p.burstBytes) - first;
  if (p.freeCount === 0) moreTransfers(p);
  const t = p.free[--p.freeCount]!;
  p.missing[t] = bursts;
  p.latest[t] = 0;
  p.agent[t] = agent;
  p.write[t] = write ? 1 : 0;
  const ready = Math.ceil(cycle * p.clocksPerCycle);
  for (let i = 0; i < bursts; i++) {
    if (p.tail - p.head === p.address.length) longerRing(p);
    const at = p.tail++ & (p.address.length - 1);
    p.address[at] = first + i;
    p.ready[at] = ready;
    p.transfer[at] = t;
  }
}

/** true while anything waits for the memory. */
export const memoryBusy = (p: RequestPort): boolean => p.head < p.tail || p.owner.size > 0;

/**
 * Simulates until some transfer's answer is known, and no further than `cycle`; false when there was none. Answers lie
 * at or behind the point reached, so that agents may still act before them.
 */
export function answersBefore(p: RequestPort, cycle: number): boolean {
  p.answered.length = 0;
  p.answeredAt.length = 0;
  const limit = Math.ceil(cycle * p.clocksPerCycle);
  while (p.frontier < limit && memoryBusy(p)) {
    // No column command within this stretch is answered inside it.
    step(p, Math.min(limit, p.frontier + p.lookahead));
    if (p.answered.length > 0) return true;
  }
  return false;
}

/** Lets everything under way end, and answers when the last burst was written (0: none was): `answered` is lost. */
export function drainWrites(p: RequestPort): number {
  while (memoryBusy(p)) answersBefore(p, Number.POSITIVE_INFINITY);
  return p.lastWrite === 0 ? 0 : Math.floor(p.lastWrite / p.clocksPerCycle) + 1;
}

function step(p: RequestPort, until: number): void {
  const m = p.memory;
  let end = until;
  while (p.head < p.tail && m.now < end) {
    const at = p.head & (p.address.length - 1);
    const before = m.now;
    if (p.ready[at]! > m.now) m.now = p.ready[at]!;
    else if (p.accepted >= p.perClock) m.now++;
    if (m.now !== before) p.accepted = 0;
    if (m.now >= end) break;
    const boundary = m.now;
    const t = p.transfer[at]!;
    const id = offerBefore(m, p.address[at]!, p.write[t]!, end);
    if (m.now !== boundary) p.accepted = 0;
    if (id < 0) break;
    p.head++;
    p.accepted++;
    if (p.write[t] === 0) {
      p.owner.set(id, t);
      // A write that waits in the queue may have answered already.
      collect(p, m.at.channel);
    } else {
      p.lastWrite = m.now;
      arrive(p, t, m.now);
    }
    if (p.answered.length > 0) end = Math.min(end, m.now);
  }
  for (let c = 0; c < m.channels; c++) {
    if (boundaryOf(m, c) < end) advance(m, c, end, 0);
    collect(p, c);
  }
  p.frontier = end;
}

/** Takes what a channel has answered. */
function collect(p: RequestPort, channel: number): void {
  const r = returnsOf(p.memory, channel);
  if (r.head === r.tail) return;
  const mask = r.ids.length - 1;
  for (let i = r.head; i < r.tail; i++) {
    const id = r.ids[i & mask]!;
    const t = p.owner.get(id)!;
    p.owner.delete(id);
    arrive(p, t, r.ring[i & mask]!);
  }
  takeReturns(r, Number.POSITIVE_INFINITY);
}

function arrive(p: RequestPort, t: number, boundary: number): void {
  if (boundary > p.latest[t]!) p.latest[t] = boundary;
  p.missing[t]! -= 1;
  if (p.missing[t]! > 0) return;
  p.free[p.freeCount++] = t;
  if (p.agent[t]! < 0) return;
  p.answered.push(p.agent[t]!);
  const at = p.latest[t]! / p.clocksPerCycle;
  p.answeredAt.push(p.write[t] === 1 ? Math.floor(at) + 1 : Math.ceil(at));
}

function moreTransfers(p: RequestPort): void {
  const before = p.missing.length;
  const count = Math.max(64, 2 * before);
  const grown = { missing: p.missing, latest: p.latest, agent: p.agent, write: p.write };
  p.missing = new Int32Array(count);
  p.latest = new Float64Array(count);
  p.agent = new Int32Array(count);
  p.write = new Uint8Array(count);
  p.missing.set(grown.missing);
  p.latest.set(grown.latest);
  p.agent.set(grown.agent);
  p.write.set(grown.write);
  p.free = new Int32Array(count);
  p.freeCount = 0;
  for (let t = count - 1; t >= before; t--) p.free[p.freeCount++] = t;
}

function longerRing(p: RequestPort): void {
  const { address, ready, transfer, head, tail } = p;
  const [before, after] = [address.length - 1, 2 * address.length - 1];
  p.address = new Float64Array(after + 1);
  p.ready = new Float64Array(after + 1);
  p.transfer = new Int32Array(after + 1);
  for (let i = head; i < tail; i++) {
    p.address[i & after] = address[i & before]!;
    p.ready[i & after] = ready[i & before]!;
    p.transfer[i & after] = transfer[i & before]!;
  }
}
