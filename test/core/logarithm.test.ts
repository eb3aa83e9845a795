import fc from 'fast-check';
import { exp2, log2 } from '../../src/core/logarithm.ts';
import { assert, runs, suite } from '../harness.ts';

const view = new DataView(new ArrayBuffer(8));
/** Doubles in order as integers, so that a difference counts the units in the last place. */
const ordinal = (x: number): bigint => {
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
};
const ulps = (x: number, y: number): number => {
  const distance = ordinal(x) - ordinal(y);
  return Number(distance < 0n ? -distance : distance);
};
const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });

const tests = suite('logarithm');

tests('log2 is within 2 ulp of Math.log2', () => {
  fc.assert(
    fc.property(positive, (x) => ulps(log2(x), Math.log2(x)) <= 2),
    { numRuns: runs(20000) },
  );
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => ulps(log2(x), Math.log2(x)) <= 2),
    { numRuns: runs(20000) },
  );
});

tests('exp2 is within 2 ulp of 2 ** x', () => {
  fc.assert(
    fc.property(fc.double({ min: -1022, max: 1023.9, noNaN: true }), (x) => ulps(exp2(x), 2 ** x) <= 2),
    { numRuns: runs(20000) },
  );
  fc.assert(
    fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (x) => ulps(exp2(x), 2 ** x) <= 2),
    { numRuns: runs(20000) },
  );
});

tests('are exact at powers of two', () => {
  for (let n = -1074; n <= 1023; n++) {
    const power = n < -1022 ? Number.MIN_VALUE * 2 ** (n + 1074) : 2 ** n;
    assert.is(log2(power), n);
    assert.is(exp2(n), power);
  }
});

tests('have these bits on every machine', () => {
  // Correctly rounded values from 60-digit decimal arithmetic.
  assert.is(log2(3), 1.584962500721156);
  assert.is(log2(10), 3.321928094887362);
  assert.is(log2(0.7), -0.5145731728297583);
  assert.is(exp2(0.5), Math.SQRT2);
  assert.is(exp2(-1.3), 0.40612619817811774);
});

tests('answer at the edges', () => {
  assert.is(log2(0), -Infinity);
  assert.ok(Number.isNaN(log2(-1)) && Number.isNaN(log2(Number.NaN)) && Number.isNaN(exp2(Number.NaN)));
  assert.is(log2(Infinity), Infinity);
  assert.is(exp2(1024), Infinity);
  assert.is(exp2(Infinity), Infinity);
  assert.is(exp2(-1076), 0);
  assert.is(exp2(-Infinity), 0);
});

tests.run();
