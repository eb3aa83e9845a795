import { invariant } from '../core/invariant.ts';
import { fixedFormat } from './fixedFormat.ts';
import type { NumberFormat, Quantization } from './numberFormat.ts';
import { roundToInteger } from './roundToInteger.ts';

/** Affine quantisation real = scale · (code − zero_point), with integers of 2 … 16 bits (Jacob et al., CVPR 2018). */
export interface Affine {
  readonly integer: NumberFormat;
  readonly scale: number;
  readonly zero_point: number;
}

/** Ranges below this are taken for the single value 0: their steps would lose bits as subnormals. */
const leastScale = 1e-300;

/** The quantisation whose integers cover [low, high] (widened to hold 0, which is then exact). */
export function affineFromRange(
  low: number,
  high: number,
  options: { readonly bits: number; readonly signed: boolean; readonly symmetric: boolean },
): Affine {
  const { bits, signed, symmetric } = options;
  invariant(bits >= 2 && bits <= 16 && low <= high, 'affine ranges are ordered', { low, high, bits });
  const integer = fixedFormat(signed, signed ? bits - 1 : bits, 0);
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  if (symmetric) {
    const reach = Math.max(-bottom, top);
    const zero_point = signed ? 0 : (integer.largest + 1) / 2;
    const scale = reach / (integer.largest - zero_point);
    return { integer, scale: scale < leastScale ? 1 : scale, zero_point };
  }
  const step = (top - bottom) / (integer.largest - integer.smallest);
  const scale = step < leastScale ? 1 : step;
  const zero_point = Math.round(integer.smallest - bottom / scale);
  return { integer, scale, zero_point };
}

/** The integer (not its bit pattern) that stands for a real value: round(value / scale) + zero_point, kept in range. */
export function affineQuantize(value: number, affine: Affine, quantization: Quantization): number {
  const { integer, scale, zero_point } = affine;
  const steps = value / scale;
  const rounded = roundToInteger(steps, quantization.rounding, quantization.stream);
  if (rounded !== steps) quantization.events.rounded += 1;
  return integer.decode(integer.encode(rounded + zero_point, quantization));
}

export const affineDequantize = (code: number, { scale, zero_point }: Affine): number =>
  scale * (code - zero_point);
