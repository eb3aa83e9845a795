import { type QueueProgram, queueNames } from './queueProgram.ts';

/** What a program did on the six queues. Times in ticks. */
export interface QueueRun {
  readonly finish: number;
  /** By instruction. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Busy time and instructions by queue. */
  readonly busy: readonly number[];
  readonly counts: readonly number[];
  /** Instructions that never started because a token they wait for never came; 0 for a sound program. */
  readonly stuck: number;
}

const queues = queueNames.length;

/**
 * Runs a program. Every queue is in order and every pair of queues has its own line of tokens, so start times do not
 * depend on the order in which queues are looked at: each queue is run as far as its tokens reach, until none moves.
 */
export function runQueues(program: QueueProgram): QueueRun {
  const { length, queue, ticks, wait, release } = program;
  const first = new Int32Array(queues + 1);
  for (let i = 0; i < length; i++) first[queue[i]! + 1]!++;
  for (let q = 0; q < queues; q++) first[q + 1]! += first[q]!;
  const order = new Int32Array(length);
  const fill = first.slice(0, queues);
  const given = new Int32Array(queues * queues + 1);
  for (let i = 0; i < length; i++) {
    const q = queue[i]!;
    order[fill[q]!++] = i;
    for (let to = 0; to < queues; to++) if ((release[i]! >> to) & 1) given[q * queues + to + 1]!++;
  }
  for (let line = 0; line < queues * queues; line++) given[line + 1]! += given[line]!;
  // Line from → to holds its tokens' times in tokens[given[line] … given[line + 1]).
  const tokens = new Float64Array(given[queues * queues]!);
  const put = given.slice(0, queues * queues);
  const take = given.slice(0, queues * queues);

  const start = new Float64Array(length);
  const end = new Float64Array(length);
  const next = first.slice(0, queues);
  const free = new Float64Array(queues);
  const busy = new Array<number>(queues).fill(0);
  let moved = true;
  while (moved) {
    moved = false;
    for (let q = 0; q < queues; q++) {
      const last = first[q + 1]!;
      while (next[q]! < last) {
        const i = order[next[q]!]!;
        let at = free[q]!;
        let ready = true;
        for (let from = 0, mask = wait[i]!; mask !== 0; from++, mask >>= 1) {
          if ((mask & 1) === 0) continue;
          const line = from * queues + q;
          if (take[line]! === put[line]!) {
            ready = false;
            break;
          }
          const token = tokens[take[line]!]!;
          if (token > at) at = token;
        }
        if (!ready) break;
        for (let from = 0, mask = wait[i]!; mask !== 0; from++, mask >>= 1)
          if (mask & 1) take[from * queues + q]!++;
        const until = at + ticks[i]!;
        start[i] = at;
        end[i] = until;
        free[q] = until;
        busy[q]! += ticks[i]!;
        for (let to = 0, mask = release[i]!; mask !== 0; to++, mask >>= 1)
          if (mask & 1) tokens[put[q * queues + to]!++] = until;
        next[q]!++;
        moved = true;
      }
    }
  }
  let finish = 0;
  let stuck = 0;
  const counts: number[] = [];
  for (let q = 0; q < queues; q++) {
    if (free[q]! > finish) finish = free[q]!;
    stuck += first[q + 1]! - next[q]!;
    counts.push(first[q + 1]! - first[q]!);
  }
  return { finish, start, end, busy, counts, stuck };
}
