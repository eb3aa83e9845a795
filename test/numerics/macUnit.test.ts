import fc from 'fast-check';
import type Fraction from 'fraction.js';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { sumToOdd } from '../../src/numerics/exactSum.ts';
import { type MacUnitSpec, macUnit } from '../../src/numerics/macUnit.ts';
import type { NumberFormat, Overflow } from '../../src/numerics/numberFormat.ts';
import { numberFormat } from '../../src/numerics/numberFormats.ts';
import { assert, runs, suite } from '../harness.ts';
import { exact, quantization, roundings } from './exact.ts';

const test = suite('multiply-accumulate');

/**
 * Nearest value of a format to a rational: all candidates of a bracket around it are compared exactly. The bracket
 * comes from the format's own encoding of a nearby double, widened by two codes on either side.
 */
function nearestExactly(format: NumberFormat, value: Fraction): number {
  const guess = format.encode(value.valueOf(), quantization());
  let best: { value: number; distance: Fraction; even: boolean } | null = null;
  const codes = 2 ** format.bits;
  for (let offset = -2; offset <= 2; offset++) {
    const code = (guess + offset + codes) % codes;
    const candidate = format.decode(code);
    if (!Number.isFinite(candidate)) continue;
    const distance = value.sub(exact(candidate)).abs();
    const order = best === null ? -1 : distance.compare(best.distance);
    if (order < 0 || (order === 0 && code % 2 === 0 && !best!.even)) {
      best = { value: candidate, distance, even: code % 2 === 0 };
    }
  }
  return best!.value;
}

const spec = (input: string, accumulator: string, rest: Partial<MacUnitSpec> = {}): MacUnitSpec => ({
  input: numberFormat(input),
  weight: numberFormat(input),
  accumulator: numberFormat(accumulator),
  output: numberFormat(accumulator),
  rounding: 'nearest-even',
  overflow: 'saturate',
  round_product: false,
  ...rest,
});

test('each step rounds the exact sum once', () => {
  const pairs = [
    ['fp8_e4m3', 'fp16'],
    ['fp8_e5m2', 'bf16'],
    ['fp16', 'fp32'],
    ['fp16', 'fp16'],
    ['bf16', 'fp32'],
    ['int8', 'q10.3'],
    ['q3.4', 'q12.6'],
  ] as const;
  const number = fc.double({ min: -6, max: 6, noNaN: true });
  for (const [input, accumulator] of pairs) {
    const unit = macUnit(spec(input, accumulator));
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 8 }), (list) => {
        let sum = 0;
        for (const [a, w] of list) {
          const [x, y] = [unit.input(a * 2 ** (Math.round(w) - 2)), unit.weight(w)];
          const wanted = nearestExactly(unit.spec.accumulator, exact(sum).add(exact(x).mul(exact(y))));
          sum = unit.step(sum, x, y);
          assert.is(sum + 0, wanted + 0, `${input} ${accumulator} ${x} × ${y}`);
        }
      }),
      { numRuns: runs(150) },
    );
  }
});

test('fp32 sums of fp32 products meet no double rounding', () => {
  const unit = macUnit(spec('fp32', 'fp32'));
  // 1 + 2^-24 is a tie; the product's last bit, 2^-60 below, decides it and would be lost in a double.
  const [x, y] = [1 + 2 ** -23, 2 ** -24 * (1 - 2 ** -23)];
  assert.is(unit.step(1, x, y), 1);
  assert.is(unit.step(1, 2 ** -12 * (1 + 2 ** -23), 2 ** -12), 1 + 2 ** -23);
  fc.assert(
    fc.property(
      fc.float({ noNaN: true, min: -4, max: 4 }),
      fc.float({ noNaN: true, min: -4, max: 4 }),
      fc.float({ noNaN: true, min: -4, max: 4 }),
      fc.integer({ min: -40, max: 0 }),
      (sum, a, w, shift) => {
        const weight = Math.fround(w * 2 ** shift);
        const wanted = nearestExactly(unit.spec.accumulator, exact(sum).add(exact(a).mul(exact(weight))));
        assert.is(unit.step(sum, a, weight) + 0, wanted + 0);
      },
    ),
    { numRuns: runs(2000) },
  );
});

test('sums rounded to odd lie next to the exact sum, odd where inexact', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 });
  const view = new DataView(new ArrayBuffer(8));
  const near = fc.tuple(double, fc.integer({ min: -70, max: 70 }), double).map(([a, shift, b]) => {
    const scale = Math.abs(a) > 1e-200 && Math.abs(b) > 1e-200 ? (a / b) * 2 ** shift : 1;
    return [a, b * scale] as const;
  });
  fc.assert(
    fc.property(near, ([a, b]) => {
      fc.pre(Number.isFinite(b));
      const sum = sumToOdd(a, b);
      const error = exact(a).add(exact(b)).sub(exact(sum));
      if (error.equals(0)) return;
      view.setFloat64(0, sum);
      assert.is(view.getUint32(4) & 1, 1, `${a} + ${b}`);
      // Both neighbours are further from the exact sum's side than one unit in the last place.
      view.setBigUint64(0, view.getBigUint64(0) + 1n);
      const step = exact(view.getFloat64(0)).sub(exact(sum)).abs();
      assert.ok(error.abs().compare(step) < 0, `${a} + ${b}`);
    }),
    { numRuns: runs(3000) },
  );
  assert.is(sumToOdd(Number.POSITIVE_INFINITY, 1), Number.POSITIVE_INFINITY);
});

test('integer accumulators agree with big integers, wrapped and saturated', () => {
  const byte = fc.integer({ min: -128, max: 127 });
  const modes = fc.constantFrom<Overflow>('wrap', 'flag', 'saturate');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(byte, byte), { maxLength: 60 }),
      modes,
      fc.integer({ min: 10, max: 24 }),
      (list, overflow, bits) => {
        const unit = macUnit(spec('int8', `int${bits}`, { overflow, output: numberFormat('int32') }));
        const [low, high] = [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n];
        let sum = 0;
        let wanted = 0n;
        let overflows = 0;
        for (const [a, w] of list) {
          sum = unit.step(sum, a, w);
          wanted += BigInt(a * w);
          if (wanted < low || wanted > high) {
            overflows += 1;
            wanted = overflow === 'saturate' ? (wanted < low ? low : high) : BigInt.asIntN(bits, wanted);
          }
        }
        assert.is(BigInt(unit.output(sum)), wanted);
        const { saturated, wrapped, flagged } = unit.events;
        assert.equal(
          { saturated, wrapped, flagged },
          {
            saturated: overflow === 'saturate' ? overflows : 0,
            wrapped: overflow === 'wrap' ? overflows : 0,
            flagged: overflow === 'flag' ? overflows : 0,
          },
        );
      },
    ),
    { numRuns: runs(400) },
  );
});

test('a rounded product differs from a fused one where it should', () => {
  const fused = macUnit(spec('fp16', 'fp16'));
  const separate = macUnit(spec('fp16', 'fp16', { round_product: true }));
  const x = 1 + 2 ** -10;
  // x² = 1 + 2^-9 + 2^-20: the last term survives only in the fused sum.
  assert.is(fused.step(-1 - 2 ** -9, x, x), 2 ** -20);
  assert.is(separate.step(-1 - 2 ** -9, x, x), 0);
  assert.is(fused.add(1, 2 ** -11), 1);
  assert.is(fused.add(1 + 2 ** -10, 2 ** -11), 1 + 2 ** -9);
  assert.ok(fused.events.rounded >= 2);
});

test('other rounding modes and outputs', () => {
  for (const rounding of roundings) {
    const unit = macUnit(spec('fp16', 'fp32', { rounding, output: numberFormat('fp8_e4m3') }));
    assert.is(unit.output(unit.step(0, 1.0625, 1)), rounding === 'nearest-away' ? 1.125 : 1, rounding);
    assert.is(
      unit.output(-1.0625),
      rounding === 'nearest-away' || rounding === 'floor' ? -1.125 : -1,
      rounding,
    );
  }
});

test('units that could not be exact are refused', () => {
  const code = (given: MacUnitSpec) => {
    try {
      macUnit(given);
    } catch (error) {
      if (error instanceof DiagnosticError) return error.diagnostics[0]!.code;
    }
    return null;
  };
  assert.is(code(spec('int32', 'int32')), 'WIN-NUM-002');
  assert.is(code(spec('bf16', 'int32', { overflow: 'wrap' })), 'WIN-NUM-003');
  assert.is(code(spec('bf16', 'int32')), null);
  assert.is(code(spec('int16', 'q0.31', { overflow: 'flag' })), 'WIN-NUM-003');
});

test.run();
