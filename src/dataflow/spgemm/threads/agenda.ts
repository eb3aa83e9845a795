import { addToLane, createLane, firstOfLane, type Lane, laneTime, leaveLane } from './lane.ts';
import { field, recordShift } from './threadRecord.ts';

/**
 * What comes next in a run: threads that queue for their cores, in the order of their arrival (smaller numbers first within
 * a cycle) and also with an arrival that is still to come; answers of memory; and whatever else has a time. An agent
 * has one event at most. A tournament over the first of each queue has the next.
 *
 * Keys are (cycle − base) × 4096 + agent in 32 bits, so that one comparison orders both.
 */
export interface Agenda {
  /** Cycle of the event that `leave` took last. */
  now: number;
  base: number;
  readonly reach: number;
  readonly cores: number;
  /** A record for each agent: threadRecord.ts. */
  readonly records: Int32Array;
  /** Node i has the smaller key of 2i and 2i + 1; leaves are the ends of the cores' steps, then the lanes. */
  readonly tree: Int32Array;
  readonly leaf: number;
  /**
   * A stretch for each core: places taken and added since the start modulo 2^32, cycle − base in which the step of the
   * first one ends, and a ring of `wrap` + 1 places with keys of arrivals.
   */
  readonly queues: Int32Array;
  readonly stretch: number;
  readonly wrap: number;
  /** By bank: cycle − base from which it is free. */
  readonly banks: Int32Array;
  readonly answers: Lane;
  readonly rest: Lane;
}

/** Agents at most. */
export const mostAgents = 4096;
/** Cycles from `base` that keys reach at most; the key of what lies behind the reach; and of nothing. */
export const farthest = 524_287;
export const late = 0x7ffffffe;
export const idle = 0x7fffffff;

const { step, after, core, cycles, queue } = field;
/** Step of a thread whose event is its arrival at its core. */
const arriving = -1;

/** `agents` in all; a core has `perCore` of them at most, dealt in turn. */
export function createAgenda(
  cores: number,
  perCore: number,
  agents: number,
  banks: number,
  reach: number,
): Agenda {
  let leaf = 1;
  while (leaf < cores + 2) leaf *= 2;
  let places = 1;
  while (places < perCore) places *= 2;
  const records = new Int32Array(agents << recordShift);
  for (let agent = 0; agent < agents; agent++) records[(agent << recordShift) + core] = agent % cores;
  return {
    now: 0,
    base: 0,
    reach,
    cores,
    records,
    tree: new Int32Array(2 * leaf).fill(idle),
    leaf,
    queues: new Int32Array(cores * (places + 3)),
    stretch: places + 3,
    wrap: places - 1,
    banks: new Int32Array(banks),
    answers: createLane(agents),
    rest: createLane(agents),
  };
}

/** A thread that stands nowhere comes to its core in `time`, not before `now`, and holds it for `held` cycles. */
export function joinCore(g: Agenda, agent: number, time: number, held: number): void {
  const { queues, records, wrap } = g;
  const ahead = time - g.base;
  if (ahead >= g.reach) {
    joinLane(g, g.rest, agent, time, held);
    return;
  }
  const record = agent << recordShift;
  const number = records[record + core]!;
  records[record + cycles] = held;
  records[record + queue] = number;
  const key = (ahead << 12) | agent;
  const first = number * g.stretch;
  const ring = first + 3;
  const head = queues[first]!;
  let at = queues[first + 1]!;
  queues[first + 1] = (at + 1) | 0;
  while (at !== head) {
    const before = queues[ring + ((at - 1) & wrap)]!;
    if (before < key) break;
    queues[ring + (at & wrap)] = before;
    at = (at - 1) | 0;
  }
  queues[ring + (at & wrap)] = key;
  if (at !== head) return;
  queues[first + 2] = ahead + held;
  enter(g.tree, g.leaf + number, keyOf(g, ahead + held, agent));
}

/** An agent's event in a lane; with `held` cycles, that is its arrival at its core. */
export function joinLane(g: Agenda, lane: Lane, agent: number, time: number, held: number): void {
  const number = lane === g.answers ? g.cores : g.cores + 1;
  const record = agent << recordShift;
  g.records[record + cycles] = held;
  g.records[record + queue] = number;
  if (held > 0) {
    g.records[record + after] = g.records[record + step]!;
    g.records[record + step] = arriving;
  }
  if (addToLane(lane, agent, time)) enter(g.tree, g.leaf + number, keyOf(g, time - g.base, agent));
}

/** Cycle of the next event, or Infinity. */
export function nextCycle(g: Agenda): number {
  const key = g.tree[1]!;
  if (key < late) return g.base + (key >> 12);
  let next = Math.min(laneTime(g.answers), laneTime(g.rest));
  for (let number = 0; number < g.cores; number++) next = Math.min(next, g.base + endOf(g, number));
  return next;
}

/** Brings the next event within reach of the keys, all before it being over; false when there is none. */
export function reachNext(g: Agenda): boolean {
  if (g.tree[1] === late) countFrom(g, nextCycle(g));
  return g.tree[1] !== idle;
}

/** Takes the next event, which is within reach: its agent, or -1 when that has just come to its core. */
export function leave(g: Agenda): number {
  const { records, tree, leaf } = g;
  const time = tree[1]! >> 12;
  const agent = tree[1]! & (mostAgents - 1);
  const number = records[(agent << recordShift) + queue]!;
  g.now = g.base + time;
  if (number < g.cores) {
    const { queues, wrap } = g;
    const first = number * g.stretch;
    const head = (queues[first]! + 1) | 0;
    queues[first] = head;
    let next = idle;
    if (head !== queues[first + 1]!) {
      const arrival = queues[first + 3 + (head & wrap)]!;
      const other = arrival & (mostAgents - 1);
      const end = Math.max(time, arrival >> 12) + records[(other << recordShift) + cycles]!;
      queues[first + 2] = end;
      next = keyOf(g, end, other);
    }
    enter(tree, leaf + number, next);
    return agent;
  }
  const lane = number === g.cores ? g.answers : g.rest;
  const other = leaveLane(lane);
  enter(tree, leaf + number, other < 0 ? idle : keyOf(g, lane.times[other]! - g.base, other));
  const record = agent << recordShift;
  const held = records[record + cycles]!;
  if (held === 0) return agent;
  records[record + step] = records[record + after]!;
  joinCore(g, agent, g.now, held);
  return -1;
}

const keyOf = ({ reach }: Agenda, ahead: number, agent: number): number =>
  ahead < reach ? (ahead << 12) | agent : late;

/** Puts a key into the tournament. */
function enter(tree: Int32Array, leaf: number, key: number): void {
  let at = leaf;
  let least = key;
  tree[at] = least;
  while (at > 1) {
    // The smaller of two keys, without a branch.
    const less = (least - tree[at ^ 1]!) | 0;
    least = (least - (less & ~(less >> 31))) | 0;
    at >>= 1;
    tree[at] = least;
  }
}

/** Cycles from `base` to the end of a core's step, or Infinity. */
function endOf({ queues, stretch }: Agenda, number: number): number {
  const first = number * stretch;
  return queues[first] === queues[first + 1] ? Number.POSITIVE_INFINITY : queues[first + 2]!;
}

/** Keys count from `base`, a later cycle, from now on. */
function countFrom(g: Agenda, base: number): void {
  const { queues, tree, leaf, wrap, cores, banks } = g;
  const gone = base - g.base;
  g.base = base;
  for (let number = 0; number < cores; number++) {
    const first = number * g.stretch;
    const tail = queues[first + 1]!;
    queues[first + 2] = endOf(g, number) === Number.POSITIVE_INFINITY ? 0 : queues[first + 2]! - gone;
    let agent = -1;
    for (let at = queues[first]!; at !== tail; at = (at + 1) | 0) {
      const place = first + 3 + (at & wrap);
      const arrival = queues[place]!;
      if (agent < 0) agent = arrival & (mostAgents - 1);
      // Those that came long ago keep their places.
      queues[place] = (Math.max((arrival >> 12) - gone, -farthest) << 12) | (arrival & (mostAgents - 1));
    }
    tree[leaf + number] = agent < 0 ? idle : keyOf(g, queues[first + 2]!, agent);
  }
  for (const [number, lane] of [g.answers, g.rest].entries()) {
    const agent = firstOfLane(lane);
    tree[leaf + cores + number] = agent < 0 ? idle : keyOf(g, lane.times[agent]! - base, agent);
  }
  for (let bank = 0; bank < banks.length; bank++) banks[bank] = Math.max(banks[bank]! - gone, 0);
  for (let at = leaf - 1; at > 0; at--) tree[at] = Math.min(tree[2 * at]!, tree[2 * at + 1]!);
}
