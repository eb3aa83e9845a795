import { getFloat16, setFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { randomStream } from '../../src/core/random.ts';
import type { FloatFormat } from '../../src/numerics/floatFormat.ts';
import { floatFormats } from '../../src/numerics/numberFormats.ts';
import { assert, runs, suite } from '../harness.ts';
import { exact, quantization, roundings } from './exact.ts';

const test = suite('floating point');

const { fp32, bf16, fp16, fp8_e4m3, fp8_e5m2, fp6_e2m3, fp6_e3m2, fp4_e2m1, tf32 } = floatFormats;
const narrow = [fp8_e4m3, fp8_e5m2, fp6_e2m3, fp6_e3m2, fp4_e2m1];
const view = new DataView(new ArrayBuffer(8));
const ieee = (rounding: (typeof roundings)[number] = 'nearest-even') => quantization(rounding, 'wrap');

/** Value of a code by the definition (−1)^s · 2^(e − bias) · (1 + m / 2^p), subnormals likewise, as a rational. */
function defined({ exponent_bits, mantissa_bits, bias }: FloatFormat, code: number): Fraction {
  const bits = code.toString(2).padStart(1 + exponent_bits + mantissa_bits, '0');
  const e = Number.parseInt(bits.slice(1, 1 + exponent_bits), 2);
  const m = BigInt(Number.parseInt(bits.slice(1 + exponent_bits), 2));
  const one = 1n << BigInt(mantissa_bits);
  const power = Math.max(e, 1) - bias - mantissa_bits;
  const units = e === 0 ? m : one + m;
  const size =
    power >= 0 ? new Fraction(units << BigInt(power), 1n) : new Fraction(units, 1n << BigInt(-power));
  return bits[0] === '1' ? size.neg() : size;
}

test('every code of the narrow formats has the value of its definition, and encodes back', () => {
  for (const format of narrow) {
    for (let code = 0; code < 2 ** format.bits; code++) {
      const value = format.decode(code);
      const magnitude = code % 2 ** (format.bits - 1);
      const label = `${format.name} ${code}`;
      if (format === fp8_e4m3 && magnitude === 0x7f) assert.ok(Number.isNaN(value), label);
      else if (format === fp8_e5m2 && magnitude > 0x7c) assert.ok(Number.isNaN(value), label);
      else if (format === fp8_e5m2 && magnitude === 0x7c)
        assert.is(value, code > 127 ? -Infinity : Infinity, label);
      else assert.ok(exact(value).equals(defined(format, code)), label);
      if (!Number.isNaN(value)) assert.is(format.encode(value, ieee()), code, label);
    }
  }
});

test('largest values and smallest steps are those of the standards', () => {
  // OCP OFP8 1.0, table 1; OCP MX 1.0, tables 2 to 4.
  const table: [FloatFormat, number, number][] = [
    [fp8_e4m3, 448, 2 ** -9],
    [fp8_e5m2, 57_344, 2 ** -16],
    [fp6_e2m3, 7.5, 0.125],
    [fp6_e3m2, 28, 0.0625],
    [fp4_e2m1, 6, 0.5],
    [fp16, 65_504, 2 ** -24],
    [bf16, 3.3895313892515355e38, 2 ** -133],
    [fp32, 3.4028234663852886e38, 2 ** -149],
  ];
  for (const [format, largest, smallest] of table) {
    assert.is(format.largest, largest, format.name);
    assert.is(format.decode(1), smallest, format.name);
  }
});

test('fp16: all 65,536 codes against an independent library', () => {
  for (let code = 0; code < 65_536; code++) {
    view.setUint16(0, code);
    const value = fp16.decode(code);
    assert.ok(Object.is(value, getFloat16(view, 0)), `${code}`);
    if (!Number.isNaN(value)) assert.is(fp16.encode(value, ieee()), code);
  }
});

test('bf16: all 65,536 codes are the upper halves of floats', () => {
  for (let code = 0; code < 65_536; code++) {
    view.setUint32(0, code * 65_536);
    const value = bf16.decode(code);
    assert.ok(Object.is(value, view.getFloat32(0)), `${code}`);
    if (!Number.isNaN(value)) assert.is(bf16.encode(value, ieee()), code);
  }
});

/** Doubles around the range of a format, ties included. */
const around = (format: FloatFormat) =>
  fc.oneof(
    fc.double({ noNaN: true }),
    fc.double({
      min: -4 * Math.min(format.largest, 1e300),
      max: 4 * Math.min(format.largest, 1e300),
      noNaN: true,
    }),
    fc.double({ min: -4 * format.decode(1), max: 4 * format.decode(1), noNaN: true }),
    // Between two neighbours, at a quarter, the half, three quarters, or next to the half.
    fc
      .tuple(fc.nat(2 ** Math.min(16, format.bits - 1)), fc.constantFrom(0.25, 0.5, 0.75, 0.5000001))
      .map(([i, at]) => {
        const code = i % (2 ** (format.bits - 1) - 2 ** format.mantissa_bits - 2);
        const [low, high] = [format.decode(code), format.decode(code + 1)];
        return low + (high - low) * at;
      }),
  );

test('fp16, fp32: rounding to nearest even agrees with libraries and the language', () => {
  fc.assert(
    fc.property(around(fp16), (value) => {
      setFloat16(view, 0, value);
      assert.is(fp16.encode(value, ieee()), view.getUint16(0), `${value}`);
    }),
    { numRuns: runs(5000) },
  );
  fc.assert(
    fc.property(around(fp32), (value) => {
      view.setFloat32(0, value);
      assert.is(fp32.encode(value, ieee()), view.getUint32(0), `${value}`);
      assert.ok(Object.is(fp32.decode(view.getUint32(0)), Math.fround(value)));
    }),
    { numRuns: runs(5000) },
  );
});

test('bf16: rounding a float agrees with adding half a unit and cutting', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      view.setFloat32(0, value);
      const bits = view.getUint32(0);
      const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
      assert.is(bf16.encode(value, ieee()), rounded & 0xffff, `${value}`);
    }),
    { numRuns: runs(5000) },
  );
});

test('every mode picks the value that its definition picks among all values', () => {
  for (const format of [...narrow, tf32, bf16, fp16]) {
    const half = 2 ** (format.bits - 1);
    const finite = Array.from({ length: half }, (_, code) => code).filter((code) =>
      Number.isFinite(format.decode(code)),
    );
    const top = finite.at(-1)!;
    fc.assert(
      fc.property(around(format), fc.constantFrom(...roundings), (value, rounding) => {
        fc.pre(Math.abs(value) <= format.largest);
        const code = format.encode(value, quantization(rounding));
        const sign = Object.is(Math.abs(value), value) ? 0 : half;
        // The neighbours by bisection over the ordered magnitudes.
        let low = 0;
        let high = top + 1;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (format.decode(middle) <= Math.abs(value)) low = middle;
          else high = middle;
        }
        const here = exact(Math.abs(value)).sub(exact(format.decode(low)));
        let wanted = low;
        if (here.compare(0) > 0) {
          const gap = exact(format.decode(low + 1)).sub(exact(format.decode(low)));
          const side = here.mul(2).compare(gap);
          if (rounding === 'floor') wanted = value < 0 ? low + 1 : low;
          else if (rounding === 'nearest-away') wanted = side >= 0 ? low + 1 : low;
          else if (rounding === 'nearest-even')
            wanted = side > 0 || (side === 0 && low % 2 === 1) ? low + 1 : low;
        }
        assert.is(code, sign + wanted, `${format.name} ${rounding} ${value}`);
      }),
      { numRuns: runs(400) },
    );
  }
});

test('overflow, infinities and NaN', () => {
  for (const format of [...narrow, fp16, bf16]) {
    const sign = 2 ** (format.bits - 1);
    const past = format.largest * 1.5;
    const top = format.encode(format.largest, ieee());
    const saturating = quantization('nearest-even', 'saturate');
    assert.is(format.encode(past, saturating), top, format.name);
    assert.is(format.encode(-past, saturating), sign + top);
    assert.is(saturating.events.saturated, 2);
    const natural = quantization('nearest-even', 'wrap');
    const special = format.infinity ?? format.nan ?? top;
    assert.is(format.encode(past, natural), special);
    assert.is(format.encode(Number.NEGATIVE_INFINITY, natural), sign + special);
    const flagging = quantization('nearest-even', 'flag');
    assert.is(format.encode(-past, flagging), sign + special);
    assert.is(flagging.events.flagged, format.nan === null ? 0 : 1);
    // Towards zero never leaves the finite values; floor only below.
    assert.is(format.encode(past, quantization('toward-zero', 'wrap')), top);
    assert.is(format.encode(past, quantization('floor', 'wrap')), top);
    assert.is(format.encode(-past, quantization('floor', 'wrap')), sign + special);
    const odd = quantization();
    assert.is(format.encode(Number.NaN, odd), format.nan ?? 0);
    assert.is(odd.events.invalid, format.nan === null ? 1 : 0);
    assert.ok(Object.is(format.decode(format.encode(-0, odd)), -0));
  }
});

test('stochastic rounding is right on average and keeps exact values', () => {
  const stochastic = { ...quantization('stochastic'), stream: randomStream(4, 'stochastic') };
  for (const [value, low, high] of [
    [1.0625, 1, 1.125],
    [-1.03125, -1.125, -1],
    [2 ** -11, 0, 2 ** -9],
  ] as const) {
    const draws = 20_000;
    let sum = 0;
    for (let i = 0; i < draws; i++) {
      const got = fp8_e4m3.decode(fp8_e4m3.encode(value, stochastic));
      assert.ok(got === low || got === high, `${got}`);
      sum += got;
    }
    assert.ok(Math.abs(sum / draws - value) < 5 * ((high - low) / 2 / Math.sqrt(draws)), `${sum / draws}`);
  }
  assert.is(fp8_e4m3.decode(fp8_e4m3.encode(1.125, stochastic)), 1.125);
  assert.throws(() => fp8_e4m3.encode(1.01, quantization('stochastic')), /random stream/);
});

test.run();
