import { activationFootprint } from './footprint.ts';
import type { ImageGeometry } from './imageGeometry.ts';
import { spanOf, spanStart } from './kSpace.ts';
import type { Problem } from './problem.ts';

/** Elements that the tiles of an image load. Tiles of one tap differ in their channels alone, and load as many. */
export interface ImageTiles {
  /** Kind of each tile along K; kinds are runs of neighbours. */
  readonly kinds: Int32Array;
  /** [kind][m] */
  readonly elements: Float64Array;
}

/** Tiles of `m` rows and `k` slots of a problem that has an image. */
export function imageTiles(problem: Problem, image: ImageGeometry, m: number, k: number): ImageTiles {
  const { space } = problem;
  const tilesM = Math.ceil(problem.m / m);
  const tilesK = Math.ceil(space.slots / k);
  const kinds = new Int32Array(tilesK);
  const starts: number[] = [];
  const ends: number[] = [];
  const { channels } = image;
  for (let l = 0; l < tilesK; l++) {
    const s0 = l * k;
    const k0 = spanStart(space, s0);
    const k1 = k0 + spanOf(space, s0, Math.min(space.slots, s0 + k));
    const last = starts.length - 1;
    // Same taps, and as many channels: the footprint asks for no more.
    const alike =
      last >= 0 &&
      Math.floor(k0 / channels) === Math.floor(starts[last]! / channels) &&
      Math.floor((k1 - 1) / channels) === Math.floor((ends[last]! - 1) / channels) &&
      Math.min(channels, k1 - k0) === Math.min(channels, ends[last]! - starts[last]!);
    if (!alike) {
      starts.push(k0);
      ends.push(k1);
    }
    kinds[l] = starts.length - 1;
  }
  const elements = new Float64Array(starts.length * tilesM);
  for (let kind = 0; kind < starts.length; kind++)
    for (let i = 0; i < tilesM; i++)
      elements[kind * tilesM + i] = activationFootprint(
        image,
        i * m,
        Math.min(problem.m, (i + 1) * m),
        starts[kind]!,
        ends[kind]!,
      );
  return { kinds, elements };
}
