import type { DensityModel, Occupancies, TileShape } from './densityModel.ts';

/** Occupancies of the grid of tiles of one shape. */
interface Grid {
  /** Non-zeros of each tile. */
  readonly counts: Int32Array;
  readonly empty: number;
  readonly most: number;
}

/** Parts of the tiles of one shape: by occupancy of the tile, tiles and their parts that hold something. */
interface Parts {
  readonly tiles: Float64Array;
  readonly filled: Float64Array;
  /** Most parts of one tile that hold something. */
  readonly most: number;
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
  const partsOf = new Map<string, Parts>();
  const tilesIn = (shape: readonly number[]): number =>
    lengths.reduce((tiles, n, r) => tiles * Math.ceil(n / shape[r]!), 1);
  const tileNumber = (position: number, shape: readonly number[]): number => {
    let rest = position;
    let number = 0;
    let radix = 1;
    for (let r = lengths.length - 1; r >= 0; r--) {
      const length = lengths[r]!;
      const at = rest % length;
      rest = (rest - at) / length;
      number += Math.floor(at / shape[r]!) * radix;
      radix *= Math.ceil(length / shape[r]!);
    }
    return number;
  };
  const gridOf = (shape: readonly number[]): Grid => {
    const key = shape.join('x');
    let grid = grids.get(key);
    if (grid === undefined) {
      const counts = new Int32Array(tilesIn(shape));
      for (let i = 0; i < positions.length; i++) counts[tileNumber(positions[i]!, shape)]! += 1;
      let empty = 0;
      let most = 0;
      for (const n of counts) {
        if (n === 0) empty += 1;
        if (n > most) most = n;
      }
      grid = { counts, empty, most };
      grids.set(key, grid);
    }
    return grid;
  };
  const empty = (tile: TileShape): number => {
    const grid = gridOf(tile.lengths);
    return grid.empty / grid.counts.length;
  };
  const partsIn = (part: TileShape, tile: TileShape): Parts => {
    const key = `${part.lengths.join('x')} ${tile.lengths.join('x')}`;
    const known = partsOf.get(key);
    if (known !== undefined) return known;
    const grid = gridOf(tile.lengths);
    const held = new Int32Array(grid.counts.length);
    const seen = new Uint8Array(tilesIn(part.lengths));
    for (let i = 0; i < positions.length; i++) {
      const number = tileNumber(positions[i]!, part.lengths);
      if (seen[number] === 1) continue;
      seen[number] = 1;
      held[tileNumber(positions[i]!, tile.lengths)]! += 1;
    }
    const tiles = new Float64Array(grid.most + 1);
    const filled = new Float64Array(grid.most + 1);
    let most = 0;
    for (let i = 0; i < held.length; i++) {
      const occupancy = grid.counts[i]!;
      tiles[occupancy]! += 1;
      filled[occupancy]! += held[i]!;
      if (held[i]! > most) most = held[i]!;
    }
    const found = { tiles, filled, most };
    partsOf.set(key, found);
    return found;
  };
  const share = ({ tiles, filled }: Parts, occupancy: number, parts: number): number => {
    if (occupancy === 0) return 1;
    const count = tiles[occupancy] ?? 0;
    return count === 0 ? 0 : 1 - filled[occupancy]! / (count * parts);
  };
  return {
    density: positions.length / size,
    byShape: true,
    empty,
    most: (tile) => gridOf(tile.lengths).most,
    occupancies(tile): Occupancies {
      const { counts, most } = gridOf(tile.lengths);
      const probability = new Float64Array(most + 1);
      for (const n of counts) if (n > 0) probability[n]! += 1 / counts.length;
      probability[0] = empty(tile);
      return { first: 0, probability, empty: empty(tile), least: 0 };
    },
    emptyGiven: (part, tile, occupancy) => share(partsIn(part, tile), occupancy, tile.words / part.words),
    emptyGivenEach(part, tile, first, count) {
      const held = partsIn(part, tile);
      const shares = new Float64Array(count);
      for (let i = 0; i < count; i++) shares[i] = share(held, first + i, tile.words / part.words);
      return shares;
    },
    mostParts: (tile, part) => partsIn(part, tile).most,
  };
}
