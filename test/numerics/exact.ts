import Fraction from 'fraction.js';
import {
  numericEvents,
  type Overflow,
  type Quantization,
  type Rounding,
} from '../../src/numerics/numberFormat.ts';

const view = new DataView(new ArrayBuffer(8));

/** A finite double as the rational that it is. */
export function exact(value: number): Fraction {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (field === 0 ? 1 : field) - 1075;
  const signed = bits >> 63n === 1n ? -mantissa : mantissa;
  return exponent >= 0
    ? new Fraction(signed << BigInt(exponent), 1n)
    : new Fraction(signed, 1n << BigInt(-exponent));
}

/** A rational rounded to a whole number by definition. */
export function roundExactly(value: Fraction, rounding: Exclude<Rounding, 'stochastic'>): bigint {
  const below = BigInt(value.floor().toFraction());
  const above = BigInt(value.ceil().toFraction());
  if (below === above) return below;
  const up = value.sub(below).compare(new Fraction(1, 2));
  switch (rounding) {
    case 'floor':
      return below;
    case 'toward-zero':
      return value.compare(0) < 0 ? above : below;
    case 'nearest-even':
      return up < 0 ? below : up > 0 ? above : below % 2n === 0n ? below : above;
    case 'nearest-away':
      return up < 0 ? below : up > 0 ? above : value.compare(0) < 0 ? below : above;
  }
}

export const roundings = ['nearest-even', 'nearest-away', 'toward-zero', 'floor'] as const;

export const quantization = (
  rounding: Rounding = 'nearest-even',
  overflow: Overflow = 'saturate',
): Quantization => ({
  rounding,
  overflow,
  events: numericEvents(),
});
