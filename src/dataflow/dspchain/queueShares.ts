import type { QueueRun } from './queueMachine.ts';
import { LD, MISC, MM, MV, type QueueProgram, ST, SYS } from './queueProgram.ts';

/** Which queue a moment counts for when several are busy: the first of these. */
const ranks = [
  ['compute', [MM, MV]],
  ['load', [LD]],
  ['special', [MISC]],
  ['store', [ST]],
  ['sync', [SYS]],
] as const;

export type QueueReason = (typeof ranks)[number][0];

/**
 * Ticks by reason: time in which a matrix engine is busy, then time left in which the loads are, and so on. Some queue is
 * always busy until the end, so the shares sum to `finish`.
 */
export function queueShares(program: QueueProgram, run: QueueRun): Record<QueueReason, number> {
  const shares = { compute: 0, load: 0, special: 0, store: 0, sync: 0 };
  let covered: Intervals = { from: new Float64Array(0), to: new Float64Array(0), size: 0 };
  let before = 0;
  for (const [reason, queues] of ranks) {
    for (const queue of queues) covered = merge(covered, intervalsOf(program, run, queue));
    let total = 0;
    for (let i = 0; i < covered.size; i++) total += covered.to[i]! - covered.from[i]!;
    shares[reason] = total - before;
    before = total;
  }
  return shares;
}

/** Disjoint, ascending. */
interface Intervals {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly size: number;
}

function intervalsOf({ length, queue }: QueueProgram, { start, end }: QueueRun, wanted: number): Intervals {
  const from = new Float64Array(length);
  const to = new Float64Array(length);
  let size = 0;
  for (let i = 0; i < length; i++) {
    if (queue[i] !== wanted || end[i] === start[i]) continue;
    if (size > 0 && to[size - 1] === start[i]) to[size - 1] = end[i]!;
    else {
      from[size] = start[i]!;
      to[size++] = end[i]!;
    }
  }
  return { from, to, size };
}

function merge(a: Intervals, b: Intervals): Intervals {
  const from = new Float64Array(a.size + b.size);
  const to = new Float64Array(a.size + b.size);
  let size = 0;
  let i = 0;
  let j = 0;
  while (i < a.size || j < b.size) {
    const fromA = j >= b.size || (i < a.size && a.from[i]! <= b.from[j]!);
    const left = fromA ? a.from[i]! : b.from[j]!;
    const right = fromA ? a.to[i++]! : b.to[j++]!;
    if (size > 0 && left <= to[size - 1]!) {
      if (right > to[size - 1]!) to[size - 1] = right;
    } else {
      from[size] = left;
      to[size++] = right;
    }
  }
  return { from, to, size };
}
