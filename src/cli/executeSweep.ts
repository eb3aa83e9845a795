import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../core/diagnostic.ts';
import { suggest } from '../engine/suggest.ts';
import { executors } from '../explore/executors/registry.gen.ts';
import { modelHash } from '../explore/plan/modelHash.gen.ts';
import { makeResultTable, type ResultTable } from '../explore/run/resultTable.ts';
import { runSweep, type SweepRun } from '../explore/run/runSweep.ts';
import { samplers } from '../explore/samplers/registry.gen.ts';
import { lockRun } from '../explore/store/runLock.ts';
import { writeAtomically } from '../explore/store/writeAtomically.ts';
import { writeCsv } from '../io/csv.ts';
import { writeParquet } from '../io/parquet.ts';
import { type ExitCode, exitCode } from './output/exitCode.ts';
import { progressView } from './output/progressView.ts';
import type { Terminal } from './output/terminal.ts';
import type { PreparedSweep } from './prepareSweep.ts';

export interface ExecuteOptions {
  readonly folder: string;
  readonly jobs: number;
  readonly executor: string;
  readonly fresh: boolean;
  readonly retryFailed: boolean;
  readonly failFast: boolean;
  readonly progress: 'auto' | 'json' | 'none';
  readonly terminal: Terminal;
}

export interface ExecutedSweep {
  readonly run: SweepRun;
  readonly results: ResultTable;
  /** Exit codes that apply. */
  readonly codes: readonly ExitCode[];
}

/** Runs a sweep in its folder and writes results there; after an interrupt, journals alone are kept. */
export async function executeSweep(prepared: PreparedSweep, options: ExecuteOptions): Promise<ExecutedSweep> {
  const { plan, goals, user, loaded } = prepared;
  const { folder, terminal } = options;
  const sampler = named('sampler', samplers, plan.sweep.search.method);
  const executor = named('executor', executors, options.executor);
  const unlock = lockRun(folder);
  try {
    if (options.fresh) clearRun(folder);
    const view = progressView(options.progress, terminal, (index) => describePoint(prepared, index));
    const run = await runSweep({
      plan,
      goals,
      user,
      sampler,
      executor,
      fixed: loaded.fixed,
      folder,
      modelHash,
      evaluator: null,
      jobs: options.jobs,
      retryFailed: options.retryFailed,
      failFast: options.failFast,
      signal: terminal.signal,
      onProgress: view.update,
    });
    view.end();
    const results = makeResultTable(run, plan, goals, user);
    if (!run.interrupted) writeResults(folder, results);
    return { run, results, codes: codesOf(run, results) };
  } finally {
    unlock();
  }
}

/** `arch.array.rows=16, workload=resnet18`: the axes that vary. */
export function describePoint({ plan }: PreparedSweep, index: number): string {
  const labels = plan.labels(index);
  const fixed = new Set(plan.dimensions.filter((d) => d.size === 1).flatMap((d) => d.columns));
  return plan.columns.flatMap((name, i) => (fixed.has(name) ? [] : [`${name}=${labels[i]}`])).join(', ');
}

function named<T extends { readonly name: string }>(what: string, list: readonly T[], name: string): T {
  const found = list.find((entry) => entry.name === name);
  if (found) return found;
  const near = suggest(
    name,
    list.map((entry) => entry.name),
  );
  throw new DiagnosticError([
    {
      code: 'WIN-CLI-002',
      severity: 'error',
      message: `no ${what} is called "${name}"`,
      hint: near ? `did you mean ${near}?` : `one of: ${list.map((entry) => entry.name).join(', ')}`,
    },
  ]);
}

/** Removes what a run made; anything else in the folder stays. */
function clearRun(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (/^(journal-.*\.jsonl|results\.(csv|parquet)|report\.html|sweep\.yaml|failures)$/.test(name))
      rmSync(join(folder, name), { recursive: true, force: true });
}

function writeResults(folder: string, results: ResultTable): void {
  mkdirSync(folder, { recursive: true });
  const table = {
    columns: results.columns,
    rows: results.rows,
    value: (row: number, column: number) => results.columns[column]!.value(row),
  };
  writeAtomically(join(folder, 'results.csv'), (draft) => writeCsv(draft, table));
  writeAtomically(join(folder, 'results.parquet'), (draft) => writeParquet(draft, table));
}

function codesOf(run: SweepRun, results: ResultTable): ExitCode[] {
  const codes: ExitCode[] = [];
  if (run.interrupted) codes.push(exitCode.interrupted);
  for (const { row } of run.points) {
    const outcome = run.table.status(row) === 'failed' ? run.table.outcome(row) : null;
    if (outcome?.status === 'failed')
      codes.push(outcome.kind === 'invariant' ? exitCode.invariant : exitCode.failedPoints);
  }
  if (!results.status.includes('ok') && !run.interrupted) codes.push(exitCode.infeasible);
  return [...new Set(codes)];
}
