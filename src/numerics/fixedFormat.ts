import { invariant } from '../core/invariant.ts';
import type { NumberFormat, Quantization } from './numberFormat.ts';
import { powerOfTwo } from './powerOfTwo.ts';
import { roundToInteger } from './roundToInteger.ts';

/**
 * Two's complement (or unsigned) fixed point: `int_bits` before and `frac_bits` after the point, a sign bit on top
 * where signed; at most 32 bits in all. Without fraction bits it is an integer.
 */
export function fixedFormat(signed: boolean, int_bits: number, frac_bits: number): NumberFormat {
  const bits = int_bits + frac_bits + (signed ? 1 : 0);
  const whole = Number.isInteger(int_bits) && Number.isInteger(frac_bits) && int_bits >= 0 && frac_bits >= 0;
  invariant(whole && bits >= 1 && bits <= 32, 'fixed point has 1 … 32 bits', { signed, int_bits, frac_bits });
  const step = powerOfTwo(-frac_bits);
  const codes = powerOfTwo(bits);
  const lowest = signed ? -codes / 2 : 0;
  const highest = (signed ? codes / 2 : codes) - 1;
  const sign = signed ? 'q' : 'uq';
  return {
    name: frac_bits === 0 ? `${signed ? '' : 'u'}int${bits}` : `${sign}${int_bits}.${frac_bits}`,
    bits,
    precision: bits - (signed ? 1 : 0),
    step,
    largest: highest * step,
    smallest: lowest * step,
    decode: (code) => (code > highest ? code - codes : code) * step,
    encode(value, quantization) {
      const code = boundedInteger(value / step, lowest, highest, codes, quantization);
      return code < 0 ? code + codes : code;
    },
  };
}

/** A value rounded to a whole number within [lowest, highest], or brought there as the overflow mode says. */
function boundedInteger(
  value: number,
  lowest: number,
  highest: number,
  codes: number,
  { rounding, overflow, events, stream }: Quantization,
): number {
  if (Number.isNaN(value)) {
    events.invalid += 1;
    return 0;
  }
  const infinite = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  const integer = roundToInteger(value, rounding, stream);
  if (integer !== value) events.rounded += 1;
  // −0 is 0 in two's complement.
  if (integer >= lowest && integer <= highest) return integer + 0;
  if (overflow === 'saturate' || infinite) {
    events.saturated += 1;
    return integer < lowest ? lowest : highest;
  }
  if (overflow === 'flag') events.flagged += 1;
  else events.wrapped += 1;
  const wrapped = integer - Math.floor(integer / codes) * codes;
  return wrapped > highest ? wrapped - codes : wrapped;
}
