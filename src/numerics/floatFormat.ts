import { invariant } from '../core/invariant.ts';
import type { NumberFormat, Quantization } from './numberFormat.ts';
import { binaryExponent, powerOfTwo } from './powerOfTwo.ts';
import { roundToInteger } from './roundToInteger.ts';

/** A binary floating-point format with a sign, subnormals and at most 32 bits. */
export interface FloatShape {
  readonly name: string;
  readonly exponent_bits: number;
  readonly mantissa_bits: number;
  readonly bias: number;
  /**
   * Codes with all exponent bits set: `ieee` (infinities and NaNs), `nan` (only the largest code is NaN, as in OCP
   * E4M3), `finite` (numbers like any other, as in FP6 and FP4).
   */
  readonly special: 'ieee' | 'nan' | 'finite';
}

export interface FloatFormat extends NumberFormat, FloatShape {
  /** Code of NaN and of +infinity, where there are such. */
  readonly nan: number | null;
  readonly infinity: number | null;
}

/** Builds a format; values of at most 8 bits are decoded by table. */
export function floatFormat(shape: FloatShape): FloatFormat {
  const { exponent_bits, mantissa_bits, bias, special } = shape;
  const bits = 1 + exponent_bits + mantissa_bits;
  invariant(bits <= 32 && exponent_bits >= 1 && exponent_bits <= 8, 'floats have at most 32 bits', {
    ...shape,
  });
  const signCode = powerOfTwo(bits - 1);
  const binade = powerOfTwo(mantissa_bits);
  const topExponent = (powerOfTwo(exponent_bits) - 1) * binade;
  const infinity = special === 'ieee' ? topExponent : null;
  const nan = special === 'ieee' ? topExponent + binade / 2 : special === 'nan' ? signCode - 1 : null;
  const lastFinite = special === 'ieee' ? topExponent - 1 : special === 'nan' ? signCode - 2 : signCode - 1;

  const magnitudeOf = (code: number): number => {
    if (code > lastFinite) return code === infinity ? Number.POSITIVE_INFINITY : Number.NaN;
    const exponent = Math.floor(code / binade);
    const mantissa = code - exponent * binade;
    return exponent === 0
      ? mantissa * powerOfTwo(1 - bias - mantissa_bits)
      : (mantissa + binade) * powerOfTwo(exponent - bias - mantissa_bits);
  };
  const compute = (code: number): number =>
    code >= signCode ? -magnitudeOf(code - signCode) : magnitudeOf(code);
  const table = bits <= 8 ? Float64Array.from({ length: 2 * signCode }, (_, code) => compute(code)) : null;
  const largest = magnitudeOf(lastFinite);

  const encode = (value: number, { rounding, overflow, events, stream }: Quantization): number => {
    if (Number.isNaN(value)) {
      if (nan !== null) return nan;
      events.invalid += 1;
      return 0;
    }
    const negative = value < 0 || (value === 0 && 1 / value < 0);
    const sign = negative ? signCode : 0;
    if (value === 0) return sign;
    const magnitude = negative ? -value : value;
    const past = (): number => {
      if (overflow === 'saturate' || nan === null) {
        events.saturated += 1;
        return sign + lastFinite;
      }
      if (overflow === 'flag') events.flagged += 1;
      else events.wrapped += 1;
      return sign + (infinity ?? nan);
    };
    if (magnitude === Number.POSITIVE_INFINITY) return infinity !== null ? sign + infinity : past();
    const exponent = Math.max(binaryExponent(magnitude), 1 - bias);
    // In units of the last place the magnitude is below 2·binade; scaling by a power of two is exact.
    const scaled = value / powerOfTwo(exponent - mantissa_bits);
    const rounded = roundToInteger(scaled, rounding, stream);
    if (rounded !== scaled) events.rounded += 1;
    // Subnormals (units < binade), normals and the carry into the next binade are one formula.
    const units = negative ? -rounded : rounded;
    const code = (exponent + bias - 1) * binade + units;
    if (code <= lastFinite) return sign + code;
    // IEEE 754-2019, 7.4: modes that round towards a finite number stop at the largest.
    const inward = rounding === 'toward-zero' || (rounding === 'floor' && !negative);
    return inward ? sign + lastFinite : past();
  };
  return {
    ...shape,
    bits,
    precision: mantissa_bits + 1,
    step: null,
    largest,
    smallest: -largest,
    nan,
    infinity,
    decode: table !== null ? (code) => table[code]! : compute,
    encode,
  };
}
