import { type AgentHeap, createHeap, dropEvent, mostAgents, pushEvent } from './agentHeap.ts';

/**
 * The next event of each agent, earliest first, agents of smaller number first in a cycle: bits of agents in a ring of
 * cycles, far events in a heap. An agent has one event at most, and none is set for the running cycle or before.
 */
export interface EventWheel {
  /** Cycle of the event taken last. */
  now: number;
  /** Ring slot of `now`. */
  slot: number;
  /** Words of a slot. */
  readonly words: number;
  /** slot × words: a bit for each agent. */
  readonly bits: Int32Array;
  /** Events of each slot; a bit for each slot that has any. */
  readonly load: Uint16Array;
  readonly taken: Int32Array;
  /** Events in the ring. */
  near: number;
  readonly far: AgentHeap;
}

const span = 1024;
const mask = span - 1;

export function createWheel(agents: number): EventWheel {
  const words = Math.ceil(agents / 32);
  return {
    now: 0,
    slot: 0,
    words,
    bits: new Int32Array(span * words),
    load: new Uint16Array(span),
    taken: new Int32Array(span / 32),
    near: 0,
    far: createHeap(agents),
  };
}

/** Sets the event of an agent that has none. */
export function schedule(w: EventWheel, time: number, agent: number): void {
  const ahead = time - w.now;
  if (ahead >= span) {
    pushEvent(w.far, time, agent);
    return;
  }
  const slot = (w.slot + ahead) & mask;
  const at = slot * w.words + (agent >>> 5);
  w.bits[at] = w.bits[at]! | (1 << (agent & 31));
  if (w.load[slot]!++ === 0) w.taken[slot >>> 5] = w.taken[slot >>> 5]! | (1 << (slot & 31));
  w.near++;
}

/** Cycle of the earliest event, or Infinity. */
export function nextTime(w: EventWheel): number {
  if (w.near > 0) return w.now + distance(w);
  return w.far.size > 0 ? Math.floor(w.far.keys[0]! / mostAgents) : Number.POSITIVE_INFINITY;
}

/** Takes the earliest event: its agent, `w.now` becomes its cycle; -1 when there is none. */
export function nextAgent(w: EventWheel): number {
  if (w.near === 0) {
    if (w.far.size === 0) return -1;
    w.now = Math.floor(w.far.keys[0]! / mostAgents);
    comeNear(w);
  }
  let { slot } = w;
  if (w.load[slot] === 0) {
    const ahead = distance(w);
    slot = (slot + ahead) & mask;
    w.slot = slot;
    w.now += ahead;
    if (w.far.size > 0) comeNear(w);
  }
  let at = slot * w.words;
  let base = 0;
  while (w.bits[at] === 0) {
    at++;
    base += 32;
  }
  const bits = w.bits[at]!;
  const low = bits & -bits;
  w.bits[at] = bits ^ low;
  if (--w.load[slot]! === 0) w.taken[slot >>> 5] = w.taken[slot >>> 5]! & ~(1 << (slot & 31));
  w.near--;
  return base + 31 - Math.clz32(low);
}

/** Slots from the present one to the next that has an event; there is one. */
function distance(w: EventWheel): number {
  const { slot, taken } = w;
  let word = slot >>> 5;
  let bits = taken[word]! & (-1 << (slot & 31));
  while (bits === 0) {
    word = (word + 1) & (span / 32 - 1);
    bits = taken[word]!;
  }
  const found = (word << 5) + 31 - Math.clz32(bits & -bits);
  return (found - slot) & mask;
}

/** Far events that lie within the ring's span now move into it. */
function comeNear(w: EventWheel): void {
  const { far } = w;
  while (far.size > 0) {
    const time = Math.floor(far.keys[0]! / mostAgents);
    if (time - w.now >= span) return;
    const agent = far.keys[0]! - time * mostAgents;
    dropEvent(far);
    schedule(w, time, agent);
  }
}
