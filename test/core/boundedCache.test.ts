import fc from 'fast-check';
import { boundedCache } from '../../src/core/boundedCache.ts';
import { interning } from '../../src/engine/interning.ts';
import { assert, runs, suite } from '../harness.ts';

const tests = suite('boundedCache');

tests('keeps what is used and forgets the rest', () => {
  const cache = boundedCache<number, string>(8);
  cache.set(0, 'zero');
  for (let i = 1; i <= 100; i++) {
    cache.set(i, `${i}`);
    assert.is(cache.get(0), 'zero');
    assert.ok(cache.size <= 8);
  }
  assert.is(cache.get(1), undefined);
  assert.is(cache.get(100), '100');
  cache.clear();
  assert.is(cache.size, 0);
});

tests('bounds the weight, and never answers with another value', () => {
  const operation = fc.tuple(fc.nat(12), fc.nat(30), fc.boolean());
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), (steps) => {
      const cache = boundedCache<number, { weight: number }>(40, (v) => v.weight);
      const truth = new Map<number, { weight: number }>();
      for (const [key, weight, write] of steps) {
        if (write) {
          const value = { weight };
          cache.set(key, value);
          truth.set(key, value);
          // A value that is too heavy replaces nothing that could be read as the new one.
          if (weight > 20) assert.is.not(cache.get(key), value);
          else assert.is(cache.get(key), value);
        } else {
          const got = cache.get(key);
          if (got !== undefined) assert.is(got, truth.get(key));
        }
        let held = 0;
        for (let k = 0; k <= 12; k++) held += cache.get(k)?.weight ?? 0;
        assert.ok(held <= 40);
      }
    }),
    { numRuns: runs(100) },
  );
});

tests('gives equal texts equal numbers, and never one number twice', () => {
  const names = interning(8);
  assert.is(names.id('a'), names.id('a'));
  const seen = new Set<number>([names.id('a')]);
  for (let i = 0; i < 50; i++) {
    const id = names.id(`t${i}`);
    assert.not(seen.has(id));
    seen.add(id);
  }
  assert.not(seen.has(names.id('a')));
});

tests.run();
