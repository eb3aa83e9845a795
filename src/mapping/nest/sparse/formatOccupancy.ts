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
  const all: Float64Array[] = [];
  for (let r = 0; r <= bound.fibers.length; r++) {
    const part = r < bound.fibers.length ? bound.tiles[r]! : tile;
    let shares: Float64Array;
    if (density.emptyGivenEach !== undefined) shares = density.emptyGivenEach(part, tile, first, count);
    else {
      shares = new Float64Array(count);
      for (let i = 0; i < count; i++) shares[i] = density.emptyGiven(part, tile, first + i);
    }
    all.push(shares);
  }
  return all;
}

/**
 * Expected units of a tile, over the occupancies `from …` of the shares with their weights. Per rank with fiber length s,
 * F fibers that are not empty and q = P(a coordinate is empty): UOP F(s + 1) offsets; CP F⌈s(1 − q)⌉ coordinates and
 * payloads; RLE F·s(1 − q) of both; B F·s bits and F⌈s(1 − q)⌉ payloads; UB s a fiber. Outer ranks without a loop cost
 * nothing. The payload of the innermost rank is the data.
 */
export function expectedUnits(
  ranks: readonly PlannedRank[],
  bound: BoundRanks,
  shares: EmptyShares,
  weights: Float64Array,
  from: number,
): FormatUnits {
  const units = new Array<number>(2 * ranks.length).fill(0);
  let fibers = 1;
  for (let r = ranks.length - 1; r >= 0; r--) {
    const s = bound.fibers[r]!;
    if (s > 1 || r === 0) {
      const { format } = ranks[r]!;
      const own = shares[r]!;
      const outer = shares[r + 1]!;
      let metadata = 0;
      let payload = 0;
      if (format === 'UB')
        for (let i = from; i < weights.length; i++) {
          metadata += weights[i]! * (fibers * s);
          payload = metadata;
        }
      else if (format === 'UOP')
        for (let i = from; i < weights.length; i++)
          payload += weights[i]! * (fibers * (1 - outer[i]!) * (s + 1));
      else if (format === 'RLE')
        for (let i = from; i < weights.length; i++) {
          payload += weights[i]! * (fibers * (1 - outer[i]!) * (s * (1 - own[i]!)));
          metadata = payload;
        }
      else
        for (let i = from; i < weights.length; i++) {
          const present = fibers * (1 - outer[i]!);
          const kept = present * wholeCoordinates(s * (1 - own[i]!));
          payload += weights[i]! * kept;
          metadata += weights[i]! * (format === 'B' ? present * s : kept);
        }
      units[2 * r] = metadata;
      if (r > 0) units[2 * r + 1] = payload;
    }
    fibers *= s;
  }
  return units;
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
