import type { DesignContext } from '../../arch/designContext.ts';
import type { MapSpace } from '../../mapping/mapSpace.ts';
import type { Operation } from '../../workload/operation.ts';
import { capacities, occupancy } from './checkMapping.ts';
import { costOf } from './cost.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { type Problem, problemOf } from './problem.ts';
import { streamedAxis, tilingOf } from './tiling.ts';
import { spillsOf } from './traffic.ts';

type Order = SystolicMapping['order'];
const orders: readonly Order[] = ['mnk', 'nmk', 'mkn', 'nkm', 'kmn', 'knm'];

/** The whole axis, then powers of two of `unit` below it, largest first. */
function sizes(total: number, unit: number): number[] {
  const list = [total];
  let size = unit;
  const below: number[] = [];
  while (size < total) {
    below.push(size);
    size *= 2;
  }
  return list.concat(below.reverse());
}

/** The whole axis and halves of it: the largest that fits is taken. */
function streamSizes(total: number): number[] {
  const list = [total];
  for (let size = Math.ceil(total / 2); size < list.at(-1)!; size = Math.ceil(size / 2)) list.push(size);
  return list;
}

/** Loops that don't turn change nothing: of orders alike, only the first is kept. */
function distinctOrders(counts: { readonly m: number; readonly n: number; readonly k: number }): Order[] {
  const seen = new Set<string>();
  return orders.filter((order) => {
    const key = [...order].filter((axis) => counts[axis as 'm' | 'n' | 'k'] > 1).join('');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Tile sizes in whole folds (powers of two of them), the streamed axis in halves; every order of the loops that turn;
 * operands kept whole where they fit and would otherwise be loaded again. Of tiles that fit, those that could grow
 * along the streamed axis are left out: they only repeat overheads.
 */
export function systolicMapSpace(
  operation: Operation,
  hardware: SystolicHardware,
  design: DesignContext,
): MapSpace<SystolicMapping> {
  const problem = problemOf(operation, hardware, 'expected');
  const { rows, cols, dataflow } = hardware.array;
  const { slots } = problem.space;
  const unitM = dataflow === 'os' ? rows : cols;
  const streamed = streamedAxis(hardware);
  const axes = [
    streamed === 0 ? streamSizes(problem.m) : sizes(problem.m, unitM),
    streamed === 1 ? streamSizes(problem.n) : sizes(problem.n, cols),
    streamed === 2 ? streamSizes(slots) : sizes(slots, rows),
  ] as const;
  const size = axes[0].length * axes[1].length * axes[2].length * orders.length * 8;
  const candidates = () => walk(problem, hardware, axes, streamed);
  const smallest = { m: axes[0].at(-1)!, n: axes[1].at(-1)!, k: axes[2].at(-1)! };
  const empty = candidates().next().done === true;
  return {
    size,
    candidates,
    cost: (mapping) => costOf(problem, hardware, mapping, design.clock_hz),
    ...(empty ? { infeasible: reason(problem, hardware, smallest) } : {}),
  };
}

function* walk(
  problem: Problem,
  hardware: SystolicHardware,
  axes: readonly (readonly number[])[],
  streamed: 0 | 1 | 2,
): Generator<SystolicMapping, void, undefined> {
  const [first, second] = ([0, 1, 2] as const).filter((axis) => axis !== streamed) as [0 | 1 | 2, 0 | 1 | 2];
  const tile = [0, 0, 0];
  for (const one of axes[first]!) {
    for (const two of axes[second]!) {
      tile[first] = one;
      tile[second] = two;
      for (const three of axes[streamed]!) {
        tile[streamed] = three;
        let any = false;
        for (const mapping of ofTile(problem, hardware, tile[0]!, tile[1]!, tile[2]!)) {
          any = true;
          yield mapping;
        }
        if (any) break;
      }
    }
  }
}

function fits(problem: Problem, hardware: SystolicHardware, mapping: SystolicMapping): boolean {
  const room = capacities(hardware);
  const used = occupancy(problem, hardware, mapping, tilingOf(problem, hardware, mapping));
  return room.shared !== null
    ? used.a + used.b + used.out <= room.shared
    : used.a <= room.a && used.b <= room.b && used.out <= room.out;
}

function* ofTile(
  problem: Problem,
  hardware: SystolicHardware,
  m: number,
  n: number,
  k: number,
): Generator<SystolicMapping, void, undefined> {
  const counts = {
    m: Math.ceil(problem.m / m),
    n: Math.ceil(problem.n / n),
    k: Math.ceil(problem.space.slots / k),
  };
  for (const order of distinctOrders(counts)) {
    const plain: SystolicMapping = { tile: { m, n, k }, order, resident: [] };
    if (!fits(problem, hardware, plain)) continue;
    yield plain;
    const turns = (axis: 'm' | 'n' | 'k') => counts[axis] > 1;
    const outside = (axis: 'm' | 'n' | 'k', own: readonly ('m' | 'n' | 'k')[]) =>
      turns(axis) && own.some((other) => turns(other) && order.indexOf(other) > order.indexOf(axis));
    const again: ('a' | 'b' | 'out')[] = [];
    if (outside('n', ['m', 'k'])) again.push('a');
    if (outside('m', ['n', 'k']) || (problem.sharedBy > 1 && (turns('n') || turns('k')))) again.push('b');
    if (spillsOf(tilingOf(problem, hardware, plain)) > 0) again.push('out');
    for (let set = 1; set < 1 << again.length; set++) {
      const resident = again.filter((_, bit) => (set & (1 << bit)) !== 0);
      const mapping: SystolicMapping = { tile: { m, n, k }, order, resident };
      if (fits(problem, hardware, mapping)) yield mapping;
    }
  }
}

function reason(
  problem: Problem,
  hardware: SystolicHardware,
  tile: { readonly m: number; readonly n: number; readonly k: number },
): string {
  const mapping: SystolicMapping = { tile, order: 'mnk', resident: [] };
  const used = occupancy(problem, hardware, mapping, tilingOf(problem, hardware, mapping));
  const kib = (bytes: number) => `${Math.ceil(bytes / 102.4) / 10} KiB`;
  return `the smallest tiles (${tile.m} × ${tile.n} × ${tile.k}) need ${kib(used.a)} for a, ${kib(used.b)} for b and ${kib(used.out)} for outputs`;
}
