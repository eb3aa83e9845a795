/** How a tensor file writes a number, little-endian. */
export interface ElementType {
  readonly bytes: number;
  /** Reads `count` numbers at the start of `bytes`. */
  decode(bytes: Uint8Array, count: number): Float32Array;
}

const aligned = (bytes: Uint8Array, size: number): ArrayBuffer =>
  bytes.byteOffset % size === 0 && bytes.byteLength === bytes.buffer.byteLength
    ? (bytes.buffer as ArrayBuffer)
    : new Uint8Array(bytes).buffer;

const view = (
  size: number,
  of: new (buffer: ArrayBuffer, offset: number, length: number) => ArrayLike<number | bigint>,
): ElementType => ({
  bytes: size,
  decode(bytes, count) {
    const numbers = new of(aligned(bytes, size), 0, count);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = Number(numbers[i]!);
    return values;
  },
});

/** A float of fewer bits, through the value of each of its codes. */
const coded = (size: 1 | 2, numberOf: (code: number) => number): ElementType => {
  let table: Float32Array | null = null;
  return {
    bytes: size,
    decode(bytes, count) {
      table ??= Float32Array.from({ length: size === 1 ? 256 : 65_536 }, (_, code) => numberOf(code));
      const values = new Float32Array(count);
      if (size === 1) for (let i = 0; i < count; i++) values[i] = table[bytes[i]!]!;
      else for (let i = 0; i < count; i++) values[i] = table[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
      return values;
    },
  };
};

/** Sign, exponent, mantissa; codes of the highest exponent are infinities and NaN where `ieee`. */
const float =
  (exponentBits: number, mantissaBits: number, ieee: boolean) =>
  (code: number): number => {
    const bias = 2 ** (exponentBits - 1) - 1;
    const sign = code >>> (exponentBits + mantissaBits) === 1 ? -1 : 1;
    const exponent = (code >>> mantissaBits) & (2 ** exponentBits - 1);
    const mantissa = (code & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
    const highest = exponent === 2 ** exponentBits - 1;
    if (highest && ieee) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (highest && mantissa === 1 - 1 / 2 ** mantissaBits) return Number.NaN;
    return exponent === 0
      ? sign * mantissa * 2 ** (1 - bias)
      : sign * (1 + mantissa) * 2 ** (exponent - bias);
  };

/** By the names that safetensors uses. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: view(8, Float64Array),
  F32: view(4, Float32Array),
  F16: coded(2, float(5, 10, true)),
  BF16: coded(2, float(8, 7, true)),
  F8_E4M3: coded(1, float(4, 3, false)),
  F8_E5M2: coded(1, float(5, 2, true)),
  I64: view(8, BigInt64Array),
  I32: view(4, Int32Array),
  I16: view(2, Int16Array),
  I8: view(1, Int8Array),
  U8: view(1, Uint8Array),
  BOOL: view(1, Uint8Array),
};
