import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SuiteInput } from '../../../src/cli/validation/defineSuite.ts';
import { repositoryRoot } from '../../harness.ts';

const golden = new URL('test/golden/timeloop/', repositoryRoot);

/** A golden CSV (no quoted fields) and its cases, as `winnow validate` hands them to a suite. */
export function readGolden(file: string): SuiteInput {
  const [header = '', ...lines] = readFileSync(new URL(file, golden), 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  return {
    file,
    rows: lines.map((line) => {
      const fields = line.trim().split(',');
      return Object.fromEntries(columns.map((c, i) => [c, fields[i] ?? '']));
    }),
    readCase: (id) => parse(readFileSync(new URL(`cases/${id}.yaml`, golden), 'utf8')),
  };
}
