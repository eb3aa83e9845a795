/** Events in the order of their time, agents of smaller number first within a cycle: cheap where they come in about that order. */
export interface Lane {
  /** Agents; `wrap` + 1 places, a power of two. */
  readonly ring: Int32Array;
  readonly wrap: number;
  /** Places taken and added since the start, modulo 2^32. */
  head: number;
  tail: number;
  /** By agent: cycle of its event. */
  readonly times: Float64Array;
}

export function createLane(agents: number): Lane {
  let places = 1;
  while (places < agents) places *= 2;
  return {
    ring: new Int32Array(places),
    wrap: places - 1,
    head: 0,
    tail: 0,
    times: new Float64Array(agents),
  };
}

/** true when the agent is the first. */
export function addToLane(lane: Lane, agent: number, time: number): boolean {
  const { ring, times, wrap, head } = lane;
  let at = lane.tail;
  lane.tail = (at + 1) | 0;
  while (at !== head) {
    const before = ring[(at - 1) & wrap]!;
    const came = times[before]!;
    if (came < time || (came === time && before < agent)) break;
    ring[at & wrap] = before;
    at = (at - 1) | 0;
  }
  ring[at & wrap] = agent;
  times[agent] = time;
  return at === head;
}

/** The first agent, or -1. */
export const firstOfLane = ({ head, tail, ring, wrap }: Lane): number =>
  head === tail ? -1 : ring[head & wrap]!;

/** Drops the first agent; the one behind it, or -1. */
export function leaveLane(lane: Lane): number {
  lane.head = (lane.head + 1) | 0;
  return firstOfLane(lane);
}

/** Cycle of the first event, or Infinity. */
export const laneTime = (lane: Lane): number =>
  lane.head === lane.tail ? Number.POSITIVE_INFINITY : lane.times[firstOfLane(lane)]!;
