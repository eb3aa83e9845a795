import { randomStream } from '../../../src/core/random.ts';
import { scrambledSobol } from '../../../src/explore/samplers/sobolSequence.ts';
import { assert, suite } from '../../harness.ts';

const test = suite("Sobol' sequence");

const points = (dimensions: number, count: number, seed: number): number[][] => {
  const next = scrambledSobol(Array.from({ length: dimensions }, (_, d) => randomStream(seed, d)));
  return Array.from({ length: count }, () => [...next()]);
};

test('every dimension puts one of the first 2^m points in each of 2^m strata, after any scrambling', () => {
  for (const seed of [1, 2, 3]) {
    const drawn = points(21, 4096, seed);
    for (let m = 0; m <= 12; m++)
      for (let d = 0; d < 21; d++) {
        const strata = new Set(drawn.slice(0, 2 ** m).map((at) => Math.floor(at[d]! * 2 ** m)));
        assert.is(strata.size, 2 ** m, `dimension ${d}, 2^${m} points, seed ${seed}`);
      }
  }
});

test("Sobol's property A: the first 2^d points fall into different halves of all d axes, for d to 16", () => {
  const drawn = points(16, 65536, 5);
  const seen = new Set(drawn.map((at) => at.reduce((word, x) => word * 2 + (x < 0.5 ? 0 : 1), 0)));
  assert.is(seen.size, 65536);
});

test('the first two dimensions are a (0, m, 2) net: one point in every elementary box of area 2^-m', () => {
  const drawn = points(2, 256, 9);
  for (let a = 0; a <= 8; a++) {
    const boxes = new Set(
      drawn.map(([x, y]) => Math.floor(x! * 2 ** a) * 2 ** (8 - a) + Math.floor(y! * 2 ** (8 - a))),
    );
    assert.is(boxes.size, 256);
  }
});

test('dimensions past the table are drawn, and differ from one another', () => {
  const drawn = points(30, 64, 1);
  assert.is(new Set(drawn.map((at) => at[29])).size, 64);
  assert.ok(drawn.every((at) => at.every((x) => x >= 0 && x < 1)));
});

test.run();
