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
    if (limited) {
      for (let c = 0; c < m.channels; c++) outstanding -= takeReturns(returnsOf(m, c), m.now);
      while (write === 0 && outstanding >= arrival.outstanding_reads) {
        m.now = earliestAnswer(m);
        for (let c = 0; c < m.channels; c++) outstanding -= takeReturns(returnsOf(m, c), m.now);
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

/** First boundary at which an answer arrives: channels are simulated until none can be earlier. */
function earliestAnswer(m: MemorySystem): number {
  let step = m.now + 1;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    for (let c = 0; c < m.channels; c++) {
      const at = nextReturn(returnsOf(m, c));
      if (at < best) best = at;
    }
    let behind = false;
    for (let c = 0; c < m.channels; c++) {
      // A read issued after the boundary simulated so far can't be answered before that boundary plus two.
      if (readsInside(m, c) === 0 || boundaryOf(m, c) >= best) continue;
      if (boundaryOf(m, c) < step) advance(m, c, step, 0);
      behind = true;
    }
    if (!behind) return best;
    step += 8;
    if (step > best) step = best;
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
