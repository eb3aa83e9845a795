import type { ResultColumn } from '../../explore/run/resultTable.ts';
import type { ExecutedSweep } from '../executeSweep.ts';
import type { PreparedSweep } from '../prepareSweep.ts';
import type { ExitCode } from './exitCode.ts';
import type { Front } from './fronts.ts';

/** What `winnow sweep --json` prints. */
export function sweepFacts(
  { goals, plan }: PreparedSweep,
  { run, results, files }: ExecutedSweep,
  fronts: readonly Front[],
  code: ExitCode,
) {
  const count = (status: string): number => results.status.filter((s) => s === status).length;
  const axes = results.columns.filter((c) => c.role === 'axis');
  const metrics = results.columns.filter((c) => c.role === 'metric');
  const cells = (columns: readonly ResultColumn[], i: number) =>
    Object.fromEntries(columns.map((c) => [c.name, c.value(i)]));
  return {
    name: plan.sweep.name,
    points: {
      total: run.points.length,
      ok: count('ok'),
      infeasible: count('infeasible'),
      failed: count('failed'),
      reused: run.reused,
    },
    objectives: goals.objectives.map(({ name, direction }) => ({ name, direction })),
    fronts: fronts.map((front) => ({
      workload: front.workload,
      hypervolume: front.hypervolume,
      designs: front.rows.map((i) => ({
        point: run.points[i]!.index,
        knee: i === front.knee,
        axes: cells(axes, i),
        metrics: cells(metrics, i),
      })),
    })),
    stopped: run.stopped,
    promoted: run.promoted,
    files,
    exit_code: code,
  };
}
