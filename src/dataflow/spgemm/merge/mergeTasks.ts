import type { ProductWork } from '../../../tensor/productWork.ts';
import type { SparseMatrix } from '../../../tensor/sparseMatrix.ts';

/**
 * What mergers do, rows in order and within a row from the leaves up. A leaf merges rows of b named by the non-zeros
 * [from, to) of a; another task merges the partial rows of the tasks [from, to).
 */
export interface MergeTasks {
  readonly count: number;
  readonly leaf: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Task that takes the result, or -1: a row of the output. */
  readonly parent: Int32Array;
  /** Elements that come out. */
  readonly outputs: Int32Array;
  /** First byte of a partial row, from the first of them on; whole lines. */
  readonly place: Float64Array;
}

/** Rows of more than `radix` non-zeros become trees: every `radix` neighbours are merged into one, level by level. */
export function mergeTasks(
  a: SparseMatrix,
  b: SparseMatrix,
  work: ProductWork,
  radix: number,
  bytesOut: number,
  lineBytes: number,
): MergeTasks {
  const leaf: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const parent: number[] = [];
  const outputs: number[] = [];
  const place: number[] = [];
  /** Non-zeros of a under each task, for the lengths of partial rows. */
  const under: [number, number][] = [];
  const seen = new Int32Array(b.cols).fill(-1);
  let at = 0;
  const distinct = (task: number, [first, last]: [number, number]): number => {
    let count = 0;
    for (let i = first; i < last; i++) {
      const k = a.columns[i]!;
      for (let j = b.rowPointers[k]!; j < b.rowPointers[k + 1]!; j++) {
        const column = b.columns[j]!;
        if (seen[column] === task) continue;
        seen[column] = task;
        count++;
      }
    }
    return count;
  };
  const add = (isLeaf: boolean, first: number, last: number): void => {
    leaf.push(isLeaf ? 1 : 0);
    from.push(first);
    to.push(last);
    parent.push(-1);
    outputs.push(0);
    place.push(0);
  };
  for (let row = 0; row < a.rows; row++) {
    const start = a.rowPointers[row]!;
    const end = a.rowPointers[row + 1]!;
    if (start === end) continue;
    let level = leaf.length;
    under.length = 0;
    for (let i = start; i < end; i += radix) {
      const last = Math.min(end, i + radix);
      add(true, i, last);
      under.push([i, last]);
    }
    let ranges = [...under];
    while (leaf.length - level > 1) {
      const next = leaf.length;
      const above: [number, number][] = [];
      for (let task = level; task < next; task += radix) {
        const last = Math.min(next, task + radix);
        above.push([ranges[task - level]![0], ranges[last - level - 1]![1]]);
        for (let child = task; child < last; child++) {
          parent[child] = leaf.length;
          outputs[child] = distinct(child, ranges[child - level]!);
          place[child] = at;
          at += Math.ceil((outputs[child]! * bytesOut) / lineBytes) * lineBytes;
        }
        add(false, task, last);
      }
      level = next;
      ranges = above;
    }
    outputs[leaf.length - 1] = work.rowOutputs[row]!;
  }
  return {
    count: leaf.length,
    leaf: Uint8Array.from(leaf),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    parent: Int32Array.from(parent),
    outputs: Int32Array.from(outputs),
    place: Float64Array.from(place),
  };
}
