import fc from 'fast-check';
import { explicitDraft, explicitLayer, plainProduct } from '../../src/workload/explicitLayer.ts';
import { assert, runs, suite } from '../harness.ts';

const tests = suite('layers written out');

const value = fc.oneof(
  fc.integer({ min: -1, max: 4 }),
  fc.constantFrom(0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 53 - 1, '3', null, undefined, -0),
);
const raw = fc.oneof(
  fc.record(
    {
      name: fc.oneof(
        fc.string({ maxLength: 3 }),
        fc.constantFrom('x'.repeat(200), 'x'.repeat(201), 7, undefined),
      ),
      gemm: fc.oneof(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 3, maxLength: 3 }),
        fc.array(value, { maxLength: 4 }),
        fc.record({ m: value, n: value, k: value }),
      ),
      count: fc.integer({ min: 1, max: 2 }),
      extra: fc.constant(1),
    },
    { requiredKeys: ['name', 'gemm'] },
  ),
  // A third are plain, or nearly.
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 5 }),
    gemm: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 3, maxLength: 3 }),
  }),
  fc.constantFrom(null, undefined, 3, 'gemm', []),
);

tests('a plain product is what schema and draft make of it, and nothing else is one', () => {
  let plain = 0;
  fc.assert(
    fc.property(raw, (layer) => {
      const quick = plainProduct(layer);
      if (quick === null) return;
      plain += 1;
      assert.equal(quick, explicitDraft(explicitLayer.parse(layer), 1));
    }),
    { numRuns: runs(500) },
  );
  assert.ok(plain > 0);
  assert.is.not(plainProduct({ name: 'l', gemm: [1, 2, 3] }), null);
  assert.is(plainProduct({ name: 'l', gemm: [1, 2, 3], count: 2 }), null);
});

tests.run();
