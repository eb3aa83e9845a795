/**
 * Two INT8 multiply-accumulates in one DSP48: (a1 · 2^18 + a0) · w = a1·w · 2^18 + a0·w. The low lane is 18 bits, so
 * products can be added down a chain until it overflows: 8 · 128 · 128 = 2^17 does not fit a signed lane, except that
 * 2^17 itself appears only when every product is (−128)². Integers below 2^48, the width of a DSP48's accumulator.
 */
export const laneBits = 18;

const lane = 1 << laneBits;
const half = lane / 2;

/** One slice: both products of a shared factor, in one 48-bit word. */
export const packedProduct = (a1: number, a0: number, w: number): number => (a1 * lane + a0) * w;

/** Sum of the low lane as its 18 bits say it: exact while −2^17 ≤ sum < 2^17. */
export function lowLane(word: number): number {
  const bits = ((word % lane) + lane) % lane;
  return bits >= half ? bits - lane : bits;
}

/** The upper lane; a negative low lane has borrowed one from it. */
export const highLane = (word: number): number => (word - lowLane(word)) / lane;

/**
 * Whether a chain of `slices` may take its lanes apart at its end only: no sum of so many products, each of at most
 * `largest` in magnitude, leaves the low lane. 8 slices: yes for INT8 times ±127, no where both may be −128.
 */
export const maySkipAdjust = (slices: number, largest: number): boolean => slices * largest < half;

export interface LaneSums {
  readonly high: number;
  readonly low: number;
}

/**
 * Dot products of two rows with one vector on a chain: groups of `group` slices add up in packed words, and the
 * overflow-adjust unit behind a group takes the lanes apart before the next group may overflow them. A short chain may skip
 * the unit and take the lanes apart at its end (FlightLLM, section 3.2.1: at most 8 slices): see `maySkipAdjust`.
 */
export function chainDot(
  rows: readonly [ArrayLike<number>, ArrayLike<number>],
  weights: ArrayLike<number>,
  group: number,
): LaneSums {
  let high = 0;
  let low = 0;
  for (let start = 0; start < weights.length; start += group) {
    let word = 0;
    const stop = Math.min(weights.length, start + group);
    for (let i = start; i < stop; i++) word += packedProduct(rows[0][i]!, rows[1][i]!, weights[i]!);
    high += highLane(word);
    low += lowLane(word);
  }
  return { high, low };
}

/** Dot product on DSP58 slices in INT8 mode, three products a slice, summed down the chain (AMD UG1273). */
export function tripleDot(row: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let start = 0; start < weights.length; start += 3) {
    let slice = 0;
    for (let i = start; i < Math.min(start + 3, weights.length); i++) slice += row[i]! * weights[i]!;
    sum += slice;
  }
  return sum;
}
