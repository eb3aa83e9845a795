import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DiagnosticError } from '../../core/diagnostic.ts';
import { loadDocument } from '../../io/loadDocument.ts';
import { csvRecords, readCsv } from '../../io/readCsv.ts';
import { packageRoot } from '../../io/shippedFiles.ts';
import { toValue } from '../../io/sourceNode.ts';
import type { Suite, SuiteCase } from './defineSuite.ts';

/** What `winnow validate --json` prints. Percentages are of the suite's headline; null where there is no case. */
export interface SuiteSummary {
  readonly suite: string;
  readonly cases: number;
  /** Cases with every compared integer equal; null where the suite compares none. */
  readonly exact: number | null;
  readonly mape_pct: number | null;
  readonly median_pct: number | null;
  readonly max_pct: number | null;
  readonly within_tolerance: number;
}

const caseLimitBytes = 16 * 1024 * 1024;

/** Replays a file of a suite: the one given, or the one that ships. */
export function runSuite(
  suite: Suite,
  data: string | undefined,
): { readonly cases: readonly SuiteCase[]; readonly summary: SuiteSummary } {
  const file = resolve(data ?? join(packageRoot(), 'test/golden', suite.golden));
  const rows = csvRecords(readCsv(file));
  const cases = suite.run({
    rows,
    file,
    readCase(id) {
      const path = join(dirname(file), 'cases', `${id}.yaml`);
      if (!/^[\w.-]+$/.test(id) || !existsSync(path))
        throw new DiagnosticError([
          {
            code: 'WIN-VAL-001',
            severity: 'error',
            message: `case ${id.slice(0, 80)} of ${file} is missing`,
            hint: `a row's case is the file cases/<id>.yaml beside the CSV`,
            file: path,
            line: 1,
            column: 1,
          },
        ]);
      return toValue(loadDocument(path, { limitBytes: caseLimitBytes }).root);
    },
  });
  return { cases, summary: summarise(suite.name, cases) };
}

export function summarise(suite: string, cases: readonly SuiteCase[]): SuiteSummary {
  const errors = cases.map((c) => c.error_pct).sort((a, b) => a - b);
  const compared = cases.filter((c) => c.exact !== null);
  const middle = errors.length >> 1;
  const some = errors.length > 0;
  return {
    suite,
    cases: cases.length,
    exact: compared.length === 0 ? null : compared.filter((c) => c.exact).length,
    mape_pct: some ? errors.reduce((sum, e) => sum + e, 0) / errors.length : null,
    median_pct: some
      ? errors.length % 2 === 1
        ? errors[middle]!
        : (errors[middle - 1]! + errors[middle]!) / 2
      : null,
    max_pct: some ? errors[errors.length - 1]! : null,
    within_tolerance: cases.filter((c) => c.within_tolerance).length,
  };
}
