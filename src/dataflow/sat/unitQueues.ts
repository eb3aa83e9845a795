import type { UnitWork } from './unitWork.ts';

/** Rates of the units around the array. */
export interface QueueRates {
  /** Bits that memory carries in a cycle, reads and writes together. */
  readonly bits: number;
  /** Weights that the reduction and update engines take in a cycle. */
  readonly reduction: number;
  readonly update: number;
  /** Cycles from an operand to its sum. */
  readonly latency: number;
}

/**
 * When each unit is free again, and the cycles at which the first element waited. Queues in order: memory port (reads two
 * steps ahead, then the write of the step before), on-demand reduction, weight shift, array, drain, update, reduction.
 */
export interface QueueState {
  port: number;
  prune: number;
  shift: number;
  array: number;
  drain: number;
  update: number;
  reduce: number;
  /** When the inputs of the last two steps are no longer needed. */
  release1: number;
  release2: number;
  /** When the sums of the last two tiles have left the elements. */
  drained1: number;
  drained2: number;
  /** When the out buffer was last emptied, and when it was of the tile two before the present one. */
  stored: number;
  room: number;
  /** Writes that wait for their place in the port: those of the last two steps. */
  ready1: number;
  ready2: number;
  bits1: number;
  bits2: number;
  stores1: boolean;
  stores2: boolean;
  /** Latest end of sums in the array. */
  done: number;
  computing: number;
  bubbles: number;
  memory: number;
  pruning: number;
  shifting: number;
  draining: number;
}

export const idleQueues = (): QueueState => ({
  port: 0,
  prune: 0,
  shift: 0,
  array: 0,
  drain: 0,
  update: 0,
  reduce: 0,
  release1: 0,
  release2: 0,
  drained1: 0,
  drained2: 0,
  stored: 0,
  room: 0,
  ready1: 0,
  ready2: 0,
  bits1: 0,
  bits2: 0,
  stores1: false,
  stores2: false,
  done: 0,
  computing: 0,
  bubbles: 0,
  memory: 0,
  pruning: 0,
  shifting: 0,
  draining: 0,
});

/** Takes one step through all queues. */
export function advance(q: QueueState, unit: UnitWork, rates: QueueRates, weightsStay: boolean): void {
  const loadBits = unit.left + unit.right + unit.index + unit.state;
  let ready = 0;
  if (loadBits > 0) {
    q.port = Math.max(q.port, q.release2) + Math.ceil(loadBits / rates.bits);
    ready = q.port;
  }
  store(q, rates);
  const loaded = ready;
  if (unit.pruned > 0) {
    q.prune = Math.max(q.prune, ready) + Math.ceil(unit.pruned / rates.reduction);
    ready = q.prune;
  }
  const pruned = ready;
  if (unit.shift > 0) {
    q.shift = Math.max(q.shift, ready, q.release2) + unit.shift;
    ready = q.shift;
  }
  // Sums of the tile two before must have left: the elements, or the out buffer where weights stay.
  if (unit.first) q.room = q.stored;
  const room = unit.first ? (weightsStay ? q.room : q.drained2) : 0;
  let start = q.array;
  const waitFor = (time: number): number => {
    const waited = Math.max(0, time - start);
    start += waited;
    return waited;
  };
  q.memory += waitFor(loaded);
  q.pruning += waitFor(pruned);
  q.shifting += waitFor(ready);
  q.draining += waitFor(room);
  q.array = start + unit.length;
  q.computing += unit.length - unit.bubbles;
  q.bubbles += unit.bubbles;
  q.release2 = q.release1;
  q.release1 = q.array + unit.skew;
  const done = q.array + unit.skew + rates.latency;
  q.done = Math.max(q.done, done);
  let out = done;
  if (unit.last) {
    if (!weightsStay) {
      q.drain = Math.max(done, q.drain, q.room) + unit.drain;
      out = q.drain;
    }
    q.drained2 = q.drained1;
    q.drained1 = out;
    if (unit.updated > 0) {
      q.update = Math.max(out, q.update) + Math.ceil(unit.updated / rates.update);
      out = q.update;
    }
    if (unit.reduced > 0) {
      q.reduce = Math.max(out, q.reduce) + Math.ceil(unit.reduced / rates.reduction);
      out = q.reduce;
    }
  }
  q.ready2 = q.ready1;
  q.bits2 = q.bits1;
  q.stores2 = q.stores1;
  q.ready1 = out;
  q.bits1 = unit.out + unit.copies;
  q.stores1 = unit.last;
}

/** The write of the step before the last one, where it completed a tile. */
function store(q: QueueState, rates: QueueRates): void {
  if (!q.stores2) return;
  q.stores2 = false;
  let end = q.ready2;
  if (q.bits2 > 0) {
    q.port = Math.max(q.port, q.ready2) + Math.ceil(q.bits2 / rates.bits);
    end = q.port;
  }
  q.stored = end;
}

/** Lets the last writes out; the time at which everything has ended. */
export function finishQueues(q: QueueState, rates: QueueRates): number {
  store(q, rates);
  q.ready2 = q.ready1;
  q.bits2 = q.bits1;
  q.stores2 = q.stores1;
  store(q, rates);
  return Math.max(q.port, q.done, q.drain, q.update, q.reduce, q.stored);
}
