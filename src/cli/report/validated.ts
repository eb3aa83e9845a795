import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../io/shippedFiles.ts';
import type { ReportValidation } from '../../report/reportData.ts';
import type { SuiteSummary } from '../validation/runSuite.ts';

/** What `scripts/validate.mjs` wrote when every suite was replayed. */
interface Validated {
  readonly model: string;
  readonly suites: readonly (SuiteSummary & { readonly holds: readonly string[] })[];
}

/** Outcomes of the suites that hold these dataflows, where they are of this very model. */
export function validated(modelHash: string, dataflows: ReadonlySet<string>): readonly ReportValidation[] {
  const file = join(packageRoot(), 'test/golden/validated.json');
  if (!existsSync(file)) return [];
  const { model, suites } = JSON.parse(readFileSync(file, 'utf8')) as Validated;
  if (model !== modelHash) return [];
  return suites
    .filter(
      ({ holds, cases }) => cases > 0 && (holds.length === 0 || holds.some((name) => dataflows.has(name))),
    )
    .map(({ suite, cases, exact, mape_pct, max_pct }) => ({
      suite,
      cases,
      exact,
      mape_pct: mape_pct ?? 0,
      max_pct: max_pct ?? 0,
    }));
}
