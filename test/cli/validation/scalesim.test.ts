import { fileURLToPath } from 'node:url';
import suiteUnderTest from '../../../src/cli/validation/scalesim.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { csvRecords, readCsv } from '../../../src/io/readCsv.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';

const test = suite('validate scalesim');
const file = fileURLToPath(new URL('test/golden/scalesim/golden.csv', repositoryRoot));
const rows = csvRecords(readCsv(file));
const run = (records: typeof rows) => suiteUnderTest.run({ rows: records, file, readCase: () => null });
const cases = run(rows);

test('every row is exact in cycles, effective K, accesses and mapping, but for named bugs', () => {
  assert.ok(rows.length >= 200);
  assert.is(cases.length, rows.length);
  assert.equal(
    cases.filter((one) => !one.exact || one.error_pct !== 0).map((one) => one.id),
    [],
  );
});

test('bugs spoil only what they name, and no bug touches cycles', () => {
  for (const one of cases)
    for (const { quantities } of one.excluded ?? []) {
      assert.not(quantities.includes('cycles'));
      assert.not(quantities.includes('effective_k'));
    }
  const dense = cases.filter(
    (_, i) => rows[i]!['sparsity_mode'] === 'dense' && rows[i]!['dataflow'] !== 'os',
  );
  assert.ok(dense.length > 50);
  assert.ok(dense.every((one) => one.excluded === undefined));
});

test('each excluded bug is really there in some row', () => {
  const seen = new Map<string, boolean>();
  for (const one of cases)
    for (const { bug, quantities } of one.excluded ?? []) {
      const differs = one.quantities.some((q) => quantities.includes(q.name) && q.expected !== q.simulated);
      seen.set(bug, (seen.get(bug) ?? false) || differs);
    }
  assert.ok(seen.size >= 5);
  for (const [bug, differs] of seen) assert.ok(differs, bug);
});

test('a changed number is found', () => {
  for (const column of ['stallfree_cycles', 'sram_ifmap_reads', 'effective_k', 'mapping_eff_pct']) {
    const index = rows.findIndex((row) => row['sparsity_mode'] === 'dense' && row['dataflow'] === 'ws');
    const row = rows[index]!;
    const [one] = run([{ ...row, [column]: String(Number(row[column]) + 1) }]);
    assert.is(one!.exact, false, column);
  }
});

test('a row that is not one of the suite names its column', () => {
  try {
    run([{ ...rows[0]!, array_rows: 'many' }]);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, DiagnosticError);
    assert.match((error as DiagnosticError).message, /array_rows/);
  }
});

test.run();
