import type { KernelFacts } from './kernelFacts.ts';
import { closedCycles } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { listTiles } from './kernelTiles.ts';
import { type TileCosts, tileCosts } from './tileCosts.ts';
import { allStayAbove, fillFloors, floorLimit, floorTerms, staysAbove } from './tileFloors.ts';
import { emptyTile, readTile, splits, tileTable } from './tileTable.ts';

/** A kernel and what the closed form says it takes. */
export interface RankedKernel {
  readonly tile: KernelTile;
  readonly cycles: number;
}

/**
 * The `keep` fastest kernels for a shape by the closed form, fastest first; ties go to the earlier tile. Those of the
 * lowest floors with K in one part go first, to have a limit early; a kernel whose floor is above it needs no closer look.
 */
export function rankKernels(facts: KernelFacts, keep: number): readonly RankedKernel[] {
  listTiles(table, facts.shape, facts.device);
  const { count, parts } = table;
  if (floors.length < count) floors = new Float64Array(2 * count);
  const costs = tileCosts(table.family, facts);
  const terms = floorTerms(facts);
  fillFloors(floors, table, costs, terms);
  found = 0;
  worst = Number.POSITIVE_INFINITY;
  limit = Number.POSITIVE_INFINITY;
  markLowest(keep, count);
  for (let place = 0; place < marked; place++) {
    consider(keep, facts, costs, lowest[place]!, 1);
    floors[lowest[place]!] = Number.NaN;
  }
  for (let index = 0; index < count; index++) {
    // NaN: looked at already.
    if (floors[index]! <= limit) consider(keep, facts, costs, index, 1);
    const most = Math.min(parts[index]!, mostParts);
    if (most === 1 || allStayAbove(limit, index, most, table, costs, terms)) continue;
    for (const split_k of splits) {
      if (split_k > most) break;
      if (!staysAbove(limit, index, split_k, table, costs, terms))
        consider(keep, facts, costs, index, split_k);
    }
  }
  const ranked: RankedKernel[] = [];
  for (let place = 0; place < found; place++) {
    const code = codes[place]!;
    const tile = readTile(table, Math.floor(code / codeBase), code % codeBase, emptyTile());
    ranked.push({ tile, cycles: cycles[place]! });
  }
  return ranked;
}

const mostParts = splits[splits.length - 1]!;
/** A kernel as one number: its place in the table and its parts of K, ascending as the kernels are listed. */
const codeBase = 32;

/** Used again by every call: memory of its own each time costs more than the sums in it. */
const table = tileTable();
const scratchTile = emptyTile();
let floors = new Float64Array(0);
/** The kernels with the lowest floors. */
const lowest: number[] = [];
let marked = 0;
/** The best so far, fastest first; the cycles of the last of `keep`, and the floor beyond which none can join. */
const codes: number[] = [];
const cycles: number[] = [];
let found = 0;
let worst = 0;
let limit = 0;

function consider(
  keep: number,
  facts: KernelFacts,
  { busy, fill }: TileCosts,
  index: number,
  split_k: number,
): void {
  const { base, grid_m, ctas, steps } = table;
  const at = base[index]!;
  const tile = readTile(table, index, split_k, scratchTile);
  const all = ctas[index]! * split_k;
  const each = Math.ceil(steps[index]! / split_k);
  const taken = closedCycles(facts, tile, grid_m[index]!, all, each, busy[at]!, fill[at]!);
  const code = index * codeBase + split_k;
  let place = found;
  while (place > 0) {
    const other = cycles[place - 1]!;
    if (other < taken || (other === taken && codes[place - 1]! < code)) break;
    place -= 1;
  }
  if (place === keep) return;
  if (found < keep) found += 1;
  for (let i = found - 1; i > place; i--) {
    cycles[i] = cycles[i - 1]!;
    codes[i] = codes[i - 1]!;
  }
  cycles[place] = taken;
  codes[place] = code;
  if (found < keep || cycles[keep - 1] === worst) return;
  worst = cycles[keep - 1]!;
  limit = floorLimit(worst, facts.power);
}

/** The places of the `keep` lowest of `floors`, ascending, into `lowest`. */
function markLowest(keep: number, count: number): void {
  marked = 0;
  let enough = Number.POSITIVE_INFINITY;
  // Large tiles come last and are fast more often: from the end, fewer take a place for a while.
  for (let index = count - 1; index >= 0; index--) {
    const floor = floors[index]!;
    if (floor >= enough) continue;
    if (marked < keep) marked += 1;
    let place = marked - 1;
    for (; place > 0 && floors[lowest[place - 1]!]! > floor; place--) lowest[place] = lowest[place - 1]!;
    lowest[place] = index;
    if (marked === keep) enough = floors[lowest[keep - 1]!]!;
  }
}
