import { fileURLToPath } from 'node:url';
import flightllm from '../../../src/cli/validation/flightllm.ts';
import flightllmDecode from '../../../src/cli/validation/flightllm-decode.ts';
import { runSuite } from '../../../src/cli/validation/runSuite.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { csvRecords, readCsv } from '../../../src/io/readCsv.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';

const tests = suite('validate flightllm');

tests('every point of the profile within 2 %: total, loads and matrix engine', () => {
  const { summary, cases } = runSuite(flightllm, undefined);
  assert.is(summary.cases, 122);
  assert.is(summary.within_tolerance, 122);
  for (const { id, quantities } of cases)
    for (const { name, expected, simulated } of quantities)
      assert.ok(Math.abs(simulated / expected - 1) <= 0.02, `${id} ${name}: ${simulated} for ${expected}`);
});

tests('the six decode rates within 2 %', () => {
  const { summary } = runSuite(flightllmDecode, undefined);
  assert.is(summary.cases, 6);
  assert.is(summary.within_tolerance, 6);
});

tests('simulated times depend on no expected one', () => {
  const file = fileURLToPath(new URL(`test/golden/${flightllm.golden}`, repositoryRoot));
  const rows = csvRecords(readCsv(file)).filter((_, i) => i % 40 === 0);
  const lie = rows.map((row) => ({ ...row, total_ms: '1', LD_ms: '1', MV_ms: '1', MM_ms: '1' }));
  const simulated = (list: typeof rows) =>
    flightllm
      .run({ rows: list, file, readCase: () => null })
      .map((c) => c.quantities.map((q) => q.simulated));
  assert.equal(simulated(lie), simulated(rows));
});

tests('a row without its columns is refused with its line', () => {
  const file = 'x.csv';
  const run = (row: Record<string, string>) => () =>
    flightllm.run({ rows: [row], file, readCase: () => null });
  for (const row of [
    { case: 'llama2_decode_token_x', total_ms: '1', LD_ms: '1', MV_ms: '1' },
    { case: 'llama2_decode_token_144', total_ms: '1', LD_ms: '1', MV_ms: '0' },
    { total_ms: '1' },
  ])
    assert.throws(
      run(row as Record<string, string>),
      (error: unknown) =>
        error instanceof DiagnosticError &&
        error.diagnostics[0]!.code === 'WIN-VAL-010' &&
        error.diagnostics[0]!.line === 2,
    );
});

tests.run();
