import fc from 'fast-check';
import Fraction from 'fraction.js';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { affineDequantize, affineFromRange, affineQuantize } from '../../src/numerics/affine.ts';
import { fixedFormat } from '../../src/numerics/fixedFormat.ts';
import { decodeE8m0, decodeMxBlock, encodeE8m0, encodeMxBlock } from '../../src/numerics/mxBlock.ts';
import { floatFormats, numberFormat } from '../../src/numerics/numberFormats.ts';
import { binaryExponent, powerOfTwo } from '../../src/numerics/powerOfTwo.ts';
import { assert, runs, suite } from '../harness.ts';
import { exact, quantization, roundExactly, roundings } from './exact.ts';

const test = suite('fixed point and scales');

const anyFormat = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 31 }))
  .filter(([signed, int, frac]) => int + frac >= 1 && int + frac + (signed ? 1 : 0) <= 32);

test('encoding agrees with exact rationals in every mode', () => {
  const spread = fc.oneof(
    fc.double({ min: -8, max: 8, noNaN: true }),
    fc.double({ min: -(2 ** 33), max: 2 ** 33, noNaN: true }),
    fc
      .tuple(fc.integer({ min: -4096, max: 4096 }), fc.integer({ min: 0, max: 12 }))
      .map(([n, d]) => n / 2 ** d),
    // Next to a half below zero, where a careless fraction would round to the half.
    fc.constantFrom(-0.5 + 2 ** -54, 0.5 - 2 ** -54, -0.5, 0.5, -1.5, 2.5),
  );
  fc.assert(
    fc.property(
      anyFormat,
      spread,
      fc.constantFrom(...roundings),
      fc.constantFrom('saturate' as const, 'wrap' as const, 'flag' as const),
      ([signed, int, frac], value, rounding, overflow) => {
        const format = fixedFormat(signed, int, frac);
        const codes = 1n << BigInt(format.bits);
        const highest = (signed ? codes / 2n : codes) - 1n;
        const lowest = signed ? -codes / 2n : 0n;
        const scaled = exact(value).mul(new Fraction(1n << BigInt(frac), 1n));
        const integer = roundExactly(scaled, rounding);
        const fits = integer >= lowest && integer <= highest;
        const kept = fits
          ? integer
          : overflow === 'saturate'
            ? integer < lowest
              ? lowest
              : highest
            : integer;
        const wanted = ((kept % codes) + codes) % codes;
        const given = quantization(rounding, overflow);
        const code = format.encode(value, given);
        assert.is(BigInt(code), wanted, `${format.name} ${value} ${rounding} ${overflow}`);
        const { saturated, wrapped, flagged, rounded } = given.events;
        assert.is(saturated + wrapped + flagged, fits ? 0 : 1);
        assert.is(rounded, scaled.equals(new Fraction(integer, 1n)) ? 0 : 1);
        const back = format.decode(code);
        const value_of = code > Number(highest) ? BigInt(code) - codes : BigInt(code);
        assert.ok(exact(back).equals(new Fraction(value_of, 1n << BigInt(frac))));
        assert.ok(back >= format.smallest && back <= format.largest);
      },
    ),
    { numRuns: runs(4000) },
  );
});

test('every code of 8-bit formats decodes to its two’s complement value and back', () => {
  for (const format of [
    numberFormat('int8'),
    numberFormat('uint8'),
    numberFormat('q3.4'),
    numberFormat('uq0.8'),
  ]) {
    for (let code = 0; code < 256; code++) {
      const signed = format.smallest < 0 ? (code << 24) >> 24 : code;
      assert.is(format.decode(code), signed * (format.step ?? 0), `${format.name} ${code}`);
      assert.is(format.encode(format.decode(code), quantization()), code);
    }
  }
});

test('every code of 16-bit formats likewise', () => {
  for (const format of [numberFormat('int16'), numberFormat('uint16'), numberFormat('q7.8')]) {
    for (let code = 0; code < 65_536; code++) {
      const signed = format.smallest < 0 ? (code << 16) >> 16 : code;
      assert.is(format.decode(code), signed * (format.step ?? 0));
      assert.is(format.encode(format.decode(code), quantization()), code);
    }
  }
});

test('infinities saturate, NaN is counted', () => {
  const format = numberFormat('int8');
  const given = quantization('nearest-even', 'wrap');
  assert.is(format.decode(format.encode(Number.POSITIVE_INFINITY, given)), 127);
  assert.is(format.decode(format.encode(Number.NEGATIVE_INFINITY, given)), -128);
  assert.is(format.encode(Number.NaN, given), 0);
  assert.equal(given.events, { rounded: 0, saturated: 2, wrapped: 0, flagged: 0, invalid: 1 });
});

test('formats by name', () => {
  const found = ['int4', 'uint32', 'q0.31', 'uq16.16', 'fp16', 'int32'].map((name) => {
    const { bits, smallest, largest } = numberFormat(name);
    return [bits, smallest, largest];
  });
  assert.equal(found, [
    [4, -8, 7],
    [32, 0, 2 ** 32 - 1],
    [32, -1, 1 - 2 ** -31],
    [32, 0, 65_536 - 2 ** -16],
    [16, -65_504, 65_504],
    [32, -(2 ** 31), 2 ** 31 - 1],
  ]);
  for (const name of ['int33', 'int1', 'q16.16', 'q4', 'int8.2', 'fp7', '__proto__', 'toString']) {
    assert.throws(
      () => numberFormat(name),
      (error: unknown) => error instanceof DiagnosticError && error.diagnostics[0]?.code === 'WIN-NUM-001',
      name,
    );
  }
  assert.throws(() => fixedFormat(true, 32, 0), /1 … 32 bits/);
});

test('powers of two and exponents are exact over the range of doubles', () => {
  for (let e = -1074; e <= 1023; e++) {
    assert.is(powerOfTwo(e), 2 ** e);
    assert.is(binaryExponent(powerOfTwo(e)), e);
    if (e > -1074) assert.is(binaryExponent(powerOfTwo(e) * 1.5), e);
  }
  assert.is(powerOfTwo(-1075), 0);
  assert.is(powerOfTwo(1024), Number.POSITIVE_INFINITY);
});

test('affine quantisation covers its range, keeps zero, errs by at most half a step', () => {
  const bound = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(
      bound,
      bound,
      fc.constantFrom(4, 8),
      fc.boolean(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, other, bits, signed, symmetric, at) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const affine = affineFromRange(low, high, { bits, signed, symmetric });
        const { integer, scale, zero_point } = affine;
        assert.ok(
          Number.isInteger(zero_point) && zero_point >= integer.smallest && zero_point <= integer.largest,
        );
        assert.is(affineDequantize(affineQuantize(0, affine, quantization()), affine), 0);
        const value = low + (high - low) * at;
        const code = affineQuantize(value, affine, quantization());
        assert.ok(Number.isInteger(code) && code >= integer.smallest && code <= integer.largest);
        const error = Math.abs(affineDequantize(code, affine) - value);
        // The rounded zero point may push an end of the range out by half a step more.
        assert.ok(error <= scale * (1 + 1e-9), `${error} of ${scale}`);
        const inner = value > low + scale && value < high - scale;
        if (inner) assert.ok(error <= scale * (0.5 + 1e-9), `${error} of ${scale}`);
      },
    ),
    { numRuns: runs(1000) },
  );
  const int8 = affineFromRange(-2, 1, { bits: 8, signed: true, symmetric: true });
  assert.equal([int8.scale, int8.zero_point], [2 / 127, 0]);
  assert.is(affineQuantize(100, int8, quantization()), 127);
  const uint4 = affineFromRange(0, 30, { bits: 4, signed: false, symmetric: false });
  assert.equal([uint4.scale, uint4.zero_point], [2, 0]);
});

test('E8M0: all 256 codes', () => {
  for (let code = 0; code < 255; code++) {
    assert.is(decodeE8m0(code), 2 ** (code - 127));
    assert.is(encodeE8m0(decodeE8m0(code)), code);
    assert.is(encodeE8m0(decodeE8m0(code) * 1.999), code);
  }
  assert.ok(Number.isNaN(decodeE8m0(255)));
  for (const wrong of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY]) assert.is(encodeE8m0(wrong), 255);
  assert.equal([encodeE8m0(1e-300), encodeE8m0(1e300)], [0, 254]);
});

test('microscaling blocks: scale from the largest element, elements within half a step', () => {
  const { fp4_e2m1, fp6_e2m3, fp8_e4m3 } = floatFormats;
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 32 }),
      fc.constantFrom(fp4_e2m1, fp6_e2m3, fp8_e4m3),
      (list, element) => {
        const values = Float64Array.from(list);
        const block = encodeMxBlock(values, element, quantization());
        const back = decodeMxBlock(block, element);
        const most = Math.max(...list.map(Math.abs));
        if (most === 0) return assert.ok(back.every((v) => v === 0));
        const top = Math.floor(Math.log2(element.largest));
        const shared = Math.max(-127, binaryExponent(most) - top);
        assert.is(block.scale, shared + 127);
        const unit = 2 ** shared;
        for (let i = 0; i < list.length; i++) {
          const saturated = Math.abs(list[i]!) > element.largest * unit;
          const wanted = Math.sign(list[i]!) * Math.min(Math.abs(list[i]!), element.largest * unit);
          // Half the distance of neighbours at the value's binade.
          const binade = Math.max(
            1 - element.bias,
            binaryExponent(Math.max(Math.abs(wanted) / unit, 2 ** -1000)),
          );
          const halfStep = saturated ? 0 : (unit * 2 ** (binade - element.mantissa_bits)) / 2;
          assert.ok(Math.abs(back[i]! - wanted) <= halfStep, `${list[i]} → ${back[i]}`);
        }
      },
    ),
    { numRuns: runs(500) },
  );
  const broken = encodeMxBlock(Float64Array.of(1, Number.NaN), fp4_e2m1, quantization());
  assert.is(broken.scale, 255);
  assert.ok(decodeMxBlock(broken, fp4_e2m1).every(Number.isNaN));
  assert.throws(() => encodeMxBlock(Float64Array.of(1), floatFormats.fp16, quantization()), /8 bits/);
});

test.run();
