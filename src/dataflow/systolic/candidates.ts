import { residentA, residentB, residentOut } from './capacity.ts';
import type { Chip } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { repeats, spillsOf } from './reuse.ts';
import { TileTerms } from './tileTerms.ts';
import { loopOrders, streamedAxis } from './tiling.ts';

type Order = SystolicMapping['order'];
export const orders: readonly Order[] = ['mnk', 'nmk', 'mkn', 'nkm', 'kmn', 'knm'];
const axesOf = orders.map((order) => loopOrders[order]);

/** Sets of operands kept whole, by their bits. */
export const residents: readonly SystolicMapping['resident'][] = Array.from({ length: 8 }, (_, mask) =>
  (['a', 'b', 'out'] as const).filter((_operand, bit) => (mask & (1 << bit)) !== 0),
);

/** The legal mappings of a problem, `stride` numbers each, with their terms of the closed form. */
export interface Candidates {
  /** Of the whole grid of sizes, orders and residents. */
  readonly size: number;
  readonly count: number;
  readonly rows: Float64Array;
  /** The smallest tiles, where not even they fit. */
  readonly tooLarge: readonly [m: number, n: number, k: number] | null;
}

// Places in a row.
export const tileM = 0;
export const tileN = 1;
export const tileK = 2;
/** Place in `orders`, and in `residents`. */
export const order = 3;
export const resident = 4;
/** Cycles of the array, bytes over the DRAM port, of the first loads and of the last store, steps. */
export const busy = 5;
export const bytes = 6;
export const first = 7;
export const last = 8;
export const steps = 9;
export const stride = 10;

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
const distinct: readonly (readonly number[])[] = Array.from({ length: 8 }, (_, turning) => {
  const seen = new Set<string>();
  return axesOf.flatMap((axes, index) => {
    const key = axes.filter((axis) => (turning & (1 << axis)) !== 0).join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [index];
  });
});

/**
 * Tile sizes in whole folds (powers of two of them), the streamed axis in halves; every order of the loops that turn;
 * operands kept whole where they fit and would otherwise be loaded again. Of tiles that fit, those that could grow
 * along the streamed axis are left out: they only repeat overheads.
 */
export function candidates(problem: Problem, chip: Chip): Candidates {
  const { rows, cols, dataflow } = chip.array;
  const { slots } = problem.space;
  const streamed = streamedAxis(chip);
  const axes = [
    streamed === 0 ? streamSizes(problem.m) : sizes(problem.m, dataflow === 'os' ? rows : cols),
    streamed === 1 ? streamSizes(problem.n) : sizes(problem.n, cols),
    streamed === 2 ? streamSizes(slots) : sizes(slots, rows),
  ] as const;
  const size = axes[0].length * axes[1].length * axes[2].length * orders.length * residents.length;
  const terms = new TileTerms(problem, chip);
  const tile = [axes[0].at(-1)!, axes[1].at(-1)!, axes[2].at(-1)!] as [number, number, number];
  terms.measure(...tile);
  if (!anyFits(terms)) return { size, count: 0, rows: new Float64Array(0), tooLarge: tile };
  const list: number[] = [];
  const outer = streamed === 0 ? 1 : 0;
  const middle = streamed === 2 ? 1 : 2;
  for (const one of axes[outer]) {
    tile[outer] = one;
    for (const two of axes[middle]) {
      tile[middle] = two;
      // Where not even the smallest fits, larger ones need not be tried.
      tile[streamed] = axes[streamed].at(-1)!;
      terms.measure(...tile);
      if (!anyFits(terms)) continue;
      for (const three of axes[streamed]) {
        tile[streamed] = three;
        if (ofTile(problem, terms, tile[0], tile[1], tile[2], list)) break;
      }
    }
  }
  return { size, count: list.length / stride, rows: new Float64Array(list), tooLarge: null };
}

function anyFits(terms: TileTerms): boolean {
  for (let i = 0; i < axesOf.length; i++) if (terms.fits(axesOf[i]!, 0)) return true;
  return false;
}

/** Adds the mappings of one tile size; whether there are any. */
function ofTile(
  problem: Problem,
  terms: TileTerms,
  m: number,
  n: number,
  k: number,
  list: number[],
): boolean {
  terms.measure(m, n, k);
  const { tilesM, tilesN, tilesK } = terms;
  const turning = (tilesM > 1 ? 1 : 0) | (tilesN > 1 ? 2 : 0) | (tilesK > 1 ? 4 : 0);
  let any = false;
  for (const index of distinct[turning]!) {
    const axes = axesOf[index]!;
    if (!terms.fits(axes, 0)) continue;
    any = true;
    const again =
      (repeats(axes, 1, tilesN, tilesM, tilesK) > 1 ? residentA : 0) |
      (repeats(axes, 0, tilesM, tilesN, tilesK) > 1 || (problem.sharedBy > 1 && tilesN * tilesK > 1)
        ? residentB
        : 0) |
      (spillsOf(axes, tilesM, tilesN, tilesK) > 0 ? residentOut : 0);
    const cycles = terms.busy(axes);
    for (let mask = 0; mask <= again; mask++)
      if (mask === 0 || ((mask & again) === mask && terms.fits(axes, mask)))
        list.push(
          m,
          n,
          k,
          index,
          mask,
          cycles,
          terms.bytes(axes, mask),
          terms.first,
          terms.last,
          terms.steps,
        );
  }
  return any;
}
