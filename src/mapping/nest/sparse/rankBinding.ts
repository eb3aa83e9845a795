import type { LoopNest } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import type { TileShape } from './densityModel.ts';
import { tileOf } from './nestMolds.ts';
import type { PlannedFormat } from './sparsePlan.ts';

/** A loop that shapes a tensor's fibertree: its dim, extent, and the tensor's tile up to and including it. */
interface TreeLoop {
  readonly dim: number;
  readonly extent: number;
  readonly tile: TileShape;
}

/** The ranks of a tensor's fibertree at a level, innermost first. */
export interface BoundRanks {
  /** Coordinates of a fiber of each rank (1: the rank is trivial and costs nothing). */
  readonly fibers: readonly number[];
  /** `tiles[r]` is what one coordinate of rank r stands for; one longer than `fibers`. */
  readonly tiles: readonly TileShape[];
  /** The format has fewer ranks than the nest needs. */
  readonly missing: number;
}

interface Binding {
  readonly loops: (readonly TreeLoop[])[];
  readonly tiles: TileShape[];
  missing: number;
}

const joins = (format: PlannedFormat | undefined, rank: number, dim: number): boolean =>
  format === undefined || ((format.ranks[rank]!.flatten >> dim) & 1) === 1;
const joining = (format: PlannedFormat | undefined, rank: number): boolean =>
  format === undefined || format.ranks[rank]!.flatten !== 0;

/** Binds loops (innermost first) to ranks `firstRank … ranks − 1`, beginning at the inner end. */
function bindInnerToOuter(
  loops: readonly TreeLoop[],
  ranks: number,
  firstRank: number,
  format: PlannedFormat | undefined,
  scalar: TileShape,
): Binding {
  const bound: Binding = { loops: [], tiles: [], missing: 0 };
  let i = 0;
  let rank = firstRank;
  for (; rank < ranks && i < loops.length; rank++) {
    const loop = loops[i]!;
    if (joining(format, rank) && !joins(format, rank, loop.dim)) {
      bound.loops.push([]);
      bound.tiles.push(scalar);
      continue;
    }
    const joined = [loop];
    i++;
    if (joining(format, rank))
      while (i < loops.length && joins(format, rank, loops[i]!.dim)) joined.push(loops[i++]!);
    bound.loops.push(joined);
    bound.tiles.push(loop.tile);
  }
  for (; rank < ranks; rank++) {
    bound.loops.push([]);
    bound.tiles.push(loops[0]?.tile ?? scalar);
  }
  bound.missing = loops.length - i;
  return bound;
}

/** The same from the outer end: the outermost loop gets the outermost rank. */
function bindOuterToInner(
  loops: readonly TreeLoop[],
  ranks: number,
  firstRank: number,
  format: PlannedFormat | undefined,
  scalar: TileShape,
): Binding {
  const bound: Binding = { loops: [], tiles: [], missing: 0 };
  let i = loops.length - 1;
  let rank = ranks - 1;
  for (; rank >= firstRank && i >= 0; rank--) {
    const loop = loops[i]!;
    if (joining(format, rank) && !joins(format, rank, loop.dim)) {
      bound.loops.unshift([]);
      bound.tiles.unshift(loops[0]!.tile);
      continue;
    }
    const joined = [loop];
    i--;
    if (joining(format, rank)) while (i >= 0 && joins(format, rank, loops[i]!.dim)) joined.push(loops[i--]!);
    bound.loops.unshift(joined);
    bound.tiles.unshift(loop.tile);
  }
  for (; rank >= firstRank; rank--) {
    bound.loops.unshift([]);
    bound.tiles.unshift(loops[0]?.tile ?? scalar);
  }
  bound.missing = i + 1;
  return bound;
}

/** What binding a level needs to know of the level below that keeps the tensor. */
export interface ChildRanks {
  readonly level: number;
  readonly words: number;
  readonly bound: BoundRanks;
}

/**
 * Binds the non-trivial loops between a level and the next inner level that keeps the tensor to the ranks of its
 * format. Compressed data cannot be re-tiled on the way, so the child's ranks are then the inner ranks here; otherwise
 * the child's tile is spread over the loops of its dims. A tensor without metadata has one rank over all loops.
 */
export function bindRanks(
  problem: NestProblem,
  nest: LoopNest,
  extents: Float64Array,
  t: number,
  level: number,
  format: PlannedFormat | undefined,
  child: ChildRanks | undefined,
): BoundRanks {
  const tensor = problem.tensors[t]!;
  const dims = problem.dimNames.length;
  const scalar = tileOf(tensor, extents, nest.count * dims);
  const end = child === undefined ? nest.count : nest.temporalStart[child.level]!;
  const pretiled = format?.compressed === true && child !== undefined && child.words > 1;
  const loops: TreeLoop[] = [];
  const seen = new Set<number>();
  for (let l = end - 1; l >= nest.temporalStart[level]!; l--) {
    const dim = nest.dim[l]!;
    if (tensor.relevant[dim] === 0) continue;
    let extent = nest.factor[l]!;
    if (!pretiled && !seen.has(dim)) {
      extent *= extents[end * dims + dim]!;
      seen.add(dim);
    }
    loops.push({ dim, extent, tile: tileOf(tensor, extents, l * dims) });
  }
  if (!pretiled)
    for (let dim = 0; dim < dims; dim++)
      if (tensor.relevant[dim] === 1 && !seen.has(dim) && extents[end * dims + dim]! > 1)
        loops.push({
          dim,
          extent: extents[end * dims + dim]!,
          tile: tileOf(tensor, extents, nest.temporalStart[level]! * dims),
        });
  const ranks = format?.ranks.length ?? 1;
  const firstRank = pretiled ? child.bound.fibers.length : 0;
  const bind = format?.innerToOuter === true ? bindInnerToOuter : bindOuterToInner;
  const own = bind(loops, ranks, firstRank, format, scalar);
  const extent = new Float64Array(dims);
  const fibers = own.loops.map((joined) => {
    extent.fill(1);
    for (const loop of joined) extent[loop.dim]! *= loop.extent;
    return tileOf(tensor, extent, 0).words;
  });
  if (!pretiled) return { fibers, tiles: [scalar, ...own.tiles], missing: own.missing };
  return {
    fibers: [...child.bound.fibers, ...fibers],
    tiles: [...child.bound.tiles, ...own.tiles],
    missing: Math.max(own.missing, firstRank - ranks),
  };
}
