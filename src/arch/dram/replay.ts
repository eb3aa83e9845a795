import {
  advance,
  boundaryOf,
  deviceOf,
  drainReads,
  type MemorySystem,
  offer,
  readsInside,
  returnsOf,
} from './memorySystem.ts';
import { nextReturn, takeReturns } from './returns.ts';

/** Requests in order of issue. Addresses are in requests (byte address / request_bytes). */
export interface Trace {
  readonly addresses: Float64Array;
  /** 1: write; null: all reads. */
  readonly writes: Uint8Array | null;
}

/** How the source issues: in order, stopping at the first refusal of a clock. */
export interface ArrivalProcess {
  readonly issue_per_clock: number;
  /** Reads in flight at most; Infinity: unlimited. */
  readonly outstanding_reads: number;
  /** Clocks between two requests at least. */
  readonly gap: number;
}

export interface ReplayResult {
  /** Clock of the last read's data or of the last acceptance, whichever is later. */
  readonly completion: number;
  readonly rowHitRate: number;
  readonly meanReadLatency: number;
  readonly maxReadLatency: number;
  readonly activates: number;
  readonly precharges: number;
  readonly refreshes: number;
}

/** Replays a trace, request by request, on a fresh or used memory. Writes are posted. */
export function replay(m: MemorySystem, trace: Trace, arrival: ArrivalProcess): ReplayResult {
  const { addresses, writes } = trace;
  const limited = arrival.outstanding_reads < Number.POSITIVE_INFINITY;
  for (let c = 0; c < m.channels; c++) returnsOf(m, c).keep = limited;
  let outstanding = 0;
  let accepted = 0;
  let clock = m.now;
  for (let i = 0; i < addresses.length; i++) {
    if (m.now === clock && accepted >= arrival.issue_per_clock) m.now++;
    if (arrival.gap > 1 && i > 0 && m.now < clock + arrival.gap) m.now = clock + arrival.gap;
    const write = writes === null ? 0 : writes[i]!;
    if (limited && write === 0) {
      if (outstanding >= arrival.outstanding_reads) outstanding -= takeAll(m);
      while (outstanding >= arrival.outstanding_reads) {
        m.now = earliestAnswer(m);
        outstanding -= takeAll(m);
      }
    }
    if (m.now !== clock) accepted = 0;
    offer(m, addresses[i]!, write);
    if (m.now !== clock) {
      accepted = 0;
      clock = m.now;
    }
    accepted++;
    if (write === 0) outstanding++;
  }
  const last = drainReads(m) - 1;
  const completion = Math.max(last, m.now);
  return summary(m, completion);
}

/** Answers visible at the source's boundary, of channels simulated up to it. */
function takeAll(m: MemorySystem): number {
  let taken = 0;
  for (let c = 0; c < m.channels; c++) {
    if (boundaryOf(m, c) < m.now) advance(m, c, m.now, 0);
    taken += takeReturns(returnsOf(m, c), m.now);
  }
  return taken;
}

/**
 * First boundary at which an answer arrives: channels are simulated until none can be earlier, and never past it. A
 * read issued after the boundary simulated so far is answered one read latency later at the earliest.
 */
function earliestAnswer(m: MemorySystem): number {
  const latency = m.params.timing.cl + m.params.timing.burst;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    for (let c = 0; c < m.channels; c++) best = Math.min(best, nextReturn(returnsOf(m, c)));
    let behind = false;
    for (let c = 0; c < m.channels; c++) {
      const simulated = boundaryOf(m, c);
      if (readsInside(m, c) === 0 || simulated + latency >= best) continue;
      advance(m, c, Math.min(best, simulated + latency), 0);
      behind = true;
    }
    if (!behind) return best;
  }
}

function summary(m: MemorySystem, completion: number): ReplayResult {
  let hits = 0;
  let classified = 0;
  let count = 0;
  let latency = 0;
  let longest = 0;
  let activates = 0;
  let precharges = 0;
  let refreshes = 0;
  for (let c = 0; c < m.channels; c++) {
    if (boundaryOf(m, c) < completion + 1) advance(m, c, completion + 1, 0);
    const r = returnsOf(m, c);
    const d = deviceOf(m, c);
    hits += r.hits;
    classified += r.classified;
    count += r.count;
    latency += r.latencySum;
    if (r.latencyMax > longest) longest = r.latencyMax;
    activates += d.activates;
    precharges += d.precharges;
    refreshes += d.refreshes;
  }
  return {
    completion,
    rowHitRate: classified === 0 ? 0 : hits / classified,
    meanReadLatency: count === 0 ? 0 : latency / count,
    maxReadLatency: longest,
    activates,
    precharges,
    refreshes,
  };
}
