/** Queues that sorted lists are merged into: each list into the shortest queue, the first of equals. */
export interface SortingQueues {
  readonly lists: Int32Array[];
  readonly lengths: Int32Array;
  /** The empty queue, which takes a merge and changes places with the queue merged. */
  spare: Int32Array;
}

/** `queues` in all, of `size` elements. */
export const createQueues = (queues: number, size: number): SortingQueues => ({
  lists: Array.from({ length: queues - 1 }, () => new Int32Array(size)),
  lengths: new Int32Array(queues - 1),
  spare: new Int32Array(size),
});

/** The queue that the next list goes to. */
export function shortestQueue({ lengths }: SortingQueues): number {
  let chosen = 0;
  for (let q = 1; q < lengths.length; q++) if (lengths[q]! < lengths[chosen]!) chosen = q;
  return chosen;
}

/** Merges columns [from, to) of a list into the shortest queue; returns its new length: a cycle for each element. */
export function sortIn(s: SortingQueues, columns: Int32Array, from: number, to: number): number {
  const q = shortestQueue(s);
  const old = s.lists[q]!;
  const { spare } = s;
  const length = s.lengths[q]!;
  let i = 0;
  let j = from;
  let count = 0;
  while (i < length && j < to) {
    const x = old[i]!;
    const y = columns[j]!;
    spare[count++] = Math.min(x, y);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  while (i < length) spare[count++] = old[i++]!;
  while (j < to) spare[count++] = columns[j++]!;
  s.lists[q] = spare;
  s.spare = old;
  s.lengths[q] = count;
  return count;
}

/** Columns at which a row's outputs (ascending) are cut, so that each range has `size` outputs at most. */
export function rangeStarts(outputs: ArrayLike<number>, count: number, size: number): number[] {
  const starts = [0];
  for (let i = size; i < count; i += size) starts.push(outputs[i]!);
  return starts;
}
