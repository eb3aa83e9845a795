import { metrics } from '../engine/metrics.ts';
import { type Goals, parseGoals } from '../explore/expression/goals.ts';
import { planSweep, type SweepPlan } from '../explore/plan/planSweep.ts';
import { joinUserMetrics, type UserMetrics } from '../explore/run/userMetrics.ts';
import type { LoadedSpec } from '../loadSpec.ts';

/** A sweep as it will run. */
export interface PreparedSweep {
  readonly loaded: LoadedSpec;
  readonly plan: SweepPlan;
  readonly goals: Goals;
  readonly user: UserMetrics;
}

export function prepareSweep(loaded: LoadedSpec): PreparedSweep {
  const { sweep } = loaded;
  const plan = planSweep(sweep, loaded.fixed);
  const user = joinUserMetrics(plan, loaded.tables);
  const numeric = plan.dimensions.flatMap((d) =>
    d.columns.filter((_, c) => d.labels.every((row) => typeof row[c] === 'number')),
  );
  const known = [
    ...metrics.map(({ name, better }) => ({ name, better })),
    ...Object.entries(sweep.metrics).map(([name, { better }]) => ({ name, better })),
    ...numeric.map((name) => ({ name, better: null })),
  ];
  return { loaded, plan, user, goals: parseGoals(sweep, known, (name) => name.endsWith('_bytes')) };
}

/** `arch.array.rows=16, workload=resnet18`: the columns that vary in the sweep. */
export function describePoint({ plan }: PreparedSweep, index: number): string {
  const labels = plan.labels(index);
  const single = new Set(plan.dimensions.filter((d) => d.size === 1).flatMap((d) => d.columns));
  return plan.columns.flatMap((name, i) => (single.has(name) ? [] : [`${name}=${labels[i]}`])).join(', ');
}
