/**
 * Threads that wait for their core, by core in the order of their arrival, those of smaller number first within a cycle.
 * A ring of `size` places (a power of two) for each core.
 */
export interface CoreQueues {
  readonly size: number;
  readonly ring: Int32Array;
  /** By core: places taken from and added to the ring since the start, modulo 2^32. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** By thread: when it arrives, and how long it holds the core. */
  readonly arrival: Float64Array;
  readonly cycles: Int32Array;
}

export function createCoreQueues(cores: number, threads: number): CoreQueues {
  let size = 1;
  while (size < threads) size *= 2;
  return {
    size,
    ring: new Int32Array(cores * size),
    head: new Int32Array(cores),
    tail: new Int32Array(cores),
    arrival: new Float64Array(cores * threads),
    cycles: new Int32Array(cores * threads),
  };
}

/** A thread, once at most, joins behind those that arrive before it. */
export function joinQueue(q: CoreQueues, core: number, thread: number, time: number, cycles: number): void {
  const { ring, arrival, size } = q;
  const base = core * size;
  const head = q.head[core]!;
  let at = q.tail[core]!;
  q.tail[core] = (at + 1) | 0;
  while (at !== head) {
    const before = ring[base + ((at - 1) & (size - 1))]!;
    const came = arrival[before]!;
    if (came < time || (came === time && before < thread)) break;
    ring[base + (at & (size - 1))] = before;
    at = (at - 1) | 0;
  }
  ring[base + (at & (size - 1))] = thread;
  arrival[thread] = time;
  q.cycles[thread] = cycles;
}

/** Takes the first thread of a core's queue; -1 when none waits. */
export function leaveQueue(q: CoreQueues, core: number): number {
  const head = q.head[core]!;
  if (head === q.tail[core]) return -1;
  q.head[core] = (head + 1) | 0;
  return q.ring[core * q.size + (head & (q.size - 1))]!;
}
