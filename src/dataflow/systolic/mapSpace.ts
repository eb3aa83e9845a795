import type { DesignContext } from '../../arch/designContext.ts';
import type { MapSpace } from '../../mapping/mapSpace.ts';
import type { Operation } from '../../workload/operation.ts';
import { residentA, residentB, residentMask, residentOut } from './capacity.ts';
import { MappingCost } from './cost.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { type Problem, problemOf } from './problem.ts';
import { repeats, spillsOf } from './reuse.ts';
import { loopOrders, streamedAxis } from './tiling.ts';

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

/** For each set of loops that turn (bits m, n, k), the orders that differ: loops that don't turn change nothing. */
const distinct: readonly (readonly Order[])[] = Array.from({ length: 8 }, (_, turning) => {
  const seen = new Set<string>();
  return orders.filter((order) => {
    const key = loopOrders[order].filter((axis) => (turning & (1 << axis)) !== 0).join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
});

const residents: readonly SystolicMapping['resident'][] = Array.from({ length: 8 }, (_, mask) =>
  (['a', 'b', 'out'] as const).filter((_operand, bit) => (mask & (1 << bit)) !== 0),
);

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
  const streamed = streamedAxis(hardware);
  const axes = [
    streamed === 0 ? streamSizes(problem.m) : sizes(problem.m, dataflow === 'os' ? rows : cols),
    streamed === 1 ? streamSizes(problem.n) : sizes(problem.n, cols),
    streamed === 2 ? streamSizes(slots) : sizes(slots, rows),
  ] as const;
  const judge = new MappingCost(problem, hardware, design.clock_hz);
  const least = { m: axes[0].at(-1)!, n: axes[1].at(-1)!, k: axes[2].at(-1)! };
  judge.measure(least.m, least.n, least.k);
  const possible = orders.some((order) => judge.fits(loopOrders[order], 0));
  return {
    size: axes[0].length * axes[1].length * axes[2].length * orders.length * residents.length,
    candidates: () => (possible ? walk(problem, judge, axes, streamed) : []),
    cost: ({ tile, order, resident }) =>
      judge.cycles(tile.m, tile.n, tile.k, loopOrders[order], residentMask(resident)),
    ...(possible ? {} : { infeasible: reason(problem, judge, least) }),
  };
}

function walk(
  problem: Problem,
  judge: MappingCost,
  axes: readonly (readonly number[])[],
  streamed: 0 | 1 | 2,
): SystolicMapping[] {
  const list: SystolicMapping[] = [];
  const first = streamed === 0 ? 1 : 0;
  const second = streamed === 2 ? 1 : 2;
  const tile = [0, 0, 0];
  for (const one of axes[first]!) {
    tile[first] = one;
    for (const two of axes[second]!) {
      tile[second] = two;
      // Where not even the smallest fits, larger ones need not be tried.
      tile[streamed] = axes[streamed]!.at(-1)!;
      judge.measure(tile[0]!, tile[1]!, tile[2]!);
      if (!orders.some((order) => judge.fits(loopOrders[order], 0))) continue;
      for (const three of axes[streamed]!) {
        tile[streamed] = three;
        if (ofTile(problem, judge, tile[0]!, tile[1]!, tile[2]!, list)) break;
      }
    }
  }
  return list;
}

/** Adds the mappings of one tile size; whether there are any. */
function ofTile(
  problem: Problem,
  judge: MappingCost,
  m: number,
  n: number,
  k: number,
  list: SystolicMapping[],
): boolean {
  judge.measure(m, n, k);
  const { tilesM, tilesN, tilesK } = judge;
  const turning = (tilesM > 1 ? 1 : 0) | (tilesN > 1 ? 2 : 0) | (tilesK > 1 ? 4 : 0);
  let any = false;
  for (const order of distinct[turning]!) {
    const axes = loopOrders[order];
    if (!judge.fits(axes, 0)) continue;
    any = true;
    list.push({ tile: { m, n, k }, order, resident: residents[0]! });
    const again =
      (repeats(axes, 1, tilesN, tilesM, tilesK) > 1 ? residentA : 0) |
      (repeats(axes, 0, tilesM, tilesN, tilesK) > 1 || (problem.sharedBy > 1 && tilesN * tilesK > 1)
        ? residentB
        : 0) |
      (spillsOf(axes, tilesM, tilesN, tilesK) > 0 ? residentOut : 0);
    for (let mask = 1; mask <= again; mask++)
      if ((mask & again) === mask && judge.fits(axes, mask))
        list.push({ tile: { m, n, k }, order, resident: residents[mask]! });
  }
  return any;
}

function reason(
  problem: Problem,
  { capacity }: MappingCost,
  { m, n, k }: { readonly m: number; readonly n: number; readonly k: number },
): string {
  const kib = (bytes: number) => `${Math.ceil(bytes / 102.4) / 10} KiB`;
  const tilesM = Math.ceil(problem.m / m);
  const tilesN = Math.ceil(problem.n / n);
  const tilesK = Math.ceil(problem.space.slots / k);
  const bits = tilesK > 1 ? problem.bitsPartial : problem.bitsOut;
  const a = kib(capacity.bytesA(m, k, tilesM * tilesK, 0));
  const b = kib(capacity.bytesB(n, k, tilesN * tilesK, 0));
  const out = kib(capacity.bytesOut(m, n, tilesM * tilesN, bits, 0));
  return `the smallest tiles (m ${m}, n ${n}, k ${k}) need ${a} for a, ${b} for b and ${out} for outputs`;
}
