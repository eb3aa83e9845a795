import sparseloop from '../../../src/cli/validation/sparseloop.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from './readGolden.ts';

const test = suite('sparse nest analysis against Sparseloop');

test('every golden case: counts within max(0.1 %, 3), energies within 0.1 %', () => {
  const cases = sparseloop.run(readGolden('golden_sparse.csv'));
  assert.is(cases.length, 62);
  for (const c of cases) {
    const out = new Set((c.excluded ?? []).flatMap((e) => e.quantities));
    const wrong = c.quantities.filter(
      (q) => !out.has(q.name) && Math.abs(q.expected - q.simulated) > Math.max(3, 1e-3 * q.expected),
    );
    assert.ok(c.within_tolerance, `${c.id}: ${JSON.stringify(wrong.slice(0, 8))}`);
  }
});

test.run();
