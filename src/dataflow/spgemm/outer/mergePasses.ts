import type { OuterProblem } from './outerProblem.ts';

/** Elements that a pass of a merge reads and writes, the lists it leaves, and the cycles it takes. */
export interface MergePass {
  readonly read: number;
  readonly lists: number;
  readonly written: number;
  readonly listsWritten: number;
  readonly cycles: number;
}

/** Comparisons that place the next head of a list among those of `lists`: one a cycle, at least one an element. */
export const placingCycles = (lists: number): number => Math.max(1, 32 - Math.clz32(lists - 1));

/**
 * Merges the lists of one output row, which come in the order of k, `ways` neighbours at a time until one is left. The
 * sizes are those of the actual unions.
 */
export function mergePasses(outer: OuterProblem, row: number, ways: number): MergePass[] {
  const lists = outer.lists[row]!;
  const products = outer.rowProducts[row]!;
  const outputs = outer.rowOutputs[row]!;
  if (lists <= ways)
    return [
      { read: products, lists, written: outputs, listsWritten: 1, cycles: products * placingCycles(lists) },
    ];
  const passes: MergePass[] = [];
  let present = listsOf(outer, row);
  while (present.length > 1) {
    const next: Int32Array[] = [];
    let cycles = 0;
    for (let first = 0; first < present.length; first += ways) {
      const group = present.slice(first, first + ways);
      const read = count(group);
      cycles += read * placingCycles(group.length);
      next.push(union(group, read));
    }
    passes.push({
      read: count(present),
      lists: present.length,
      written: count(next),
      listsWritten: next.length,
      cycles,
    });
    present = next;
  }
  return passes;
}

function listsOf({ problem, block }: OuterProblem, row: number): Int32Array[] {
  const { a, b } = problem;
  const lists: Int32Array[] = [];
  for (let p = a.rowPointers[row]!; p < a.rowPointers[row + 1]!; p++) {
    const end = b.rowPointers[a.columns[p]! + 1]!;
    for (let from = b.rowPointers[a.columns[p]!]!; from < end; from += block)
      lists.push(b.columns.subarray(from, Math.min(end, from + block)));
  }
  return lists;
}

const count = (lists: readonly Int32Array[]): number => lists.reduce((sum, list) => sum + list.length, 0);

function union(lists: readonly Int32Array[], size: number): Int32Array {
  const all = new Int32Array(size);
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < size; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.subarray(0, kept);
}
