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
  /** Numbers of a slot. */
  readonly stride: number;
  /** slot × stride: a bit for each group of words that has any event, then a bit for each agent. */
  readonly ring: Int32Array;
  /** Words of a group: 1 << group, so that 32 bits hold all groups. */
  readonly group: number;
  /** A bit for each slot that has any event. */
  readonly taken: Int32Array;
  readonly far: AgentHeap;
}

const span = 1024;
const mask = span - 1;

export function createWheel(agents: number): EventWheel {
  const words = Math.ceil(agents / 32);
  let group = 0;
  while (words > 32 << group) group++;
  // Whole groups.
  const stride = 1 + (Math.ceil(words / (1 << group)) << group);
  return {
    now: 0,
    slot: 0,
    stride,
    ring: new Int32Array(span * stride),
    group,
    taken: new Int32Array(span / 32),
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
  const { ring } = w;
  const first = slot * w.stride;
  const word = agent >>> 5;
  const at = first + 1 + word;
  // No branch here: which slot is new is hard to predict.
  ring[at] = ring[at]! | (1 << (agent & 31));
  ring[first] = ring[first]! | (1 << (word >>> w.group));
  w.taken[slot >>> 5] = w.taken[slot >>> 5]! | (1 << (slot & 31));
}

/** Cycle of the earliest event, or Infinity. */
export function nextTime(w: EventWheel): number {
  const ahead = distance(w);
  if (ahead >= 0) return w.now + ahead;
  return w.far.size > 0 ? Math.floor(w.far.keys[0]! / mostAgents) : Number.POSITIVE_INFINITY;
}

/** Takes the earliest event: its agent, `w.now` becomes its cycle; -1 when there is none. */
export function nextAgent(w: EventWheel): number {
  const { ring, stride } = w;
  let first = w.slot * stride;
  if (ring[first] === 0) {
    let ahead = distance(w);
    if (ahead < 0) {
      if (w.far.size === 0) return -1;
      w.now = Math.floor(w.far.keys[0]! / mostAgents);
      ahead = 0;
    }
    w.slot = (w.slot + ahead) & mask;
    w.now += ahead;
    if (w.far.size > 0) comeNear(w);
    first = w.slot * stride;
  }
  const groups = ring[first]!;
  const lowest = groups & -groups;
  const from = first + 1 + ((31 - Math.clz32(lowest)) << w.group);
  let at = from;
  while (ring[at] === 0) at++;
  const bits = ring[at]!;
  const low = bits & -bits;
  ring[at] = bits ^ low;
  const agent = ((at - first - 1) << 5) + 31 - Math.clz32(low);
  if (bits === low) {
    const end = from + (1 << w.group);
    do at++;
    while (at < end && ring[at] === 0);
    if (at === end) {
      ring[first] = groups ^ lowest;
      if (groups === lowest) w.taken[w.slot >>> 5] = w.taken[w.slot >>> 5]! & ~(1 << (w.slot & 31));
    }
  }
  return agent;
}

/** Slots from the present one to the next that has an event; -1 when none has. */
function distance(w: EventWheel): number {
  const { slot, taken } = w;
  let word = slot >>> 5;
  let bits = taken[word]! & (-1 << (slot & 31));
  for (let left = span / 32; bits === 0; left--) {
    if (left === 0) return -1;
    word = (word + 1) & (span / 32 - 1);
    bits = taken[word]!;
  }
  return ((word << 5) + 31 - Math.clz32(bits & -bits) - slot) & mask;
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
