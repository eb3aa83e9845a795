/**
 * Seeded random streams: xoshiro128** (Blackman & Vigna, ACM TOMS 47(4), 2021) seeded by SplitMix32 steps over a
 * hash of (seed, purpose…). One stream per purpose, so results depend on neither order nor worker count.
 */
export interface RandomStream {
  /** Uniform 32-bit unsigned integer. */
  uint32(): number;
  /** Uniform integer in [0, bound), unbiased, for 1 ≤ bound ≤ 2^32. */
  below(bound: number): number;
  /** Uniform in [0, 1) with 53 random bits. */
  uniform(): number;
}

/** FNV-1a over UTF-16 code units with a final avalanche: 32 bits, the same everywhere. */
function hash32(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    h = Math.imul(h ^ (c & 0xff), 0x01000193);
    h = Math.imul(h ^ (c >>> 8), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The stream for a seed and a purpose, e.g. `randomStream(7, 'pattern', 'conv1', 'b')`. */
export function randomStream(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
  const text = `${seed}\u0000${purpose.join('\u0000')}`;
  let s0 = hash32(text, 0x9e3779b9);
  let s1 = hash32(text, 0x243f6a88);
  let s2 = hash32(text, 0xb7e15162);
  let s3 = hash32(text, 0x6a09e667);
  if ((s0 | s1 | s2 | s3) === 0) s0 = 1;

  const uint32 = (): number => {
    const x = Math.imul(s1, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result;
  };
  const below = (bound: number): number => {
    const limit = 4294967296 - (4294967296 % bound);
    let x = uint32();
    while (x >= limit) x = uint32();
    return x % bound;
  };
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  for (let i = 0; i < 8; i++) uint32();
  return { uint32, below, uniform };
}
