import type { DensityModel, TileShape } from './densityModel.ts';

/**
 * Tiles (in rows) above which row accesses of compressed words need no statistics, by words per row and density 0.1,
 * 0.2 … 1.0 (Sparseloop, model/buffer.hpp, table of vector width coefficients).
 */
const thresholds: Readonly<Record<number, readonly number[]>> = {
  2: [251, 125, 84, 63, 51, 42, 36, 32, 28, 1],
  4: [375, 188, 125, 94, 75, 63, 54, 47, 42, 1],
  8: [438, 219, 146, 110, 88, 73, 63, 55, 49, 1],
  16: [469, 235, 157, 118, 94, 79, 67, 59, 52, 1],
  32: [485, 243, 162, 122, 97, 81, 70, 61, 52, 1],
};

/**
 * Rows that a compressed tile takes over those that its expected words would: E[⌈k / row⌉] / (E[k] / row). 1 for
 * single-word rows, dense tiles, and tiles of many rows. Rows wider than 32 words use the table's last line.
 */
export function rowRatio(model: DensityModel, tile: TileShape, density: number, perRow: number): number {
  if (perRow === 1 || density >= 1) return 1;
  let width = 2;
  while (width < perRow && width < 32) width *= 2;
  const column = density >= 0.1 ? Math.floor(density / 0.1) - 1 : 0;
  if (thresholds[width]![column]! <= Math.floor(tile.words / perRow)) return 1;
  const { first, probability } = model.occupancies(tile);
  let rows = 0;
  for (let i = 0; i < probability.length; i++)
    if (first + i > 0) rows += Math.ceil((first + i) / perRow) * probability[i]!;
  return rows / ((tile.words * density) / perRow);
}
