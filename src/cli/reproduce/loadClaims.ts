import { dirname, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../core/diagnostic.ts';
import { findMetric, metrics } from '../../engine/metrics.ts';
import { type Claim, type ClaimsFile, claimsFile, type Measure } from '../../io/claimsFile.ts';
import { loadDocument } from '../../io/loadDocument.ts';
import { originAt } from '../../io/locate.ts';
import type { PlanSelector } from '../../io/planSelector.ts';
import { quoted } from '../../io/quoted.ts';
import { sortDiagnostics } from '../../io/sortDiagnostics.ts';
import type { Path } from '../../io/sourceNode.ts';
import { at } from '../../io/sourceText.ts';
import { suggestion } from '../../io/suggestion.ts';
import { validate } from '../../io/validate.ts';
import { loadSpec } from '../../loadSpec.ts';
import { accountingMetrics } from '../../workload/accounting.ts';
import { type PreparedSweep, prepareSweep } from '../prepareSweep.ts';
import type { Paper } from './findPapers.ts';
import { matchingPoints } from './matchingPoints.ts';

/** A paper whose claims and sweeps have been checked against each other. */
export interface LoadedPaper {
  readonly paper: Paper;
  readonly claims: ClaimsFile;
  /** Sweeps by the word after `sweep:`. */
  readonly sweeps: ReadonlyMap<string, PreparedSweep>;
}

/** Reads a paper; every mistake in its claims or sweeps is told at its line, all at once. */
export function loadClaims(paper: Paper): LoadedPaper {
  const { root } = loadDocument(paper.file);
  const { value: claims, diagnostics } = validate(claimsFile, root);
  if (claims === null) throw new DiagnosticError(diagnostics);
  const sweeps = new Map<string, PreparedSweep>();
  const found: Diagnostic[] = [];
  const broken = new Set<string>();
  claims.claims.forEach((claim: Claim, index) => {
    const { measure } = claim;
    if (measure === undefined) return;
    const say = (key: Path, code: string, message: string, hint?: string): void => {
      const path = ['claims', index, 'measure', ...key];
      found.push(at(originAt(root, path), code, message, { path, ...(hint === undefined ? {} : { hint }) }));
    };
    const sweep = sweeps.get(measure.sweep) ?? read(paper, measure.sweep, broken, found);
    if (!isMetric(measure.metric)) {
      const hint = suggestion(measure.metric, [...accountingMetrics, ...metrics.map(({ name }) => name)]);
      say(['metric'], 'WIN-REP-001', `no metric is called ${quoted(measure.metric)}`, hint);
    } else if (isScoped(measure) && measure.metric !== 'cycles')
      say(
        ['metric'],
        'WIN-REP-002',
        'of some layers or reasons only cycles can be measured',
        'write metric: cycles',
      );
    if (sweep === null) return;
    sweeps.set(measure.sweep, sweep);
    checkSelector(sweep, measure.of, (key, message, hint) =>
      say(['of', ...key], 'WIN-REP-003', message, hint),
    );
    if (measure.over !== undefined)
      checkSelector(sweep, { ...measure.of, ...measure.over }, (key, message, hint) =>
        say(['over', ...key], 'WIN-REP-003', message, hint),
      );
  });
  if (found.length > 0) throw new DiagnosticError(sortDiagnostics(found));
  return { paper, claims, sweeps };
}

/** Whether only some layers are measured. */
export const isScoped = ({ layers, except, reasons, stage }: Measure): boolean =>
  [layers, except, reasons, stage].some((part) => part !== undefined);

const isMetric = (name: string): boolean =>
  accountingMetrics.some((known) => known === name) || findMetric(name) !== null;

function read(paper: Paper, name: string, broken: Set<string>, found: Diagnostic[]): PreparedSweep | null {
  if (broken.has(name)) return null;
  try {
    return prepareSweep(loadSpec(resolve(dirname(paper.file), name)));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    broken.add(name);
    found.push(...error.diagnostics);
    return null;
  }
}

function checkSelector(
  { plan }: PreparedSweep,
  selector: PlanSelector,
  say: (key: Path, message: string, hint?: string) => void,
): void {
  let known = true;
  for (const [column, value] of Object.entries(selector)) {
    const dimension = plan.dimensions.find(({ columns }) => columns.includes(column));
    if (dimension === undefined) {
      say([column], `the sweep has no column ${quoted(column)}`, suggestion(column, plan.columns));
      known = false;
      continue;
    }
    const place = dimension.columns.indexOf(column);
    const labels = [...new Set(dimension.labels.map((row) => String(row[place])))];
    if (labels.includes(String(value))) continue;
    say([column], `${column} is never ${quoted(value)} in the sweep`, suggestion(String(value), labels));
    known = false;
  }
  if (known && matchingPoints(plan, selector).length === 0) say([], 'no point of the sweep has all of these');
}
