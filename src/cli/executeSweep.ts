import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { executors } from '../explore/executors/registry.gen.ts';
import { modelHash } from '../explore/plan/modelHash.gen.ts';
import { makeResultTable, type ResultTable } from '../explore/run/resultTable.ts';
import { runSweep, type SweepRun } from '../explore/run/runSweep.ts';
import { samplers } from '../explore/samplers/registry.gen.ts';
import { lockRun } from '../explore/store/runLock.ts';
import { named } from './named.ts';
import { type ExitCode, exitCode } from './output/exitCode.ts';
import { progressView } from './output/progressView.ts';
import type { Terminal } from './output/terminal.ts';
import { describePoint, type PreparedSweep } from './prepareSweep.ts';
import { chooseDetails } from './report/chooseDetails.ts';
import { sweepChanges } from './sweepChanges.ts';
import { writeRunFiles } from './writeRunFiles.ts';

export interface ExecuteOptions {
  readonly folder: string;
  readonly jobs: number;
  readonly executor: string;
  readonly fresh: boolean;
  readonly retryFailed: boolean;
  readonly failFast: boolean;
  /** Runs nothing: results and report of what is done. */
  readonly onlyDone: boolean;
  readonly progress: 'auto' | 'json' | 'none';
  readonly terminal: Terminal;
  /** The command that makes the report again, as it shows it. */
  readonly command: string;
}

export interface ExecutedSweep {
  readonly run: SweepRun;
  readonly results: ResultTable;
  /** Exit codes that apply. */
  readonly codes: readonly ExitCode[];
  /** Absolute paths of what was written. */
  readonly files: Readonly<Record<string, string>>;
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
    for (const line of sweepChanges(folder, plan.sweep)) terminal.note(line);
    const view = progressView(options.progress, terminal, (index) => describePoint(prepared, index));
    const run = await runSweep({
      plan,
      goals,
      user,
      sampler,
      executor,
      fixed: loaded.fixed,
      matrices: loaded.matrices,
      folder,
      modelHash,
      evaluator: null,
      jobs: options.jobs,
      retryFailed: options.retryFailed,
      failFast: options.failFast,
      onlyDone: options.onlyDone,
      chooseDetails: chooseDetails(goals.objectives.length),
      signal: terminal.signal,
      onProgress: view.update,
    });
    view.end();
    if (run.torn > 0)
      terminal.note(`${run.torn} journal ${run.torn === 1 ? 'line was' : 'lines were'} cut short; run again`);
    const results = makeResultTable(run, plan, goals, user);
    const codes = codesOf(run, results);
    if (run.interrupted) return { run, results, codes, files: {} };
    return {
      run,
      results,
      codes,
      files: await writeRunFiles(prepared, run, results, folder, options.command),
    };
  } finally {
    unlock();
  }
}

/** Removes what a run made; anything else in the folder stays. */
function clearRun(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (/^(journal-.*\.jsonl|results\.(csv|parquet)|report\.html|sweep\.yaml|failures)$/.test(name))
      rmSync(join(folder, name), { recursive: true, force: true });
}

function codesOf(run: SweepRun, results: ResultTable): ExitCode[] {
  const codes = new Set<ExitCode>();
  if (run.interrupted) codes.add(exitCode.interrupted);
  for (const { row } of run.points) {
    const outcome = run.table.status(row) === 'failed' ? run.table.outcome(row) : null;
    if (outcome?.status === 'failed')
      codes.add(outcome.kind === 'invariant' ? exitCode.invariant : exitCode.failedPoints);
  }
  if (!results.status.includes('ok') && !run.interrupted) codes.add(exitCode.infeasible);
  return [...codes];
}
