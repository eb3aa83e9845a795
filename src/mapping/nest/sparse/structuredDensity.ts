import type { DensityModel, Occupancies, TileShape } from './densityModel.ts';

/** P(0) of a tile whose expected occupancy is `exact`, rounded up or down in proportion. */
const emptyOf = (exact: number): number => (exact < 1 ? 1 - exact : 0);

/** Every tile holds words × density non-zeros, rounded up with the probability of the fraction. */
export function structuredDensity(density: number): DensityModel {
  return {
    density,
    byShape: false,
    empty: (tile) => emptyOf(tile.words * density),
    most: (tile) => Math.ceil(tile.words * density),
    occupancies(tile: TileShape): Occupancies {
      const exact = tile.words * density;
      const low = Math.floor(exact);
      const up = exact - low;
      return {
        first: low,
        probability: up === 0 ? Float64Array.of(1) : Float64Array.of(1 - up, up),
        empty: emptyOf(exact),
        least: low,
      };
    },
    emptyGiven: (part, tile, occupancy) => emptyOf(part.words * (occupancy / tile.words)),
    mostParts(tile, part) {
      const occupancy = Math.ceil(tile.words * density);
      return Math.ceil((tile.words / part.words) * (1 - emptyOf(part.words * (occupancy / tile.words))));
    },
  };
}
