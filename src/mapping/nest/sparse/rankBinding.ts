import type { LoopNest } from '../loopNest.ts';
import type { NestProblem } from '../nestProblem.ts';
import { boxWords } from '../tileBox.ts';
import type { TileShape } from './densityModel.ts';
import { tileOf } from './nestMolds.ts';
import type { SparseCell } from './sparseCell.ts';
import type { PlannedFormat } from './sparsePlan.ts';

/** The ranks of a tensor's fibertree at a level, innermost first. */
export interface BoundRanks {
  /** Coordinates of a fiber of each rank (1: the rank is trivial and costs nothing). */
  readonly fibers: readonly number[];
  /** `tiles[r]` is what one coordinate of rank r stands for; one longer than `fibers`. */
  readonly tiles: readonly TileShape[];
  /** The format has fewer ranks than the nest needs. */
  readonly missing: number;
}

// The loops that shape the fibertree, innermost first: dim, extent, and the row of the extents table that spans the
// tensor's tile up to and including the loop.
const loopDim = new Int32Array(256);
const loopExtent = new Float64Array(256);
const loopRow = new Int32Array(256);
/** Ranks from the first one on: their loops `rankFrom … rankTo − 1`, and the row of their tile (−1: a single word). */
const rankFrom = new Int32Array(64);
const rankTo = new Int32Array(64);
const rankRow = new Int32Array(64);
const spread = new Uint8Array(64);
const extent = new Float64Array(64);

const joins = (format: PlannedFormat | undefined, rank: number, dim: number): boolean =>
  format === undefined || ((format.ranks[rank]!.flatten >> dim) & 1) === 1;
const joining = (format: PlannedFormat | undefined, rank: number): boolean =>
  format === undefined || format.ranks[rank]!.flatten !== 0;

/** Binds the loops to ranks `firstRank … ranks − 1`, beginning at the inner end; how many loops are left over. */
function bindInnerToOuter(
  loops: number,
  firstRank: number,
  ranks: number,
  format: PlannedFormat | undefined,
): number {
  let i = 0;
  for (let rank = firstRank; rank < ranks; rank++) {
    const k = rank - firstRank;
    rankFrom[k] = rankTo[k] = i;
    if (i === loops) {
      rankRow[k] = loops > 0 ? loopRow[0]! : -1;
      continue;
    }
    rankRow[k] = -1;
    const join = joining(format, rank);
    if (join && !joins(format, rank, loopDim[i]!)) continue;
    rankRow[k] = loopRow[i]!;
    i++;
    if (join) while (i < loops && joins(format, rank, loopDim[i]!)) i++;
    rankTo[k] = i;
  }
  return loops - i;
}

/** The same from the outer end: the outermost loop gets the outermost rank. */
function bindOuterToInner(
  loops: number,
  firstRank: number,
  ranks: number,
  format: PlannedFormat | undefined,
): number {
  let i = loops - 1;
  for (let rank = ranks - 1; rank >= firstRank; rank--) {
    const k = rank - firstRank;
    rankFrom[k] = rankTo[k] = i + 1;
    rankRow[k] = loops > 0 ? loopRow[0]! : -1;
    if (i < 0) continue;
    const join = joining(format, rank);
    if (join && !joins(format, rank, loopDim[i]!)) continue;
    rankRow[k] = loopRow[i]!;
    i--;
    if (join) while (i >= 0 && joins(format, rank, loopDim[i]!)) i--;
    rankFrom[k] = i + 1;
  }
  return i + 1;
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
  child: SparseCell | undefined,
  byShape: boolean,
): BoundRanks {
  const tensor = problem.tensors[t]!;
  const dims = problem.dimNames.length;
  const start = nest.temporalStart[level]!;
  const end = child === undefined ? nest.count : nest.temporalStart[child.level]!;
  const pretiled = format?.compressed === true && child !== undefined && child.tile.words > 1;
  let loops = 0;
  spread.fill(0, 0, dims);
  for (let l = end - 1; l >= start; l--) {
    const dim = nest.dim[l]!;
    if (tensor.relevant[dim] === 0) continue;
    let length = nest.factor[l]!;
    if (!pretiled && spread[dim] === 0) {
      length *= extents[end * dims + dim]!;
      spread[dim] = 1;
    }
    loopDim[loops] = dim;
    loopExtent[loops] = length;
    loopRow[loops] = l;
    loops++;
  }
  if (!pretiled)
    for (let dim = 0; dim < dims; dim++) {
      const length = extents[end * dims + dim]!;
      if (tensor.relevant[dim] === 0 || spread[dim] === 1 || length <= 1) continue;
      loopDim[loops] = dim;
      loopExtent[loops] = length;
      loopRow[loops] = start;
      loops++;
    }
  const ranks = format?.ranks.length ?? 1;
  const firstRank = pretiled ? child.bound.fibers.length : 0;
  const left =
    format?.innerToOuter === true
      ? bindInnerToOuter(loops, firstRank, ranks, format)
      : bindOuterToInner(loops, firstRank, ranks, format);
  const fibers: number[] = [];
  const tiles: TileShape[] = [];
  if (pretiled) {
    for (let r = 0; r < firstRank; r++) fibers.push(child.bound.fibers[r]!);
    for (let r = 0; r <= firstRank; r++) tiles.push(child.bound.tiles[r]!);
  } else tiles.push(tileOf(tensor, extents, nest.count * dims, byShape));
  for (let k = 0; k < ranks - firstRank; k++) {
    extent.fill(1, 0, dims);
    for (let i = rankFrom[k]!; i < rankTo[k]!; i++) extent[loopDim[i]!]! *= loopExtent[i]!;
    fibers.push(rankFrom[k] === rankTo[k] ? 1 : boxWords(tensor, extent, 0));
    tiles.push(tileOf(tensor, extents, (rankRow[k]! < 0 ? nest.count : rankRow[k]!) * dims, byShape));
  }
  return { fibers, tiles, missing: pretiled ? Math.max(left, firstRank - ranks) : left };
}
