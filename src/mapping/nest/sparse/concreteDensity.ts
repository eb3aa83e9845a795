import type { DensityModel, Occupancies, TileShape } from './densityModel.ts';

/** Occupancies of the grid of tiles of one shape. */
interface Grid {
  /** Non-zeros of each tile that is not empty, by tile number. */
  readonly counts: ReadonlyMap<number, number>;
  readonly tiles: number;
}

/**
 * A given tensor: `positions` are the row-major numbers of its non-zeros in a box of `lengths`. Tile occupancies are
 * histograms over the grid of tiles, so expectations are exact means, and exact counts where every tile is met equally
 * often. Tiles at the far edge may be partial.
 */
export function concreteDensity(lengths: readonly number[], positions: ArrayLike<number>): DensityModel {
  let size = 1;
  for (const n of lengths) size *= n;
  const grids = new Map<string, Grid>();
  const tileNumber = (position: number, shape: readonly number[]): number => {
    let rest = position;
    let number = 0;
    let radix = 1;
    for (let r = lengths.length - 1; r >= 0; r--) {
      const at = rest % lengths[r]!;
      rest = (rest - at) / lengths[r]!;
      number += Math.floor(at / shape[r]!) * radix;
      radix *= Math.ceil(lengths[r]! / shape[r]!);
    }
    return number;
  };
  const gridOf = (shape: readonly number[]): Grid => {
    const key = shape.join('x');
    let grid = grids.get(key);
    if (grid === undefined) {
      const counts = new Map<number, number>();
      for (let i = 0; i < positions.length; i++) {
        const n = tileNumber(positions[i]!, shape);
        counts.set(n, (counts.get(n) ?? 0) + 1);
      }
      let tiles = 1;
      lengths.forEach((n, r) => {
        tiles *= Math.ceil(n / shape[r]!);
      });
      grid = { counts, tiles };
      grids.set(key, grid);
    }
    return grid;
  };
  const empty = (tile: TileShape): number => {
    const grid = gridOf(tile.lengths);
    return (grid.tiles - grid.counts.size) / grid.tiles;
  };
  const most = (tile: TileShape): number => {
    let found = 0;
    for (const n of gridOf(tile.lengths).counts.values()) found = Math.max(found, n);
    return found;
  };
  /** Parts of a tile that hold something, per tile number of the outer grid. */
  const partsHeld = (part: TileShape, tile: TileShape): Map<number, Set<number>> => {
    const held = new Map<number, Set<number>>();
    for (let i = 0; i < positions.length; i++) {
      const outer = tileNumber(positions[i]!, tile.lengths);
      let parts = held.get(outer);
      if (parts === undefined) {
        parts = new Set();
        held.set(outer, parts);
      }
      parts.add(tileNumber(positions[i]!, part.lengths));
    }
    return held;
  };
  return {
    density: positions.length / size,
    byShape: true,
    empty,
    most,
    occupancies(tile): Occupancies {
      const grid = gridOf(tile.lengths);
      const probability = new Float64Array(most(tile) + 1);
      for (const n of grid.counts.values()) probability[n]! += 1 / grid.tiles;
      probability[0] = empty(tile);
      return { first: 0, probability, empty: empty(tile), least: 0 };
    },
    emptyGiven(part, tile, occupancy) {
      if (occupancy === 0) return 1;
      const grid = gridOf(tile.lengths);
      const held = partsHeld(part, tile);
      const parts = tile.words / part.words;
      let tiles = 0;
      let filled = 0;
      for (const [number, count] of grid.counts)
        if (count === occupancy) {
          tiles += 1;
          filled += held.get(number)!.size;
        }
      return tiles === 0 ? 0 : 1 - filled / (tiles * parts);
    },
    mostParts(tile, part) {
      let found = 0;
      for (const parts of partsHeld(part, tile).values()) found = Math.max(found, parts.size);
      return found;
    },
  };
}
