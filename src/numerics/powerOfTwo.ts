/** 2^e for e in [−1074, 1023], the range of doubles, by doubling and halving: exact everywhere. */
const table = new Float64Array(2098);
table[1074] = 1;
for (let e = 1; e <= 1023; e++) table[1074 + e] = table[1073 + e]! * 2;
for (let e = -1; e >= -1074; e--) table[1074 + e] = table[1075 + e]! / 2;

/** 2^exponent; 0 below the range of doubles, infinity above. */
export function powerOfTwo(exponent: number): number {
  return exponent < -1074 ? 0 : exponent > 1023 ? Number.POSITIVE_INFINITY : table[exponent + 1074]!;
}

const view = new DataView(new ArrayBuffer(8));

/** ⌊log2 value⌋ of a positive finite double, subnormals included. */
export function binaryExponent(value: number): number {
  view.setFloat64(0, value);
  const field = (view.getUint32(0) >>> 20) & 0x7ff;
  if (field > 0) return field - 1023;
  return binaryExponent(value * 18014398509481984) - 54;
}
