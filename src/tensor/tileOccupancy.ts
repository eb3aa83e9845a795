import type { PatternStatistics } from './patternStatistics.ts';

/** Equal intervals of an axis: the first one, and how many there are. */
export interface IntervalClass {
  readonly start: number;
  readonly length: number;
  readonly count: number;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/**
 * The intervals of `length` elements that cover an axis of `total`, the last one cut at its end, grouped by what a
 * pattern of the given period can tell apart: start modulo period, and anything in the last, partial period.
 */
function coverClasses(total: number, length: number, period: number): readonly IntervalClass[] {
  const regular = total - (total % period);
  const clear = Math.floor(regular / length);
  // Starts are multiples of length: modulo period they repeat after this many.
  const cycle = period / greatestCommonDivisor(length, period);
  const all: IntervalClass[] = [];
  for (let i = 0; i < Math.min(cycle, clear); i++) {
    all.push({ start: i * length, length, count: Math.floor((clear - 1 - i) / cycle) + 1 });
  }
  for (let start = clear * length; start < total; start += length) {
    all.push({ start, length: Math.min(length, total - start), count: 1 });
  }
  return all;
}

/** All windows of exactly `length` consecutive elements of an axis, at every start, grouped likewise. */
export function windowClasses(total: number, length: number, period: number): readonly IntervalClass[] {
  const regular = total - (total % period);
  const all: IntervalClass[] = [];
  const starts = Math.max(0, regular - length + 1);
  for (let start = 0; start < Math.min(period, starts); start++) {
    all.push({ start, length, count: Math.floor((starts - 1 - start) / period) + 1 });
  }
  for (let start = starts; start + length <= total; start++) all.push({ start, length, count: 1 });
  return all;
}

/** How a grid of tiles is filled. */
export interface TileOccupancy {
  /** Tiles of the grid, those cut by the edge included. */
  readonly tiles: number;
  /** Expected number of tiles with a non-zero. */
  readonly occupied: number;
  /** Expected non-zeros of an occupied tile. */
  readonly nnzPerOccupied: number;
}

/**
 * Occupancy of the height × width tiles that cover the matrix. (1 × cols tiles: occupied rows; rows × 1: columns.)
 */
export function tileOccupancy(statistics: PatternStatistics, height: number, width: number): TileOccupancy {
  const down = coverClasses(statistics.rows, height, statistics.period[0]);
  const across = coverClasses(statistics.cols, width, statistics.period[1]);
  let tiles = 0;
  let occupied = 0;
  for (const row of down) {
    for (const col of across) {
      const count = row.count * col.count;
      const tile = { row: row.start, col: col.start, height: row.length, width: col.length };
      tiles += count;
      occupied += count * (1 - statistics.tileEmpty(tile));
    }
  }
  return { tiles, occupied, nnzPerOccupied: occupied > 0 ? statistics.nnz / occupied : 0 };
}
