import type { InnerHardware } from '../../../src/dataflow/spgemm/inner/hardware.ts';
import type { OperandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { SlowInterface } from './slowInterface.ts';

type Entry = readonly [index: number, value: number];

interface Element {
  state: 'row' | 'memory' | 'intersect' | 'port' | 'barrier' | 'load';
  reason: string;
  row: number;
  /** Steps of the intersections of its row, one a cycle, and bytes that the buffer still owes it. */
  steps: number;
  owed: number;
  action: () => void;
}

export interface InnerOracle {
  readonly cycles: number;
  readonly reasons: Map<string, number>;
  readonly product: Map<string, number>;
  readonly bytes: number;
}

const pieces = <T>(list: readonly T[], size: number): T[][] => {
  const all: T[][] = [];
  for (let i = 0; i < list.length; i += size) all.push(list.slice(i, i + size));
  return all;
};

/** Walks one piece of a row and one column, step by step: cycles, and the sum of the matches or null. */
export function intersect(
  x: readonly Entry[],
  y: readonly Entry[],
  method: InnerHardware['intersection'],
  depth: number,
): { steps: number; sum: number | null } {
  let steps = 0;
  let sum: number | null = null;
  const match = (left: number, right: number): void => {
    sum = (sum ?? 0) + left * right;
  };
  if (method.method === 'bitmap') {
    for (let from = 0; from < depth; from += method.mask_bits) {
      steps++;
      for (let k = from; k < Math.min(depth, from + method.mask_bits); k++) {
        const left = x.find(([index]) => index === k);
        const right = y.find(([index]) => index === k);
        if (left === undefined || right === undefined) continue;
        steps++;
        match(left[1], right[1]);
      }
    }
    return { steps, sum };
  }
  let i = 0;
  let j = 0;
  while (i < x.length && j < y.length) {
    steps++;
    const [p, left] = x[i]!;
    const [q, right] = y[j]!;
    if (p === q) {
      match(left, right);
      i++;
      j++;
    } else if (method.method === 'two-pointer') {
      if (p < q) i++;
      else j++;
    } else if (p < q) while (i < x.length && x[i]![0] < q) i++;
    else while (j < y.length && y[j]![0] < p) j++;
  }
  return { steps, sum };
}

/** The machine of docs/models/spgemm-orders.md, every agent looked at in every cycle. */
export function innerOracle(
  a: SparseMatrix,
  b: SparseMatrix,
  hw: InnerHardware,
  valueBytes: number,
  port: SlowInterface,
  regions: OperandRegions,
): InnerOracle {
  const ib = hw.index_bytes;
  const eb = ib + valueBytes;
  const held = Math.floor((hw.array.buffer_kib * 1024) / eb);
  const rowOf = (i: number): Entry[] =>
    Array.from({ length: a.rowPointers[i + 1]! - a.rowPointers[i]! }, (_, p) => [
      a.columns[a.rowPointers[i]! + p]!,
      a.values![a.rowPointers[i]! + p]!,
    ]);
  const columnOf = (j: number): Entry[] => {
    const list: Entry[] = [];
    for (let k = 0; k < b.rows; k++)
      for (let q = b.rowPointers[k]!; q < b.rowPointers[k + 1]!; q++)
        if (b.columns[q] === j) list.push([k, b.values![q]!]);
    return list;
  };
  const capacity = Math.floor(hw.last_level.capacity_kib * 1024);
  const tiles: { columns: (readonly [number, Entry[]])[]; bytes: number }[] = [];
  for (let j = 0; j < b.cols; j++) {
    const column = columnOf(j);
    if (column.length === 0) continue;
    const more = column.length * eb + 2 * ib;
    const open = tiles.at(-1);
    if (open !== undefined && open.bytes + more <= capacity) {
      open.columns.push([j, column]);
      open.bytes += more;
    } else tiles.push({ columns: [[j, column]], bytes: more });
  }

  const product = new Map<string, number>();
  const reasons = new Map<string, number>();
  let bytes = 0;
  let outAt = regions.out;
  let bAt = regions.bElements;
  const ask = (address: number, count: number, write: boolean, done: () => void): void => {
    bytes += count;
    port.ask(address, count, write, done);
  };
  const elements = Array.from(
    { length: hw.array.elements },
    (): Element => ({ state: 'load', reason: 'load', row: -1, steps: 0, owed: 0, action: () => {} }),
  );
  const queue: Element[] = [];
  let tile = -1;
  let rows: number[] = [];
  let loader = 'next' as 'next' | 'loading' | 'loaded' | 'off';
  let loaderFrom = 0;
  let opens = -1;
  let now = 0;

  const take = (e: Element): void => {
    const row = rows.shift();
    if (row === undefined) {
      e.state = 'barrier';
      e.reason = 'imbalance';
      return;
    }
    e.row = row;
    e.state = 'memory';
    e.reason = 'operands';
    ask(regions.aElements + a.rowPointers[row]! * eb, rowOf(row).length * eb + 2 * ib, false, () => {
      e.state = 'row';
      e.action = () => start(e);
    });
  };
  const start = (e: Element): void => {
    const outputs = new Map<number, number>();
    const parts = pieces(rowOf(e.row), held);
    e.steps = 0;
    e.owed = 0;
    for (const part of parts)
      for (const [j, column] of tiles[tile]!.columns) {
        const { steps, sum } = intersect(part, column, hw.intersection, b.rows);
        e.steps += steps;
        const last = part.at(-1)![0];
        e.owed +=
          hw.intersection.method === 'bitmap'
            ? Math.ceil((Math.ceil(b.rows / hw.intersection.mask_bits) * hw.intersection.mask_bits) / 8)
            : column.filter(([k]) => k <= last).length * ib;
        e.owed += part.filter(([k]) => column.some(([q]) => q === k)).length * valueBytes;
        if (sum !== null) outputs.set(j, (outputs.get(j) ?? 0) + sum);
      }
    e.owed += (parts.length - 1) * 2 * outputs.size * eb;
    for (const [j, sum] of outputs) product.set(`${e.row},${j}`, sum);
    e.state = 'intersect';
    e.reason = 'compute';
    // A row that asks for no bytes takes no place: its element may ask again while others still wait.
    if (e.owed > 0) queue.push(e);
    e.action = () => {
      if (outputs.size === 0) {
        take(e);
        return;
      }
      e.state = 'memory';
      e.reason = 'write_back';
      const count = outputs.size * eb + ib;
      outAt += count;
      ask(outAt - count, count, true, () => {
        e.state = 'row';
        e.action = () => take(e);
      });
    };
  };

  for (; ; now++) {
    if (now > 2_000_000) throw new Error('the reference machine does not end');
    port.answer(now);
    if (opens === now)
      for (const e of elements) {
        e.state = 'row';
        e.action = () => take(e);
      }
    for (const e of elements) {
      if (e.state === 'intersect' && e.steps === 0) {
        if (e.owed > 0) e.reason = 'buffer';
        else e.action();
      } else if (e.state === 'row') e.action();
    }
    if (elements.every((e) => e.state === 'barrier')) {
      for (const e of elements) {
        e.state = 'load';
        e.reason = 'load';
      }
      loader = 'next';
      loaderFrom = now + 1;
    }
    if (loader === 'next' && loaderFrom <= now) {
      tile++;
      if (tile === tiles.length) break;
      loader = 'loading';
      const count = tiles[tile]!.bytes;
      bAt += count;
      ask(bAt - count, count, false, () => {
        loader = 'loaded';
      });
    } else if (loader === 'loaded') {
      loader = 'off';
      rows = Array.from({ length: a.rows }, (_, i) => i).filter((i) => rowOf(i).length > 0);
      opens = now + 1;
    }
    port.move(now);
    for (let room = hw.last_level.bytes_per_cycle; room > 0 && queue.length > 0; ) {
      const moved = Math.min(room, queue[0]!.owed);
      queue[0]!.owed -= moved;
      room -= moved;
      if (queue[0]!.owed > 0) break;
      queue.shift();
    }
    for (const e of elements) {
      reasons.set(e.reason, (reasons.get(e.reason) ?? 0) + 1);
      if (e.state === 'intersect' && e.steps > 0) e.steps--;
    }
  }
  return { cycles: now, reasons, product, bytes };
}
