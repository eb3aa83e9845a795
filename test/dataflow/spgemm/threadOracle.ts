import { operandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { ThreadHardware } from '../../../src/dataflow/spgemm/threads/hardware.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { type Agent, runAgents, type SlowMemory } from './agents.ts';

export interface OracleResult {
  readonly cycles: number;
  readonly reasons: Map<string, number>;
  readonly product: Map<string, number>;
  readonly collisions: number;
}

const rowOf = ({ rowPointers, columns, values }: SparseMatrix, r: number): [number, number][] => {
  const list: [number, number][] = [];
  for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++) list.push([columns[i]!, values![i]!]);
  return list;
};

/** The rows and columns of each window, from the words of docs/models/spgemm.md. */
function windowsOf(a: SparseMatrix, b: SparseMatrix, hw: ThreadHardware, bytesOut: number) {
  const capacity = Math.floor((hw.scratchpad.capacity_kib * 1024) / (hw.write_back === 'dma' ? 2 : 1));
  const windows: { rows: number[]; from: number; to: number }[] = [];
  /** First slot and share of the table of each row. */
  const places = new Map<number, [number, number]>();
  const { accumulator } = hw;
  const all = Array.from({ length: a.rows }, (_, r) => r);
  if (accumulator.kind === 'memory')
    return { windows: [{ rows: all, from: 0, to: b.cols }], slots: 0, places };
  if (accumulator.kind === 'dense') {
    const rows = Math.floor(capacity / (b.cols * bytesOut));
    for (let r = 0; r < a.rows; r += rows)
      windows.push({ rows: all.slice(r, r + rows), from: 0, to: b.cols });
    return { windows, slots: 0, places };
  }
  const slots = 2 ** Math.floor(Math.log2(Math.floor(capacity / accumulator.slot_bytes)));
  const limit = Math.floor(slots * accumulator.load);
  let open: number[] = [];
  let sum = 0;
  const mostOf = (r: number) =>
    Math.min(
      rowOf(a, r).reduce((n, [k]) => n + rowOf(b, k).length, 0),
      b.cols,
    );
  const close = () => {
    let before = 0;
    for (const r of open) {
      places.set(r, [Math.floor((before * slots) / sum), Math.floor((mostOf(r) * slots) / sum)]);
      before += mostOf(r);
    }
    if (open.length > 0) windows.push({ rows: open, from: 0, to: b.cols });
    open = [];
    sum = 0;
  };
  for (const r of all) {
    const most = mostOf(r);
    if (most > limit) {
      close();
      places.set(r, [0, slots]);
      for (let c = 0; c < b.cols; c += limit)
        windows.push({ rows: [r], from: c, to: Math.min(b.cols, c + limit) });
      continue;
    }
    if (sum + most > limit) close();
    open.push(r);
    sum += most;
  }
  close();
  return { windows, slots, places };
}

/** Threads as coroutines on the one-cycle-at-a-time machine; the accumulator holds real values. */
export function threadOracle(
  a: SparseMatrix,
  b: SparseMatrix,
  hw: ThreadHardware,
  bits: number,
  memory: SlowMemory,
  exact: boolean,
): OracleResult {
  const ib = hw.index_bytes;
  const eb = ib + bits / 8;
  const threads = hw.cores.count * hw.cores.threads;
  const { windows, slots, places } = windowsOf(a, b, hw, eb);
  const { instructions: ins, accumulator: acc, scratchpad } = hw;
  const product = new Map<string, number>();
  let collisions = 0;
  let cycles = 0;

  // The table of the open window: key and value by slot, and slots in the order of their first use.
  let table = new Map<number, { key: string; value: number }>();
  let order: number[] = [];
  let queueOfTokens: [row: number, i: number][] = [];
  const regions = operandRegions({
    a,
    b,
    nnzA: a.columns.length,
    nnzB: b.columns.length,
    products: 0,
    bytesA: eb,
    bytesB: eb,
    bytesOut: eb,
    indexBytes: ib,
  });
  let outAt = regions.out;
  const leave = (bytes: number): number => {
    outAt += bytes;
    return outAt - bytes;
  };
  let current = 0;
  let arrived = 0;
  // The DMA engine: bytes of the window before, and of one that waits for it.
  let busy = false;
  let left = 0;
  let held: number | null = null;
  let phase: 'hash' | 'scan' = 'hash';
  // Rows of b under way, and threads that wait to move theirs.
  let moving = 0;
  const line: number[] = [];

  const world = runAgents((w) => {
    const open = (index: number): void => {
      current = index;
      table = new Map();
      order = [];
      queueOfTokens = [];
      if (index < windows.length)
        for (const r of windows[index]!.rows)
          if (hw.distribution === 'row-tokens') queueOfTokens.push([r, -1]);
          else for (let i = a.rowPointers[r]!; i < a.rowPointers[r + 1]!; i++) queueOfTokens.push([r, i]);
    };
    open(0);
    const finishWindow = (): void => {
      for (const { key, value } of table.values()) product.set(key, (product.get(key) ?? 0) + value);
    };
    const slotOf = (row: number, column: number): number => {
      const { rows, from, to } = windows[current]!;
      if (acc.kind === 'dense') return (row - rows[0]!) * b.cols + column;
      const [first, share] = places.get(row)!;
      if (acc.kind === 'hash' && acc.bits === 'high')
        return (first + Math.floor(((column - from) * share) / (to - from))) % slots;
      return (first + column) % slots;
    };
    function* barrier(h: number): Agent {
      arrived++;
      if (arrived < threads) {
        yield { wait: true, reason: phase === 'scan' ? 'write_back' : 'imbalance' };
        return;
      }
      arrived = 0;
      if (hw.write_back === 'dma') {
        const bytes = table.size * eb;
        finishWindow();
        for (let i = 0; i < threads; i++) if (i !== h) w.rename(i, 'write_back');
        // The other half of the scratchpad must be empty first.
        if (busy) {
          held = bytes;
          yield { wait: true, reason: 'write_back' };
          return;
        }
        open(current + 1);
        busy = bytes > 0;
        left = bytes;
        if (busy || current >= windows.length) w.wake(threads);
      } else if (phase === 'hash') {
        phase = 'scan';
        for (let i = 0; i < threads; i++) if (i !== h) w.rename(i, 'write_back');
      } else {
        finishWindow();
        phase = 'hash';
        open(current + 1);
      }
      for (let i = 0; i < threads; i++) if (i !== h) w.wake(i);
      yield { until: w.now + 1, reason: 'write_back' };
    }
    function* accumulate(h: number, row: number, column: number, value: number): Agent {
      const core = `core${h % hw.cores.count}`;
      const key = `${row},${column}`;
      const add = (slot: number) => {
        const entry = table.get(slot);
        if (entry === undefined) {
          table.set(slot, { key, value });
          order.push(slot);
        } else entry.value += value;
      };
      if (acc.kind === 'memory') {
        add(row * b.cols + column);
        const at = regions.out + (row * b.cols + column) * (bits / 8);
        yield { bytes: (bits / 8) * (exact ? 1 : 2), at, reason: 'atomic' };
        if (exact) yield { bytes: bits / 8, at, write: true, posted: true, reason: 'atomic' };
        return;
      }
      for (let slot = slotOf(row, column); ; slot = (slot + 1) % slots) {
        let fits = false;
        yield {
          server: `bank${slot % scratchpad.banks}`,
          cycles: () => {
            const found = table.get(slot);
            fits = found === undefined || found.key === key;
            if (fits) add(slot);
            return scratchpad.atomic_cycles * (fits && acc.kind === 'hash' ? 2 : 1);
          },
          queue: 'bank',
          reason: () => (fits ? 'atomic' : 'collision'),
        };
        if (fits) return;
        collisions++;
        yield { server: core, cycles: ins.probe, queue: 'issue', reason: 'collision' };
      }
    }
    function* nonzero(h: number, row: number, i: number): Agent {
      const core = `core${h % hw.cores.count}`;
      const { from, to } = windows[current]!;
      yield { server: core, cycles: ins.nonzero, queue: 'issue', reason: 'compute' };
      yield { bytes: eb, at: regions.aElements + i * eb, reason: 'dram' };
      yield { bytes: 2 * ib, at: regions.bPointers + a.columns[i]! * ib, reason: 'dram' };
      const elements = rowOf(b, a.columns[i]!).filter(([c]) => c >= from && c < to);
      const start = b.rowPointers[a.columns[i]!]! + rowOf(b, a.columns[i]!).filter(([c]) => c < from).length;
      if (hw.operands === 'dma' && elements.length > 0) {
        if (moving < hw.transfers) moving++;
        else {
          line.push(h);
          yield { wait: true, reason: 'dma' };
        }
        yield { bytes: elements.length * eb, at: regions.bElements + start * eb, reason: 'dram' };
        const following = line.shift();
        if (following === undefined) moving--;
        else w.wake(following);
      }
      for (const [j, [column, value]] of elements.entries()) {
        if (hw.operands === 'loads') {
          yield { server: core, cycles: ins.load, queue: 'issue', reason: 'compute' };
          yield { bytes: eb, at: regions.bElements + (start + j) * eb, reason: 'dram' };
        }
        yield { server: core, cycles: ins.multiply, queue: 'issue', reason: 'compute' };
        yield* accumulate(h, row, column, a.values![i]! * value);
      }
    }
    function* wholeRow(h: number, row: number): Agent {
      yield { server: `core${h % hw.cores.count}`, cycles: ins.row, queue: 'issue', reason: 'compute' };
      yield { bytes: 2 * ib, at: regions.aPointers + row * ib, reason: 'dram' };
      for (let i = a.rowPointers[row]!; i < a.rowPointers[row + 1]!; i++) yield* nonzero(h, row, i);
    }
    function* thread(h: number): Agent {
      const core = `core${h % hw.cores.count}`;
      while (current < windows.length) {
        if (hw.distribution === 'static') {
          const { rows } = windows[current]!;
          for (let r = h; r < rows.length; r += threads) yield* wholeRow(h, rows[r]!);
        } else
          for (;;) {
            let token: [number, number] | undefined;
            yield {
              server: 'bank0',
              cycles: () => {
                token = queueOfTokens.shift();
                return scratchpad.atomic_cycles;
              },
              queue: 'token',
              reason: 'token',
            };
            if (token === undefined) break;
            if (hw.distribution === 'row-tokens') yield* wholeRow(h, token[0]);
            else yield* nonzero(h, ...token);
          }
        yield* barrier(h);
        if (hw.write_back === 'dma') continue;
        // The table by slot; or the list of what was touched.
        const length = acc.kind === 'hash' ? slots : order.length;
        let looked = 0;
        for (let s = Math.floor((h * length) / threads); s < Math.floor(((h + 1) * length) / threads); s++) {
          looked++;
          if (acc.kind === 'hash' && !table.has(s)) continue;
          yield { server: core, cycles: looked * ins.scan, queue: 'write_back', reason: 'write_back' };
          const bytes = eb + (acc.kind === 'memory' ? bits / 8 : 0);
          yield { bytes, at: leave(bytes), write: true, reason: 'write_back' };
          looked = 0;
        }
        if (looked > 0)
          yield { server: core, cycles: looked * ins.scan, queue: 'write_back', reason: 'write_back' };
        yield* barrier(h);
      }
      cycles = Math.max(cycles, w.now);
    }
    function* engine(): Agent {
      while (hw.write_back === 'dma') {
        if (!busy) {
          if (current >= windows.length) return;
          yield { wait: true, reason: 'engine' };
          continue;
        }
        for (; left > 0; left -= hw.fragment_bytes) {
          const bytes = Math.min(left, hw.fragment_bytes);
          yield { bytes, at: leave(bytes), write: true, reason: 'engine' };
        }
        cycles = Math.max(cycles, w.now);
        busy = false;
        if (held === null) continue;
        left = held;
        held = null;
        open(current + 1);
        for (let i = 0; i < threads; i++) w.wake(i);
        yield { until: w.now + 1, reason: 'engine' };
        busy = left > 0;
      }
    }
    return [...Array.from({ length: threads }, (_, h) => thread(h)), engine()];
  }, memory);
  const reasons = new Map<string, number>();
  const book = (reason: string, spent: number) => reasons.set(reason, (reasons.get(reason) ?? 0) + spent);
  for (const ledger of world.ledger.slice(0, threads)) {
    for (const [reason, spent] of ledger) book(reason, spent);
    // Threads are done while the last window still leaves.
    const all = [...ledger.values()].reduce((x, y) => x + y, 0);
    if (hw.write_back === 'dma') book('write_back', cycles - all);
  }
  return { cycles, reasons, product, collisions };
}
