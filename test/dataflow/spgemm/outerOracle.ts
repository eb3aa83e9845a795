import type { OperandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { OuterHardware } from '../../../src/dataflow/spgemm/outer/hardware.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { SlowInterface } from './slowInterface.ts';

type Entry = readonly [column: number, value: number];

interface Block {
  /** Places of the first elements in the arrays of a by column and of b by row. */
  readonly aAt: number;
  readonly bAt: number;
  readonly a: readonly Entry[];
  readonly b: readonly Entry[];
  readonly k: number;
  readonly segment: number;
  next: number;
  left: number;
}

interface Buffer {
  state: 'free' | 'loading' | 'arrived' | 'full' | 'over';
  /** First cycle in which it may act again once free. */
  from: number;
  block: Block | null;
  number: number;
}

interface List {
  readonly order: number;
  readonly entries: readonly Entry[];
}

interface Element {
  state: 'seek' | 'multiply' | 'memory' | 'barrier' | 'row' | 'merge' | 'done';
  left: number;
  reason: string;
  /** What happens when the present time or request is over. */
  action: () => void;
}

export interface OuterOracle {
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

const pieces = <T>(list: readonly T[], size: number): T[][] => {
  const all: T[][] = [];
  for (let i = 0; i < list.length; i += size) all.push(list.slice(i, i + size));
  return all;
};

const comparisons = (lists: number): number => Math.max(1, Math.ceil(Math.log2(lists)));

/** The machine of docs/models/spgemm-orders.md, every agent looked at in every cycle; lists hold real values. */
export function outerOracle(
  a: SparseMatrix,
  b: SparseMatrix,
  hw: OuterHardware,
  valueBytes: number,
  port: SlowInterface,
  regions: OperandRegions,
): OuterOracle {
  const ib = hw.index_bytes;
  const eb = ib + valueBytes;
  const size = Math.floor((hw.multiply.buffer_kib * 1024) / hw.multiply.buffers / (2 * eb));
  const ways = Math.floor((hw.merge.scratchpad_kib * 1024) / hw.merge.head_bytes);
  let bytes = 0;
  const memory: Pick<SlowInterface, 'ask'> = {
    ask(address, count, write, done) {
      bytes += count;
      port.ask(address, count, write, done);
    },
  };

  const columnOf = (k: number): Entry[] =>
    Array.from({ length: a.rows }, (_, i) => i).flatMap((i) =>
      rowOf(a, i)
        .filter(([column]) => column === k)
        .map(([, value]): Entry => [i, value]),
    );
  const blocks: { block: Block; pointers: number }[] = [];
  let passed = 0;
  let columnsBefore = 0;
  for (let k = 0; k < b.rows; k++) {
    passed += 2;
    const column = columnOf(k);
    const row = rowOf(b, k);
    for (const [segment, part] of pieces(row, size).entries())
      for (const [i, left] of pieces(column, size).entries()) {
        const places = { aAt: columnsBefore + i * size, bAt: b.rowPointers[k]! + segment * size };
        blocks.push({
          block: { ...places, a: left, b: part, k, segment, next: 0, left: left.length },
          pointers: passed,
        });
        passed = 0;
      }
    columnsBefore += column.length;
  }
  // Bytes of each row's lists, side by side behind the operands; outputs from the next page on.
  const listsAt: number[] = [];
  let end = regions.out;
  for (let i = 0; i < a.rows; i++) {
    listsAt.push(end);
    for (const [k] of rowOf(a, i)) {
      const { length } = rowOf(b, k);
      end += length * eb + Math.ceil(length / size) * 2 * ib;
    }
  }
  const filled = [...listsAt];
  let outAt = Math.ceil(end / 4096) * 4096;
  const place = (count: number): number => {
    outAt += count;
    return outAt - count;
  };

  const lists: List[][] = Array.from({ length: a.rows }, () => []);
  const product = new Map<string, number>();
  const tiles = Array.from({ length: hw.array.tiles }, () => ({
    buffers: Array.from(
      { length: hw.multiply.buffers },
      (): Buffer => ({ state: 'free', from: 0, block: null, number: 0 }),
    ),
    elements: Array.from(
      { length: hw.array.elements },
      (): Element => ({ state: 'seek', left: 0, reason: 'operands', action: () => {} }),
    ),
    overSince: Number.POSITIVE_INFINITY,
  }));
  const all = tiles.flatMap((t) => t.elements);
  const reasons = new Map<string, number>();
  let dispatched = 0;
  let rows: number[] = [];
  let barrier = -1;
  let now = 0;

  const wait = (
    e: Element,
    address: number,
    count: number,
    write: boolean,
    reason: string,
    action: () => void,
  ): void => {
    e.state = 'memory';
    e.reason = reason;
    memory.ask(address, count, write, () => {
      e.state = 'seek';
      e.action = action;
    });
    e.action = () => {};
  };
  const busy = (
    e: Element,
    state: 'multiply' | 'merge',
    cycles: number,
    reason: string,
    action: () => void,
  ) => {
    e.state = state;
    e.left = cycles;
    e.reason = reason;
    e.action = action;
  };

  const seek = (e: Element, tile: (typeof tiles)[number]): void => {
    const full = tile.buffers
      .filter((f) => f.state === 'full' && f.from <= now && f.block!.next < f.block!.a.length)
      .sort((x, y) => x.number - y.number)[0];
    if (full !== undefined) {
      const block = full.block!;
      const [row, left] = block.a[block.next++]!;
      busy(e, 'multiply', block.b.length, 'compute', () => {
        if (--block.left === 0) {
          full.state = 'free';
          full.from = now + 1;
        }
        lists[row]!.push({
          order: block.k * 1e6 + block.segment,
          entries: block.b.map(([column, value]): Entry => [column, left * value]),
        });
        const count = block.b.length * eb + 2 * ib;
        filled[row]! += count;
        wait(e, filled[row]! - count, count, true, 'partials', () => seek(e, tile));
      });
      return;
    }
    if (now >= tile.overSince) {
      e.state = 'barrier';
      e.reason = 'imbalance';
      e.action = () => {};
      return;
    }
    e.state = 'seek';
    e.reason = 'operands';
    e.action = () => seek(e, tile);
  };
  const nextRow = (e: Element): void => {
    const row = rows.shift();
    if (row === undefined) {
      e.state = 'done';
      e.reason = 'imbalance';
      e.action = () => {};
      return;
    }
    const sorted = [...lists[row]!].sort((x, y) => x.order - y.order).map((l) => l.entries);
    merge(e, row, sorted);
  };
  const merge = (e: Element, row: number, present: readonly (readonly Entry[])[]): void => {
    const count = present.reduce((sum, list) => sum + list.length, 0);
    wait(e, listsAt[row]!, count * eb + present.length * 2 * ib, false, 'partials', () => {
      let cycles = 0;
      const next = pieces(present, ways).map((group): Entry[] => {
        const sums = new Map<number, number>();
        for (const list of group)
          for (const [column, value] of list) {
            cycles += comparisons(group.length);
            sums.set(column, (sums.get(column) ?? 0) + value);
          }
        return [...sums];
      });
      busy(e, 'merge', cycles, 'merge', () => {
        const left = next.reduce((sum, list) => sum + list.length, 0);
        if (next.length > 1) {
          wait(e, listsAt[row]!, left * eb + next.length * 2 * ib, true, 'partials', () =>
            merge(e, row, next),
          );
          return;
        }
        for (const [column, value] of next[0]!) product.set(`${row},${column}`, value);
        wait(e, place(left * eb + ib), left * eb + ib, true, 'write_back', () => nextRow(e));
      });
    });
  };

  for (const tile of tiles) for (const e of tile.elements) e.action = () => seek(e, tile);
  for (; ; now++) {
    if (now > 2_000_000) throw new Error('the reference machine does not end');
    port.answer(now);
    if (barrier === now) {
      rows = lists.flatMap((list, row) => (list.length > 0 ? [row] : []));
      for (const e of all) {
        e.state = 'seek';
        e.action = () => nextRow(e);
      }
    }
    for (const e of all) {
      if (e.state === 'multiply' || e.state === 'merge') {
        if (e.left > 0) continue;
        e.action();
      } else if (e.state === 'seek') e.action();
    }
    if (barrier < 0 && all.every((e) => e.state === 'barrier')) barrier = now + 1;
    if (all.every((e) => e.state === 'done')) break;
    for (const tile of tiles) {
      for (const f of tile.buffers) {
        if (f.state === 'arrived') {
          f.state = 'full';
          f.from = now + 1;
        }
        if (f.state !== 'free' || f.from > now) continue;
        const given = blocks.shift();
        if (given === undefined) {
          f.state = 'over';
          continue;
        }
        const { block, pointers } = given;
        if (pointers > 0) memory.ask(regions.bPointers + block.k * ib, pointers * ib, false, null);
        memory.ask(regions.aElements + block.aAt * eb, block.a.length * eb, false, null);
        memory.ask(regions.bElements + block.bAt * eb, block.b.length * eb, false, () => {
          f.state = 'arrived';
        });
        f.state = 'loading';
        f.block = block;
        f.number = ++dispatched;
      }
      if (tile.overSince > now && tile.buffers.every((f) => f.state === 'over'))
        tile.overSince = Math.min(tile.overSince, now + 1);
    }
    port.move(now);
    for (const e of all) {
      reasons.set(e.reason, (reasons.get(e.reason) ?? 0) + 1);
      if (e.state === 'multiply' || e.state === 'merge') e.left--;
    }
  }
  return { cycles: now, reasons, product, bytes };
}
