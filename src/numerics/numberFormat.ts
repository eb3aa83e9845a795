import type { RandomStream } from '../core/random.ts';

/** How a value between two representable ones is taken. */
export type Rounding = 'nearest-even' | 'nearest-away' | 'toward-zero' | 'floor' | 'stochastic';

/**
 * What becomes of a value past the largest: the largest; what the arithmetic does by itself (integers and fixed point
 * wrap, floats go to infinity, or NaN where they have no infinity); the latter, counted as `flagged`.
 */
export type Overflow = 'saturate' | 'wrap' | 'flag';

/** How often something was lost; counted up by whoever is given it. */
export interface NumericEvents {
  /** Results that are not the exact value. */
  rounded: number;
  saturated: number;
  wrapped: number;
  flagged: number;
  /** NaN where the format has none: stored as 0. */
  invalid: number;
}

export const numericEvents = (): NumericEvents => ({
  rounded: 0,
  saturated: 0,
  wrapped: 0,
  flagged: 0,
  invalid: 0,
});

export interface Quantization {
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  readonly events: NumericEvents;
  /** Needed for stochastic rounding. */
  readonly stream?: RandomStream;
}

/** A number format of up to 32 bits, every value of which is a double. Codes are unsigned integers of `bits` bits. */
export interface NumberFormat {
  readonly name: string;
  readonly bits: number;
  /** Significant bits of its widest value: a product of two formats is exact while their sum is at most 53. */
  readonly precision: number;
  /** Distance of neighbouring values where it is the same everywhere (integers, fixed point), else null. */
  readonly step: number | null;
  readonly largest: number;
  readonly smallest: number;
  decode(code: number): number;
  encode(value: number, quantization: Quantization): number;
}
