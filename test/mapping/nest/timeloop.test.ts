import timeloop from '../../../src/cli/validation/timeloop.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from './readGolden.ts';

const test = suite('dense nest analysis against Timeloop');

test('every golden case: counts exact, energies within max(1e-6, 0.01 pJ)', () => {
  const cases = timeloop.run(readGolden('golden_dense.csv'));
  assert.is(cases.length, 22);
  for (const c of cases) {
    const wrong = c.quantities.filter(
      (q) => Math.abs(q.expected - q.simulated) > 0.011 * Math.max(1, 1e-4 * q.expected),
    );
    assert.ok(c.exact === true && c.within_tolerance, `${c.id}: ${JSON.stringify(wrong.slice(0, 8))}`);
  }
});

test.run();
