import type { RandomStream } from '../../core/random.ts';

/**
 * Primitive polynomials (degree, inner coefficients) and first direction numbers of dimensions 2 … 21, from
 * Joe & Kuo, SIAM J. Sci. Comput. 30(5), 2008 (new-joe-kuo-6).
 */
const table: readonly (readonly [degree: number, inner: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

const bits = 32;

/** Direction numbers of a dimension, as fractions of 2^32. */
function directions(dimension: number): Uint32Array {
  const v = new Uint32Array(bits);
  if (dimension === 0) {
    for (let i = 0; i < bits; i++) v[i] = 2 ** (31 - i);
    return v;
  }
  const [degree, inner, first] = table[dimension - 1]!;
  for (let i = 0; i < bits; i++) {
    if (i < degree) {
      v[i] = first[i]! * 2 ** (31 - i);
      continue;
    }
    let value = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((inner >>> (degree - 1 - k)) & 1) value ^= v[i - k]!;
    v[i] = value;
  }
  return v;
}

/**
 * Points of the Sobol' sequence in Gray-code order (Antonov & Saleev, 1979), one coordinate for each stream, in [0, 1).
 * Each stream scrambles its dimension linearly (Matoušek, J. Complexity 14(4), 1998: a lower triangular bit matrix with
 * a unit diagonal, then a digital shift), which keeps the net's strata. Dimensions past 21 are drawn uniformly.
 */
export function scrambledSobol(streams: readonly RandomStream[]): () => Float64Array {
  const nets = streams.slice(0, table.length + 1).map((stream, d) => scrambled(directions(d), stream));
  const state = Uint32Array.from(streams, (stream) => stream.uint32());
  const point = new Float64Array(streams.length);
  let count = 0;
  return () => {
    for (const [d, stream] of streams.entries())
      point[d] = d < nets.length ? state[d]! / 4294967296 : stream.uniform();
    count++;
    const changed = 31 - Math.clz32(count & -count);
    for (const [d, net] of nets.entries()) state[d] = state[d]! ^ net[changed]!;
    return point;
  };
}

function scrambled(v: Uint32Array, stream: RandomStream): Uint32Array {
  // Row b of the matrix gives output bit b (from the top) from input bits 0 … b.
  const rows = Uint32Array.from({ length: bits }, (_, b) => {
    const above = b === 0 ? 0 : stream.uint32() & (0xffffffff << (bits - b));
    return above | (1 << (bits - 1 - b));
  });
  return v.map((value) => {
    let out = 0;
    for (let b = 0; b < bits; b++) if (parity(value & rows[b]!)) out |= 1 << (bits - 1 - b);
    return out >>> 0;
  });
}

function parity(x: number): number {
  x ^= x >>> 16;
  x ^= x >>> 8;
  x ^= x >>> 4;
  return (0x6996 >>> (x & 15)) & 1;
}
