import { DiagnosticError } from '../../../core/diagnostic.ts';
import type { DensityModel, Occupancies, TileShape } from './densityModel.ts';

/** Non-zeros of rows r0 … r0 + rows − 1 and columns c0 … c0 + columns − 1 in a band |r − c| ≤ half. */
function bandCount(half: number, r0: number, rows: number, c0: number, columns: number): number {
  let count = 0;
  for (let r = r0; r < r0 + rows; r++) {
    const from = Math.max(c0, r - half, 0);
    const to = Math.min(c0 + columns, r + half + 1);
    if (to > from) count += to - from;
  }
  return count;
}

/**
 * A square banded matrix: occupancies by enumeration of the tile grid. With `peerRules`, the parts of a tile are
 * counted as Sparseloop does: in the first tile of that occupancy, its offset subtracted once too often, so that parts
 * of any tile but the corner one look emptier than they are.
 */
export function bandedDensity(
  half: number,
  lengths: readonly number[],
  tensor: string,
  peerRules: boolean,
): DensityModel {
  const [rows = 0, columns = 0] = lengths;
  if (lengths.length !== 2 || rows !== columns)
    throw new DiagnosticError([
      {
        code: 'WIN-NST-011',
        severity: 'error',
        message: `tensor ${tensor} of shape ${lengths.join(' × ')} has a banded density`,
        hint: 'a band needs a square matrix; use the uniform or the structured model',
      },
    ]);
  const total = bandCount(half, 0, rows, 0, columns);
  const cache = new Map<string, Occupancies>();
  const grid = (tile: TileShape): { r: number; c: number; count: number }[] => {
    const [tr = 1, tc = 1] = tile.lengths;
    const found: { r: number; c: number; count: number }[] = [];
    for (let r = 0; r + tr <= rows; r += tr)
      for (let c = 0; c + tc <= columns; c += tc) found.push({ r, c, count: bandCount(half, r, tr, c, tc) });
    return found;
  };
  const occupancies = (tile: TileShape): Occupancies => {
    const key = tile.lengths.join();
    let found = cache.get(key);
    if (found === undefined) {
      const tiles = grid(tile);
      let first = tile.words;
      let last = 0;
      for (const t of tiles) {
        first = Math.min(first, t.count);
        last = Math.max(last, t.count);
      }
      const probability = new Float64Array(Math.max(1, last - first + 1));
      for (const t of tiles) probability[t.count - first]! += 1 / tiles.length;
      found = { first, probability, empty: first === 0 ? probability[0]! : 0, least: 0 };
      cache.set(key, found);
    }
    return found;
  };
  const most = (tile: TileShape): number => {
    const found = occupancies(tile);
    return found.first + found.probability.length - 1;
  };
  const emptyGiven = (part: TileShape, tile: TileShape, occupancy: number): number => {
    const [tr = 1, tc = 1] = tile.lengths;
    const [pr = 1, pc = 1] = part.lengths;
    let parts = 0;
    let empty = 0;
    for (const t of grid(tile)) {
      if (t.count !== occupancy) continue;
      for (let r = 0; r + pr <= tr; r += pr)
        for (let c = 0; c + pc <= tc; c += pc) {
          parts += 1;
          const shiftRow = peerRules ? t.r : 0;
          const shiftColumn = peerRules ? t.c : 0;
          const count = bandCount(
            half,
            t.r + r + shiftRow,
            pr - shiftRow,
            t.c + c + shiftColumn,
            pc - shiftColumn,
          );
          if (count === 0) empty += 1;
        }
      if (peerRules) break;
    }
    return parts === 0 ? 1 : empty / parts;
  };
  return {
    density: total / (rows * columns),
    byShape: true,
    empty: (tile) => occupancies(tile).empty,
    occupancies,
    most,
    emptyGiven,
    mostParts: (tile, part) =>
      Math.ceil((tile.words / part.words) * (1 - emptyGiven(part, tile, most(tile)))),
  };
}
