import fc from 'fast-check';
import { operationIds } from '../../src/engine/operationIds.ts';
import type { Operation } from '../../src/workload/operation.ts';
import { assert, runs, suite } from '../harness.ts';

const tests = suite('numbers of operations');

const size = fc.constantFrom(1, 2, 3, 4096, 4_294_967_297, 2 ** 40 + 1);
const operand = fc.record({
  bits: fc.constantFrom(4, 8, 16),
  sparsity: fc.constantFrom(
    { pattern: 'dense' },
    { pattern: 'n:m', n: 2, m: 4 },
    { pattern: 'n:m', n: 1, m: 4 },
  ),
});
const operations = fc
  .record({
    kind: fc.constant('gemm' as const),
    batch: fc.constantFrom(1, 2),
    m: size,
    n: size,
    k: size,
    weights: fc.constantFrom('b' as const, 'a' as const, null),
    b_shared_by: fc.constantFrom(1, 2),
    operands: fc.record({ a: operand, b: operand, out: operand }),
    causal: fc.constantFrom(true as const, undefined),
  })
  .map(({ causal, ...product }): Operation => ({ ...product, ...(causal && { causal }) }));

tests('are equal for equal operations and for no others', () => {
  fc.assert(
    fc.property(fc.array(operations, { minLength: 2, maxLength: 40 }), (all) => {
      const ids = operationIds(1024);
      const byText = new Map<string, number>();
      const textOf = new Map<number, string>();
      for (const operation of [...all, ...structuredClone(all)]) {
        const text = JSON.stringify(operation);
        const id = ids.id(operation);
        assert.is(byText.get(text) ?? id, id, text);
        assert.is(textOf.get(id) ?? text, text);
        byText.set(text, id);
        textOf.set(id, text);
      }
    }),
    { numRuns: runs(200) },
  );
});

tests('of forgotten operations are not used again', () => {
  const ids = operationIds(4);
  const seen = new Set<number>();
  const product = (m: number): Operation => ({
    kind: 'gemm',
    batch: 1,
    m,
    n: 8,
    k: 8,
    weights: 'b',
    b_shared_by: 1,
    operands: {
      a: { bits: 8, sparsity: { pattern: 'dense' } },
      b: { bits: 8, sparsity: { pattern: 'dense' } },
      out: { bits: 8, sparsity: { pattern: 'dense' } },
    },
  });
  for (let m = 1; m <= 1000; m++) {
    const id = ids.id(product(m));
    assert.not.ok(seen.has(id), `${id}`);
    assert.is(ids.id(product(m)), id);
    if (m > 1) assert.ok(seen.has(ids.id(product(m - 1))));
    seen.add(id);
  }
  const again = ids.id(product(1));
  assert.not.ok(seen.has(again));
});

tests.run();
