import type { DensityModel, TileShape } from './densityModel.ts';
import type { BoundRanks } from './rankBinding.ts';
import type { PlannedRank } from './sparsePlan.ts';

/** Metadata and payload units of each rank, innermost first: `units[2 r]` and `units[2 r + 1]`. */
export type FormatUnits = number[];

/**
 * Adds `weight` × the units of a tile that holds `occupancy` non-zeros. Per rank with fiber length s, F fibers that are
 * not empty and q = P(a coordinate is empty): UOP F(s + 1) offsets; CP F⌈s(1 − q)⌉ coordinates and payloads; RLE
 * F·s(1 − q) of both; B F·s bits and F⌈s(1 − q)⌉ payloads; UB s a fiber. The payload of the innermost rank is the data.
 */
export function addUnits(
  units: FormatUnits,
  ranks: readonly PlannedRank[],
  bound: BoundRanks,
  density: DensityModel,
  tile: TileShape,
  occupancy: number,
  weight: number,
): void {
  let fibers = 1;
  let above: TileShape = tile;
  for (let r = ranks.length - 1; r >= 0; r--) {
    const s = bound.fibers[r]!;
    const below = bound.tiles[r]!;
    if (s > 1 || r === 0) {
      const { format } = ranks[r]!;
      let metadata = 0;
      let payload = 0;
      if (format === 'UB') {
        metadata = fibers * s;
        payload = metadata;
      } else {
        const present = fibers * (1 - density.emptyGiven(above, tile, occupancy));
        if (format === 'UOP') payload = present * (s + 1);
        else {
          const kept = s * (1 - density.emptyGiven(below, tile, occupancy));
          payload = present * (format === 'RLE' ? kept : Math.ceil(kept));
          metadata = format === 'B' ? present * s : payload;
        }
      }
      units[2 * r]! += weight * metadata;
      if (r > 0) units[2 * r + 1]! += weight * payload;
    }
    fibers *= s;
    above = below;
  }
}

/** Bits of units under the ranks' word sizes. */
export function formatBits(ranks: readonly PlannedRank[], units: FormatUnits): number {
  let bits = 0;
  for (let r = 0; r < ranks.length; r++)
    bits += ranks[r]!.metadataBits * units[2 * r]! + ranks[r]!.payloadBits * units[2 * r + 1]!;
  return bits;
}
