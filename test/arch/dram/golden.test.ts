import { readFileSync } from 'node:fs';
import suiteOfDram from '../../../src/cli/validation/dram.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';
import { parseCsv } from './parseCsv.ts';

const test = suite('dram: golden rows');

test('every fifth row of both simulators is reproduced to the clock', () => {
  const rows = parseCsv(readFileSync(new URL('test/golden/dram/golden.csv', repositoryRoot), 'utf8'));
  assert.is(rows.length, 280);
  const replayed = rows.filter((_, i) => i % 5 === 0);
  const cases = suiteOfDram.run({ rows: replayed, file: 'golden.csv', readCase: () => null });
  for (const c of cases) {
    for (const q of c.quantities) {
      const tolerance = q.name === 'completion_cycles' ? 0 : 1e-3;
      assert.ok(Math.abs(q.simulated - q.expected) <= tolerance, `${c.id} ${q.name}: ${q.simulated}`);
    }
    assert.is(c.exact, true);
  }
});

test.run();
