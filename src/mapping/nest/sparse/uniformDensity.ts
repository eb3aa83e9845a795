import type { DensityModel, Occupancies } from './densityModel.ts';

/** 2^−54, half the rounding step of numbers below 1: 1 − p is 1 for smaller p, which are taken for 0. */
const NEGLIGIBLE = 5.551115123125783e-17;

/**
 * P(no non-zero among `n` of `size` words of which `nonZeros` are not zero)
 * = Π_{i < min} (size − max − i) / (size − i), with min, max of (n, nonZeros), multiplied in the order of i, four
 * factors a division where there are many. The product only falls, so it ends where it is negligible.
 */
function hypergeometricEmpty(size: number, nonZeros: number, n: number): number {
  if (n + nonZeros > size) return 0;
  const few = Math.min(n, nonZeros);
  const many = Math.max(n, nonZeros);
  let p = 1;
  let i = 0;
  if (few > 64)
    for (; i + 4 <= few && p > NEGLIGIBLE; i += 4) {
      const a = size - many - i;
      const b = size - i;
      p *= (a * (a - 1) * (a - 2) * (a - 3)) / (b * (b - 1) * (b - 2) * (b - 3));
    }
  for (; i < few && p > NEGLIGIBLE; i++) p *= (size - many - i) / (size - i);
  return p > NEGLIGIBLE ? p : 0;
}

/**
 * The hypergeometric distribution by ratios from its mode, where p(k + 1) / p(k) =
 * (nonZeros − k)(n − k) / ((k + 1)(size − nonZeros − n + k + 1)); terms below 1e-18 of the mode are left out.
 */
function hypergeometric(size: number, nonZeros: number, n: number): Occupancies {
  const least = Math.max(0, n + nonZeros - size);
  const most = Math.min(n, nonZeros);
  const mode = Math.max(least, Math.min(most, Math.floor(((nonZeros + 1) * (n + 1)) / (size + 2))));
  const up: number[] = [];
  const down: number[] = [];
  let w = 1;
  for (let k = mode; k < most; k++) {
    w *= ((nonZeros - k) * (n - k)) / ((k + 1) * (size - nonZeros - n + k + 1));
    if (w < 1e-18) break;
    up.push(w);
  }
  w = 1;
  for (let k = mode; k > least; k--) {
    w *= (k * (size - nonZeros - n + k)) / ((nonZeros - k + 1) * (n - k + 1));
    if (w < 1e-18) break;
    down.push(w);
  }
  const first = mode - down.length;
  const probability = new Float64Array(down.length + 1 + up.length);
  down.forEach((v, i) => {
    probability[down.length - 1 - i] = v;
  });
  probability[down.length] = 1;
  probability.set(up, down.length + 1);
  let sum = 0;
  for (const v of probability) sum += v;
  for (let i = 0; i < probability.length; i++) probability[i]! /= sum;
  return {
    first,
    probability,
    empty: hypergeometricEmpty(size, nonZeros, n),
    least: nonZeros === size ? 0 : least,
  };
}

/** Numbers that a model keeps of shares asked for before (16 MiB). */
const MOST_SHARES = 2_097_152;

/** ⌈density × size⌉ non-zeros, every placement equally likely. */
export function uniformDensity(density: number, size: number): DensityModel {
  const nonZeros = Math.ceil(density * size);
  const emptyOf = new Map<number, number>();
  const occupanciesOf = new Map<number, Occupancies>();
  const sharesOf = new Map<number, Map<number, Float64Array>>();
  let held = 0;
  const empty = (words: number): number => {
    let p = emptyOf.get(words);
    if (p === undefined) {
      p = hypergeometricEmpty(size, nonZeros, words);
      emptyOf.set(words, p);
    }
    return p;
  };
  const most = (words: number): number => Math.min(words, nonZeros);
  return {
    density: nonZeros / size,
    byShape: false,
    empty: (tile) => empty(tile.words),
    most: (tile) => most(tile.words),
    occupancies(tile) {
      let found = occupanciesOf.get(tile.words);
      if (found === undefined) {
        found = hypergeometric(size, nonZeros, tile.words);
        occupanciesOf.set(tile.words, found);
      }
      return found;
    },
    emptyGiven: (part, tile, occupancy) => hypergeometricEmpty(tile.words, occupancy, part.words),
    // P(k + 1) = P(k) · (n − m − k) / (n − k) for a part of m in a tile of n words, until it is negligible.
    emptyGivenEach(part, tile, first, count) {
      const n = tile.words;
      const m = part.words;
      let ofTile: Map<number, Float64Array> | undefined;
      if (count > 1) {
        // Occupancies are always those of the tile, so its words and the part's tell shares apart.
        ofTile = sharesOf.get(n);
        if (ofTile === undefined || held > MOST_SHARES) {
          if (held > MOST_SHARES) {
            sharesOf.clear();
            held = 0;
          }
          ofTile = new Map();
          sharesOf.set(n, ofTile);
        }
        const known = ofTile.get(m);
        if (known !== undefined && known.length === count) return known;
      }
      const p = new Float64Array(count);
      let last = n - m < first ? 0 : hypergeometricEmpty(n, first, m);
      p[0] = last;
      for (let i = 1; i < count && last > NEGLIGIBLE; i++) {
        const k = first + i;
        last = Math.max(0, (last * (n - m - k + 1)) / (n - k + 1));
        p[i] = last;
      }
      if (ofTile !== undefined) {
        ofTile.set(m, p);
        held += count;
      }
      return p;
    },
    mostParts(tile, part) {
      const occupancy = most(tile.words);
      return Math.ceil(
        (tile.words / part.words) * (1 - hypergeometricEmpty(tile.words, occupancy, part.words)),
      );
    },
  };
}
