import { invariant } from '../core/invariant.ts';
import type { FloatFormat } from './floatFormat.ts';
import type { Quantization } from './numberFormat.ts';
import { binaryExponent, powerOfTwo } from './powerOfTwo.ts';

/** E8M0: 2^(code − 127), NaN for 255. OCP Microscaling Formats 1.0, section 5.4.1. */
export function decodeE8m0(code: number): number {
  return code === 255 ? Number.NaN : powerOfTwo(code - 127);
}

/** The E8M0 code of the largest power of two that does not exceed a positive value, kept within the format. */
export function encodeE8m0(value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) return 255;
  return Math.max(0, Math.min(254, binaryExponent(value) + 127));
}

/** A block of elements with one E8M0 scale (32 elements in the standard's formats). */
export interface MxBlock {
  readonly scale: number;
  readonly elements: Uint8Array;
}

/**
 * Quantises a block: scale = 2^(⌊log2 max|v|⌋ − emax of the element format), elements v / scale, saturating.
 * OCP Microscaling Formats 1.0, section 6.3. A block with a NaN or an infinity gets the NaN scale.
 */
export function encodeMxBlock(
  values: Float64Array,
  element: FloatFormat,
  quantization: Omit<Quantization, 'overflow'>,
): MxBlock {
  invariant(element.bits <= 8, 'elements of a block have at most 8 bits', { element: element.name });
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const elements = new Uint8Array(values.length);
  if (!(largest < Number.POSITIVE_INFINITY)) return { scale: 255, elements };
  const top = binaryExponent(element.largest);
  const scale = largest === 0 ? 0 : Math.max(0, Math.min(254, binaryExponent(largest) - top + 127));
  const unit = decodeE8m0(scale);
  for (let i = 0; i < values.length; i++) {
    elements[i] = element.encode(values[i]! / unit, { ...quantization, overflow: 'saturate' });
  }
  return { scale, elements };
}

export function decodeMxBlock({ scale, elements }: MxBlock, element: FloatFormat): Float64Array {
  const unit = decodeE8m0(scale);
  return Float64Array.from(elements, (code) => element.decode(code) * unit);
}
