import type { MergeHardware } from '../../../src/dataflow/spgemm/merge/hardware.ts';
import { operandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { type Agent, runAgents, type SlowMemory } from './agents.ts';

type Fiber = [column: number, value: number][];

/** A task as words say it: what it merges, who waits for it, and what came out. */
interface Task {
  readonly row: number;
  readonly nonzeros: [from: number, to: number] | null;
  readonly children: Task[];
  parent: Task | null;
  result: Fiber | null;
  place: number;
}

export interface MergeOracleResult {
  readonly cycles: number;
  readonly reasons: Map<string, number>;
  readonly product: Map<string, number>;
  readonly counts: Record<
    'merged' | 'partials' | 'lines' | 'missesB' | 'missesPartial' | 'placed' | 'evicted',
    number
  >;
}

/** Every row as a list of tasks, leaves first, and the final one last. */
function tasksOf(a: SparseMatrix, radix: number): Task[] {
  const all: Task[] = [];
  for (let row = 0; row < a.rows; row++) {
    const [start, end] = [a.rowPointers[row]!, a.rowPointers[row + 1]!];
    let level: Task[] = [];
    for (let i = start; i < end; i += radix)
      level.push({
        row,
        nonzeros: [i, Math.min(end, i + radix)],
        children: [],
        parent: null,
        result: null,
        place: 0,
      });
    all.push(...level);
    while (level.length > 1) {
      const above: Task[] = [];
      for (let i = 0; i < level.length; i += radix) {
        const children = level.slice(i, i + radix);
        const task: Task = { row, nonzeros: null, children, parent: null, result: null, place: 0 };
        for (const child of children) child.parent = task;
        above.push(task);
      }
      all.push(...above);
      level = above;
    }
  }
  return all;
}

/** Lists of lines, the one used last at the end; dirty ones are marked. */
function slowCache(sets: number, ways: number) {
  const lists = Array.from({ length: sets }, () => [] as { line: number; dirty: boolean }[]);
  const listOf = (line: number) => lists[line % sets]!;
  return {
    /** Whether it was there; and what had to leave dirty, or -1. */
    use(line: number, write: boolean): { hit: boolean; out: number } {
      const list = listOf(line);
      const at = list.findIndex((e) => e.line === line);
      const [entry] = at < 0 ? [{ line, dirty: false }] : list.splice(at, 1);
      entry!.dirty ||= write;
      list.push(entry!);
      if (list.length <= ways) return { hit: at >= 0, out: -1 };
      const gone = list.shift()!;
      return { hit: false, out: gone.dirty ? gone.line : -1 };
    },
    take(line: number): boolean {
      const list = listOf(line);
      const at = list.findIndex((e) => e.line === line);
      if (at >= 0) list.splice(at, 1);
      return at >= 0;
    },
  };
}

export function mergeOracle(
  a: SparseMatrix,
  b: SparseMatrix,
  hw: MergeHardware,
  bits: number,
  outputs: number,
  memory: SlowMemory,
): MergeOracleResult {
  const { cache: shape, elements } = hw;
  const ib = hw.index_bytes;
  const eb = ib + bits / 8;
  const size = shape.line_bytes;
  const sets = Math.floor((shape.capacity_kib * 1024) / (size * shape.ways * shape.banks)) * shape.banks;
  const cache = slowCache(sets, shape.ways);
  const tasks = tasksOf(a, elements.radix);
  const leaves = tasks.filter((t) => t.nonzeros !== null);
  const ready: Task[] = [];
  const sizes = { nnzA: a.columns.length, nnzB: b.columns.length, products: 0 };
  const regions = operandRegions({
    a,
    b,
    ...sizes,
    bytesA: eb + 2 * ib,
    bytesB: eb,
    bytesOut: eb,
    indexBytes: ib,
  });
  const partialBase = Math.ceil((regions.out + outputs * eb) / size) * size;
  const rowOfB = (k: number): Fiber => {
    const list: Fiber = [];
    for (let j = b.rowPointers[k]!; j < b.rowPointers[k + 1]!; j++) list.push([b.columns[j]!, b.values![j]!]);
    return list;
  };
  const fibersOf = (task: Task): Fiber[] =>
    task.nonzeros === null
      ? task.children.map((child) => child.result!)
      : Array.from({ length: task.nonzeros[1] - task.nonzeros[0] }, (_, i) => {
          const at = task.nonzeros![0] + i;
          return rowOfB(a.columns[at]!).map(([c, v]): [number, number] => [c, a.values![at]! * v]);
        });
  const mergeOf = (task: Task): Fiber => {
    const sum = new Map<number, number>();
    for (const fiber of fibersOf(task)) for (const [c, v] of fiber) sum.set(c, (sum.get(c) ?? 0) + v);
    return [...sum].sort(([x], [y]) => x - y);
  };
  // Places of partial rows, in the order of the tasks.
  let place = partialBase;
  const lengthOf = (task: Task): number => {
    const columns = new Set<number>();
    const visit = (t: Task): void => {
      if (t.nonzeros === null) t.children.forEach(visit);
      else
        for (let i = t.nonzeros[0]; i < t.nonzeros[1]; i++)
          for (const [c] of rowOfB(a.columns[i]!)) columns.add(c);
    };
    visit(task);
    return columns.size;
  };
  for (const task of tasks) {
    if (task.parent === null) continue;
    task.place = place;
    place += Math.ceil((lengthOf(task) * eb) / size) * size;
  }
  const counts = { merged: 0, partials: 0, lines: 0, missesB: 0, missesPartial: 0, placed: 0, evicted: 0 };
  const product = new Map<string, number>();
  const lineToken = new Map<number, number>();
  let tokens = 0;
  let left = tasks.length;
  let last = 0;
  let outAt = regions.out;
  const count = elements.count;
  const phase: string[] = Array.from({ length: count }, () => 'dependency');
  const loaded: (Task | null)[] = Array.from({ length: count }, () => null);
  const idlers = new Set<number>();
  const logs: string[][] = Array.from({ length: count }, () => []);

  const world = runAgents((w) => {
    function* post(at: number, bytes: number): Agent {
      if (bytes > 0) yield { bytes, at, write: true, posted: true, reason: 'errand' };
    }
    function* evict(line: number): Agent {
      if (line < 0) return;
      counts.evicted++;
      yield* post(line * size, size);
    }
    function* fetchStage(p: number): Agent {
      for (;;) {
        const task = ready.shift() ?? leaves.shift();
        if (task === undefined) {
          if (left === 0) return;
          phase[p] = 'dependency';
          idlers.add(p);
          yield { wait: true, reason: 'idle' };
          continue;
        }
        if (task.nonzeros !== null) {
          phase[p] = 'dram';
          const each = eb + 2 * ib;
          const [from, to] = task.nonzeros;
          yield { bytes: (to - from) * each, at: regions.aElements + from * each, reason: 'dram' };
        }
        phase[p] = 'cache';
        const mine: number[] = [];
        const fibers: [at: number, bytes: number][] =
          task.nonzeros === null
            ? task.children.map((child) => [child.place, child.result!.length * eb])
            : Array.from({ length: task.nonzeros[1] - task.nonzeros[0] }, (_, i) => {
                const k = a.columns[task.nonzeros![0] + i]!;
                const start = b.rowPointers[k]!;
                return [regions.bElements + start * eb, (b.rowPointers[k + 1]! - start) * eb];
              });
        for (const [at, bytes] of fibers)
          for (let line = Math.floor(at / size); bytes > 0 && line * size < at + bytes; line++) {
            yield { server: `bank${line % shape.banks}`, cycles: 1, queue: 'cache', reason: 'cache' };
            counts.lines++;
            const read = { bytes: size, at: line * size, posted: true, reason: 'errand' };
            if (task.nonzeros === null) {
              if (cache.take(line)) continue;
              counts.missesPartial++;
              mine.push(tokens);
              yield { ...read, token: tokens++ };
              continue;
            }
            const { hit, out } = cache.use(line, false);
            if (!hit) {
              counts.missesB++;
              lineToken.set(line, tokens);
              yield { ...read, token: tokens++ };
              yield* evict(out);
            }
            mine.push(lineToken.get(line)!);
          }
        phase[p] = 'dram';
        while (mine.some((token) => !(w.arrived.get(token)! <= w.now)))
          yield { until: w.now + 1, reason: 'dram' };
        phase[p] = 'cache';
        if (shape.hit_cycles > 0) yield { until: w.now + shape.hit_cycles, reason: 'cache' };
        loaded[p] = task;
        while (loaded[p] !== null) yield { until: w.now + 1, reason: 'parked' };
      }
    }
    function* merger(p: number): Agent {
      while (left > 0) {
        const task = loaded[p]!;
        if (task === null) {
          logs[p]!.push(phase[p]!);
          yield { until: w.now + 1, reason: 'wait' };
          continue;
        }
        loaded[p] = null;
        phase[p] = 'dependency';
        const elementsIn = fibersOf(task).reduce((sum, fiber) => sum + fiber.length, 0);
        counts.merged += elementsIn;
        const cycles = Math.max(1, elementsIn);
        for (let c = 0; c < cycles; c++) logs[p]!.push('compute');
        yield { until: w.now + cycles, reason: 'compute' };
        task.result = mergeOf(task);
        last = w.now;
        left--;
        const bytes = task.result.length * eb;
        if (task.parent === null) {
          for (const [c, v] of task.result) product.set(`${task.row},${c}`, v);
          yield* post(outAt, bytes);
          outAt += bytes;
        } else {
          counts.partials += task.result.length;
          for (let at = task.place; at < task.place + bytes; at += size) {
            counts.placed++;
            yield* evict(cache.use(at / size, true).out);
          }
          if (task.parent.children.every((child) => child.result !== null)) {
            ready.push(task.parent);
            const first = Math.min(...idlers);
            if (idlers.delete(first)) w.wake(first);
          }
        }
        if (left === 0) for (const q of idlers) w.wake(q);
      }
    }
    return [
      ...Array.from({ length: count }, (_, p) => fetchStage(p)),
      ...Array.from({ length: count }, (_, p) => merger(p)),
    ];
  }, memory);
  const cycles = Math.max(1, last, world.lastErrand);
  const reasons = new Map<string, number>();
  const book = (reason: string, spent: number) => reasons.set(reason, (reasons.get(reason) ?? 0) + spent);
  for (const log of logs) {
    const busy = log.lastIndexOf('compute') + 1;
    for (const reason of log.slice(0, busy)) book(reason, 1);
    book('imbalance', last - busy);
    book('write_back', cycles - last);
  }
  return { cycles, reasons, product, counts };
}
