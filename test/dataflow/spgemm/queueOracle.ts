import type { OperandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { QueueHardware } from '../../../src/dataflow/spgemm/queues/hardware.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { SlowInterface } from './slowInterface.ts';

type Entry = readonly [column: number, value: number];

/** A piece of a row of b, times an element of a. */
interface Vector {
  readonly row: number;
  readonly k: number;
  /** Place of its first element in b. */
  readonly at: number;
  readonly entries: readonly Entry[];
  /** First and last of a task; the bytes that begin it. */
  readonly first: boolean;
  readonly last: boolean;
}

interface Fetch {
  state: 'free' | 'waiting' | 'pointers' | 'rows' | 'full';
  from: number;
  vector: Vector | null;
}

interface Element {
  readonly plan: Vector[];
  readonly fetches: Fetch[];
  queues: Entry[][];
  reason: string;
  /** Lists under merge, and where the merge goes. */
  sorting: { left: Entry[]; right: Entry[]; into: number; done: Entry[]; last: boolean; row: number } | null;
  /** The whole task has been sorted: its row, while the writer is busy. */
  handing: number | null;
  /** The other set of queues. */
  writer: { queues: Entry[][]; row: number; outputs: Entry[]; state: 'merge' | 'write' } | null;
  writerFree: number;
  over: boolean;
}

export interface QueueOracle {
  readonly cycles: number;
  readonly reasons: Map<string, number>;
  readonly product: Map<string, number>;
  readonly bytes: number;
}

const rowOf = ({ rowPointers, columns, values }: SparseMatrix, r: number): Entry[] =>
  Array.from({ length: rowPointers[r + 1]! - rowPointers[r]! }, (_, i) => [
    columns[rowPointers[r]! + i]!,
    values![rowPointers[r]! + i]!,
  ]);

/** The machine of docs/models/spgemm-orders.md, one comparison a cycle in each element; queues hold real values. */
export function queueOracle(
  a: SparseMatrix,
  b: SparseMatrix,
  hw: QueueHardware,
  valueBytes: number,
  port: SlowInterface,
  regions: OperandRegions,
): QueueOracle {
  const ib = hw.index_bytes;
  const eb = ib + valueBytes;
  const { count, queues, fetches } = hw.elements;
  const size = Math.floor((hw.elements.queue_kib * 1024) / eb);
  const product = new Map<string, number>();
  const reasons = new Map<string, number>();
  let bytes = 0;
  let outAt = regions.out;
  const ask = (address: number, count_: number, write: boolean, done: (() => void) | null): void => {
    bytes += count_;
    port.ask(address, count_, write, done);
  };
  const planOf = (e: number): Vector[] => {
    const plan: Vector[] = [];
    for (let row = e; row < a.rows; row += count) {
      const left = rowOf(a, row);
      const columns = [...new Set(left.flatMap(([k]) => rowOf(b, k).map(([j]) => j)))].sort((x, y) => x - y);
      const cuts = [0, ...columns.filter((_, i) => i > 0 && i % size === 0), b.cols];
      for (let r = 0; r + 1 < cuts.length; r++)
        left.forEach(([k, value], i) => {
          const all = rowOf(b, k);
          plan.push({
            row,
            k,
            at: b.rowPointers[k]! + all.filter(([j]) => j < cuts[r]!).length,
            entries: all
              .filter(([j]) => j >= cuts[r]! && j < cuts[r + 1]!)
              .map(([j, right]): Entry => [j, value * right]),
            first: i === 0,
            last: i === left.length - 1,
          });
        });
    }
    return plan;
  };
  const empty = (): Entry[][] => Array.from({ length: queues - 1 }, () => []);
  const elements = Array.from({ length: count }, (_, e): Element => {
    const plan = planOf(e);
    return {
      plan: [...plan],
      fetches: Array.from({ length: fetches }, (): Fetch => ({ state: 'free', from: 0, vector: null })),
      queues: empty(),
      reason: 'operands',
      sorting: null,
      handing: null,
      writer: null,
      writerFree: 0,
      over: false,
    };
  });
  const toFetch = elements.map((e) => [...e.plan]);
  let now = 0;

  /** Everything an element does without time passing. */
  const act = (e: Element): void => {
    for (;;) {
      if (e.handing !== null) {
        if (e.queues.some((q) => q.length > 0)) {
          if (e.writer !== null || e.writerFree > now) {
            e.reason = 'output';
            return;
          }
          e.writer = { queues: e.queues, row: e.handing, outputs: [], state: 'merge' };
          e.queues = empty();
        }
        e.handing = null;
      }
      const next = e.plan[0];
      if (next === undefined) {
        e.over = true;
        e.reason = 'imbalance';
        return;
      }
      const fetch = e.fetches.find((f) => f.vector === next && f.state === 'full' && f.from <= now);
      if (fetch === undefined) {
        e.reason = 'operands';
        return;
      }
      e.plan.shift();
      fetch.state = 'free';
      fetch.from = now + 1;
      fetch.vector = null;
      if (next.entries.length > 0) {
        const lengths = e.queues.map((q) => q.length);
        const into = lengths.indexOf(Math.min(...lengths));
        e.sorting = {
          left: [...e.queues[into]!],
          right: [...next.entries],
          into,
          done: [],
          last: next.last,
          row: next.row,
        };
        e.reason = 'compute';
        return;
      }
      if (next.last) e.handing = next.row;
    }
  };

  for (; ; now++) {
    if (now > 2_000_000) throw new Error('the reference machine does not end');
    port.answer(now);
    for (const e of elements) {
      const { sorting } = e;
      if (sorting !== null) {
        if (sorting.left.length + sorting.right.length > 0) continue;
        e.queues[sorting.into] = sorting.done;
        e.sorting = null;
        if (sorting.last) e.handing = sorting.row;
      }
      if (!e.over) act(e);
    }
    const busy = elements.some((e) => !e.over || e.writer !== null);
    if (!busy) break;
    for (const e of elements) {
      const w = e.writer;
      if (w === null || w.state !== 'merge' || w.queues.some((q) => q.length > 0)) continue;
      w.state = 'write';
      const length = w.outputs.length * eb + 2 * ib;
      outAt += length;
      ask(outAt - length, length, true, () => {
        for (const [column, value] of w.outputs) product.set(`${w.row},${column}`, value);
        e.writer = null;
        // The answer comes before the elements act, and they see it in the next cycle.
        e.writerFree = now + 1;
      });
    }
    elements.forEach((e, i) => {
      for (const f of e.fetches) {
        if (f.state === 'pointers' && f.vector!.entries.length > 0) {
          const v = f.vector!;
          f.state = 'waiting';
          ask(regions.bElements + v.at * eb, v.entries.length * eb, false, () => {
            f.state = 'rows';
          });
        } else if (f.state === 'pointers' || f.state === 'rows') {
          f.state = 'full';
          f.from = now + 1;
        } else if (f.state === 'free' && f.from <= now) {
          const v = toFetch[i]!.shift();
          if (v === undefined) continue;
          if (v.first) {
            const first = a.rowPointers[v.row]!;
            const length = (a.rowPointers[v.row + 1]! - first) * eb + 2 * ib;
            ask(regions.aElements + first * eb, length, false, null);
          }
          f.vector = v;
          f.state = 'waiting';
          ask(regions.bPointers + v.k * ib, 2 * ib, false, () => {
            f.state = 'pointers';
          });
        }
      }
    });
    port.move(now);
    for (const e of elements) {
      reasons.set(e.reason, (reasons.get(e.reason) ?? 0) + 1);
      if (e.sorting !== null) {
        const { left, right, done } = e.sorting;
        const [x, y] = [left[0], right[0]];
        if (y === undefined || (x !== undefined && x[0] < y[0])) done.push(left.shift()!);
        else if (x === undefined || y[0] < x[0]) done.push(right.shift()!);
        else {
          done.push([x[0], x[1] + y[1]]);
          left.shift();
          right.shift();
        }
      }
      if (e.writer?.state === 'merge') {
        const heads = e.writer.queues.filter((q) => q.length > 0);
        const column = Math.min(...heads.map((q) => q[0]![0]));
        let sum = 0;
        for (const q of heads) if (q[0]![0] === column) sum += q.shift()![1];
        e.writer.outputs.push([column, sum]);
      }
    }
  }
  return { cycles: now, reasons, product, bytes };
}
