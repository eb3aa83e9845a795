import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSuite } from '../../../src/cli/validation/runSuite.ts';
import spgemm from '../../../src/cli/validation/spgemm.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { assert, repositoryRoot, sharedData, suite } from '../../harness.ts';

const test = suite('validate spgemm');
const graphs = fileURLToPath(new URL('test/golden/spgemm/suitesparse.csv', repositoryRoot));

test('counts of generated matrices are exact', () => {
  const { summary } = runSuite(spgemm, undefined);
  assert.equal([summary.cases, summary.exact], [8, 8]);
});

test('counts of the public graphs are exact', () => {
  const matrices = fileURLToPath(new URL('data/matrices', sharedData));
  if (!existsSync(matrices)) return console.log('SKIPPED shared/data/matrices is not there');
  const folder = mkdtempSync(join(tmpdir(), 'winnow-'));
  try {
    copyFileSync(graphs, join(folder, 'suitesparse.csv'));
    symlinkSync(matrices, join(folder, 'matrices'));
    const { summary } = runSuite(spgemm, join(folder, 'suitesparse.csv'));
    assert.equal([summary.cases, summary.exact], [5, 5]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a matrix that is not there is an error with its line', () => {
  try {
    runSuite(spgemm, graphs);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, DiagnosticError);
    const [diagnostic] = (error as DiagnosticError).diagnostics;
    assert.equal([diagnostic!.code, diagnostic!.line], ['WIN-VAL-001', 2]);
  }
});

test.run();
