import { executors } from '../explore/executors/registry.gen.ts';
import { modelHash } from '../explore/plan/modelHash.gen.ts';
import { runSweep } from '../explore/run/runSweep.ts';
import { samplers } from '../explore/samplers/registry.gen.ts';
import type { LockFile } from '../io/lockFile.ts';
import type { Arguments } from './commands/defineCommand.ts';
import { named } from './named.ts';
import { type ExitCode, exitCode } from './output/exitCode.ts';
import { progressView } from './output/progressView.ts';
import type { Terminal } from './output/terminal.ts';
import { describePoint, type PreparedSweep } from './prepareSweep.ts';

/** Runs every point anew and answers its cycles by axis values; points that failed are exit codes. */
export async function runForCheck(
  prepared: PreparedSweep,
  folder: string,
  args: Arguments,
  terminal: Terminal,
): Promise<{ readonly lock: LockFile; readonly codes: readonly ExitCode[] } | null> {
  const { plan, goals, user, loaded } = prepared;
  const view = progressView(args.quiet ? 'none' : 'auto', terminal, (index) =>
    describePoint(prepared, index),
  );
  const run = await runSweep({
    plan,
    goals,
    user,
    sampler: named('sampler', samplers, plan.sweep.search.method),
    executor: named('executor', executors, 'workers'),
    fixed: loaded.fixed,
    matrices: loaded.matrices,
    folder,
    modelHash,
    evaluator: null,
    jobs: args.jobs,
    retryFailed: false,
    failFast: false,
    signal: terminal.signal,
    onProgress: view.update,
  });
  view.end();
  if (run.interrupted) return null;
  const codes = new Set<ExitCode>();
  const points: LockFile['points'] = [];
  for (const { index, row } of run.points) {
    const outcome = run.table.outcome(row);
    if (outcome.status === 'ok') points.push({ at: plan.labels(index), cycles: outcome.metrics['cycles']! });
    else if (outcome.status === 'failed') {
      codes.add(outcome.kind === 'invariant' ? exitCode.invariant : exitCode.failedPoints);
      terminal.note(`point ${index} failed: ${outcome.reason} [${describePoint(prepared, index)}]`);
    }
  }
  if (points.length === 0) codes.add(exitCode.infeasible);
  return {
    lock: { kind: 'lock', version: 1, sweep: plan.sweep.name, columns: [...plan.columns], points },
    codes: [...codes],
  };
}
