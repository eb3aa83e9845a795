import * as z from 'zod';

/** `cores: { count: 4, threads: 16 }` in the hardware of a dataflow. */
export const threadedCoresPart = z
  .strictObject({
    count: z.int().min(1).max(1024).meta({ description: 'In-order cores, one instruction a cycle each' }),
    threads: z.int().min(1).max(1024).meta({ description: 'Hardware threads of a core' }),
  })
  .meta({ description: 'Multi-threaded cores' });

export type ThreadedCoresPart = z.output<typeof threadedCoresPart>;

export const threadedCoresOf = ({ count, threads }: ThreadedCoresPart): ThreadedCore[] =>
  Array.from({ length: count }, () => createThreadedCore(threads));

/**
 * An in-order core with several threads: one instruction a cycle, of the first ready thread behind the one that issued
 * last. A thread is ready again when its instruction's result is there, so others hide its latency. A
 * dataflow asks a core for `issueNext`, does that thread's instruction, and writes when it goes on; the core whose `nextIssue`
 * is the least comes first.
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
  const { ready, threads } = c;
  const now = c.clock + 1;
  let soonest = Number.POSITIVE_INFINITY;
  let thread = -1;
  for (let k = 0, i = c.last; k < threads; k++) {
    i = i + 1 === threads ? 0 : i + 1;
    const at = ready[i]!;
    if (at >= soonest) continue;
    thread = i;
    soonest = at;
    // Threads that are ready by now are equal: the first in turn issues.
    if (at <= now) {
      soonest = now;
      break;
    }
  }
  if (thread < 0) return -1;
  c.idle += soonest - now;
  c.clock = soonest;
  c.last = thread;
  c.issued++;
  return thread;
}
