import type { DensityModel, TileShape } from './densityModel.ts';
import type { BoundRanks } from './rankBinding.ts';
import type { PlannedRank } from './sparsePlan.ts';

/** Metadata and payload units of each rank, innermost first: `units[2 r]` and `units[2 r + 1]`. */
export type FormatUnits = number[];

/** P(a coordinate of each rank is empty) for each occupancy of a tile: `[rank][occupancy − first]`, the tile itself last. */
export type EmptyShares = readonly Float64Array[];

/** Empty shares for the occupancies `first … first + count − 1`. */
export function emptyShares(
  bound: BoundRanks,
  density: DensityModel,
  tile: TileShape,
  first: number,
  count: number,
): EmptyShares {
  return [...bound.tiles.slice(0, bound.fibers.length), tile].map((part) => {
    if (density.emptyGivenEach !== undefined) return density.emptyGivenEach(part, tile, first, count);
    const shares = new Float64Array(count);
    for (let i = 0; i < count; i++) shares[i] = density.emptyGiven(part, tile, first + i);
    return shares;
  });
}

/**
 * Adds `weight` × the units of a tile at occupancy `i` of the shares. Per rank with fiber length s, F fibers that are
 * not empty and q = P(a coordinate is empty): UOP F(s + 1) offsets; CP F⌈s(1 − q)⌉ coordinates and payloads; RLE
 * F·s(1 − q) of both; B F·s bits and F⌈s(1 − q)⌉ payloads; UB s a fiber. Outer ranks without a loop cost nothing. The
 * payload of the innermost rank is the data.
 */
export function addUnits(
  units: FormatUnits,
  ranks: readonly PlannedRank[],
  bound: BoundRanks,
  shares: EmptyShares,
  i: number,
  weight: number,
): void {
  let fibers = 1;
  for (let r = ranks.length - 1; r >= 0; r--) {
    const s = bound.fibers[r]!;
    if (s > 1 || r === 0) {
      const { format } = ranks[r]!;
      let metadata = 0;
      let payload = 0;
      if (format === 'UB') {
        metadata = fibers * s;
        payload = metadata;
      } else {
        const present = fibers * (1 - shares[r + 1]![i]!);
        if (format === 'UOP') payload = present * (s + 1);
        else {
          const kept = s * (1 - shares[r]![i]!);
          payload = present * (format === 'RLE' ? kept : wholeCoordinates(kept));
          metadata = format === 'B' ? present * s : payload;
        }
      }
      units[2 * r]! += weight * metadata;
      if (r > 0) units[2 * r + 1]! += weight * payload;
    }
    fibers *= s;
  }
}

/** ⌈x⌉ that forgives the rounding noise of a recurrence. */
const wholeCoordinates = (x: number): number => Math.ceil(x * (1 - 1e-12));

/** Bits of units under the ranks' word sizes. */
export function formatBits(ranks: readonly PlannedRank[], units: FormatUnits): number {
  let bits = 0;
  for (let r = 0; r < ranks.length; r++)
    bits += ranks[r]!.metadataBits * units[2 * r]! + ranks[r]!.payloadBits * units[2 * r + 1]!;
  return bits;
}
