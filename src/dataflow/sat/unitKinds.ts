import type { StageProblem } from './stageProblem.ts';
import type { Tiling } from './tiling.ts';

/** Steps of equal size and place in their tile, and how many of them a product has. */
export interface UnitKind {
  readonly rows: number;
  readonly cols: number;
  readonly sum: number;
  /** Whether they are the first and the last of their tiles. */
  readonly first: boolean;
  readonly last: boolean;
  /** Which operands they read from memory. */
  readonly left: boolean;
  readonly right: boolean;
  readonly times: number;
}

interface Extent {
  readonly size: number;
  readonly times: number;
  /** Whether the first one is among them, and the last one. */
  readonly first: boolean;
  readonly last: boolean;
}

/** Pieces of one dimension by size: the first, those between, the last. */
function extents(all: number, piece: number): readonly Extent[] {
  const count = Math.ceil(all / piece);
  const rest = all - (count - 1) * piece;
  if (count === 1) return [{ size: rest, times: 1, first: true, last: true }];
  return [
    { size: piece, times: 1, first: true, last: false },
    ...(count > 2 ? [{ size: piece, times: count - 2, first: false, last: false }] : []),
    { size: rest, times: 1, first: false, last: true },
  ];
}

/** The kinds of step of a product: 27 at most, whatever its size. */
export function unitKinds({ batch, m, n, k }: StageProblem, tiling: Tiling): UnitKind[] {
  const kinds: UnitKind[] = [];
  const columns = extents(n, tiling.tile_n);
  const sums = extents(k, tiling.tile_k);
  for (const row of extents(m, tiling.tile_m))
    for (const col of columns)
      for (const sum of sums)
        kinds.push({
          rows: row.size,
          cols: col.size,
          sum: sum.size,
          first: sum.first,
          last: sum.last,
          left: !tiling.left_once || col.first,
          right: !tiling.right_once || row.first,
          times: batch * row.times * col.times * sum.times,
        });
  return kinds;
}
