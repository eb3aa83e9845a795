import { DiagnosticError } from '../core/diagnostic.ts';
import { fixedFormat } from './fixedFormat.ts';
import { type FloatFormat, type FloatShape, floatFormat } from './floatFormat.ts';
import type { NumberFormat } from './numberFormat.ts';

const float = (
  name: string,
  exponent_bits: number,
  mantissa_bits: number,
  special: FloatShape['special'] = 'ieee',
): FloatFormat => {
  const bias = (1 << (exponent_bits - 1)) - 1;
  return floatFormat({ name, exponent_bits, mantissa_bits, bias, special });
};

/**
 * The floating-point formats of accelerators. IEEE 754-2019 (fp32, fp16); bf16 and tf32 as on TPUs and GPUs; OCP 8-bit
 * Floating Point Specification 1.0 (fp8); OCP Microscaling Formats 1.0, section 5.3 (fp6, fp4).
 */
export const floatFormats = {
  fp32: float('fp32', 8, 23),
  tf32: float('tf32', 8, 10),
  bf16: float('bf16', 8, 7),
  fp16: float('fp16', 5, 10),
  fp8_e5m2: float('fp8_e5m2', 5, 2),
  fp8_e4m3: float('fp8_e4m3', 4, 3, 'nan'),
  fp6_e3m2: float('fp6_e3m2', 3, 2, 'finite'),
  fp6_e2m3: float('fp6_e2m3', 2, 3, 'finite'),
  fp4_e2m1: float('fp4_e2m1', 2, 1, 'finite'),
} as const satisfies Readonly<Record<string, FloatFormat>>;

/** A format by name: a floating-point one, `int8`, `uint4` (2 … 32 bits), or fixed point as `q3.4`, `uq0.8`. */
export function numberFormat(name: string): NumberFormat {
  const known: Readonly<Record<string, FloatFormat>> = floatFormats;
  if (Object.hasOwn(known, name)) return known[name]!;
  const [, prefix, first, , second] = /^(u?int|u?q)(\d{1,2})(\.(\d{1,2}))?$/.exec(name) ?? [];
  const signed = prefix === 'int' || prefix === 'q';
  const sign = signed ? 1 : 0;
  if ((prefix === 'q' || prefix === 'uq') && second !== undefined) {
    const bits = Number(first) + Number(second) + sign;
    if (bits >= 1 && bits <= 32) return fixedFormat(signed, Number(first), Number(second));
  } else if (prefix?.endsWith('int') && second === undefined) {
    const bits = Number(first);
    if (bits >= 2 && bits <= 32) return fixedFormat(signed, bits - sign, 0);
  }
  throw new DiagnosticError([
    {
      code: 'WIN-NUM-001',
      severity: 'error',
      message: `unknown number format ${JSON.stringify(name.slice(0, 40))}`,
      hint: `${Object.keys(known).join(', ')}, int2 … int32, uint2 … uint32, or fixed point like q3.4 (at most 32 bits)`,
    },
  ]);
}
