/**
 * An in-order core with several threads: one instruction a cycle, of the first ready thread behind the one that issued
 * last. A thread is ready again when its instruction's result is there, so others hide its latency.
 */
export interface ThreadedCore {
  readonly threads: number;
  /** Cycle from which a thread may issue; Infinity: it sleeps or has ended. */
  readonly ready: Float64Array;
  /** Cycle of the last issue, -1 before the first. */
  clock: number;
  last: number;
  issued: number;
  /** Cycles before the last issue in which no thread was ready. */
  idle: number;
}

export const createThreadedCore = (threads: number): ThreadedCore => ({
  threads,
  ready: new Float64Array(threads),
  clock: -1,
  last: threads - 1,
  issued: 0,
  idle: 0,
});

/** Cycle of the next issue, or Infinity when every thread sleeps. */
export function nextIssue(c: ThreadedCore): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < c.threads; i++) if (c.ready[i]! < soonest) soonest = c.ready[i]!;
  return Math.max(soonest, c.clock + 1);
}

/**
 * Issues the next instruction: returns its thread, `clock` is its cycle. The caller then says in `ready` when that
 * thread goes on. -1 when every thread sleeps.
 */
export function issueNext(c: ThreadedCore): number {
  const at = nextIssue(c);
  if (at === Number.POSITIVE_INFINITY) return -1;
  let thread = c.last;
  do thread = thread + 1 === c.threads ? 0 : thread + 1;
  while (c.ready[thread]! > at);
  c.idle += at - c.clock - 1;
  c.clock = at;
  c.last = thread;
  c.issued++;
  return thread;
}
