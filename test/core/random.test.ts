import { randomStream } from '../../src/core/random.ts';
import { assert, suite } from '../harness.ts';

const random = suite('random streams');

random('repeat for the same seed and purpose, and differ otherwise', () => {
  const draw = (seed: number, ...purpose: string[]) => {
    const stream = randomStream(seed, ...purpose);
    return Array.from({ length: 16 }, () => stream.uint32());
  };
  assert.equal(draw(7, 'pattern', 'b'), draw(7, 'pattern', 'b'));
  assert.not.equal(draw(7, 'pattern', 'b'), draw(8, 'pattern', 'b'));
  assert.not.equal(draw(7, 'pattern', 'b'), draw(7, 'pattern', 'a'));
  assert.not.equal(draw(7, 'ab', 'c'), draw(7, 'a', 'bc'));
});

random('follow xoshiro128** after seeding: the first words are pinned', () => {
  const stream = randomStream(1, 'pin');
  assert.equal([stream.uint32(), stream.uint32(), stream.uint32()], [2687258504, 1111146499, 3179108393]);
});

random('are uniform: chi-square of 16 buckets and of below(7) stays under the 99.99 % quantile', () => {
  const count = 160_000;
  const stream = randomStream(3, 'chi');
  const buckets = new Float64Array(16);
  const sevenths = new Float64Array(7);
  for (let i = 0; i < count; i++) {
    buckets[Math.floor(stream.uniform() * 16)]! += 1;
    sevenths[stream.below(7)]! += 1;
  }
  const chi = (seen: Float64Array) =>
    seen.reduce((sum, n) => sum + (n - count / seen.length) ** 2 / (count / seen.length), 0);
  assert.ok(chi(buckets) < 44.3, `${chi(buckets)}`);
  assert.ok(chi(sevenths) < 27.9, `${chi(sevenths)}`);
});

random('keep below() inside its bound at the extremes', () => {
  const stream = randomStream(5, 'bounds');
  for (let i = 0; i < 1000; i++) {
    assert.is(stream.below(1), 0);
    const wide = stream.below(4294967296);
    assert.ok(Number.isInteger(wide) && wide >= 0 && wide < 4294967296);
  }
});

random.run();
