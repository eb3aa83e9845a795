import { metrics as declared, findMetric } from '../../engine/metrics.ts';
import type { Goals } from '../expression/goals.ts';
import type { SweepPlan } from '../plan/planSweep.ts';
import type { Label } from '../plan/valueLabel.ts';
import { ranksOf } from './promotion.ts';
import type { SweepRun } from './runSweep.ts';
import type { UserMetrics } from './userMetrics.ts';

export interface ResultColumn {
  readonly name: string;
  readonly role: 'point' | 'axis' | 'outcome' | 'metric' | 'breakdown';
  /** `integer` and `number` cells are numbers or null. */
  readonly type: 'text' | 'integer' | 'number';
  readonly unit: string;
  value(row: number): Label;
}

/** What became of each point, one row a point, in the order asked. */
export interface ResultTable {
  readonly rows: number;
  readonly columns: readonly ResultColumn[];
  /** Among the points of the same workload: 1 for the front; 0 where a point has no rank. */
  readonly ranks: Int32Array;
  /** After constraints: a point that ran but breaks one is infeasible. */
  readonly status: readonly ('ok' | 'infeasible' | 'failed')[];
  /** Why a point is infeasible or failed, else ''. */
  readonly reasons: readonly string[];
}

const counted = new Set(['cycles', 'bytes', 'MAC']);

/** Rows depend on the spec alone: no time, host, worker or order of arrival enters. */
export function makeResultTable(
  run: SweepRun,
  plan: SweepPlan,
  goals: Goals,
  user: UserMetrics,
): ResultTable {
  const { points, table, view } = run;
  const ranks = faithfulRanks(run, goals.objectives.length);
  const reasons = points.map(({ index, row }) => {
    const outcome = table.status(row) === 'ok' ? null : table.outcome(row);
    if (outcome && outcome.status !== 'ok') return outcome.reason;
    const { first } = view.violation(index, row);
    return first === null ? '' : `constraint ${first}`;
  });
  const status = points.map(({ row }, i) => {
    const own = table.status(row);
    return own === 'ok' && reasons[i] !== '' ? 'infeasible' : own;
  });
  const number = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const present = (names: readonly string[], read: (row: number, name: string) => number): string[] =>
    names.filter((name) => points.some(({ row }) => !Number.isNaN(read(row, name))));

  const axes = plan.dimensions.flatMap((d, at) =>
    d.columns.map((name, c): ResultColumn => {
      const labels = d.labels.map((row) => row[c]!);
      const type = labels.every((l) => typeof l === 'number')
        ? labels.every(Number.isSafeInteger)
          ? 'integer'
          : 'number'
        : 'text';
      const [value, text] = [
        (i: number) => labels[plan.coordinates(points[i]!.index)[at]!]!,
        type === 'text',
      ];
      return {
        name,
        role: 'axis',
        type,
        unit: '',
        value: text ? (i) => (value(i) === null ? null : String(value(i))) : value,
      };
    }),
  );
  const metrics = orderMetrics(present(table.metricNames(), table.metric)).map((name): ResultColumn => {
    const unit = findMetric(name)?.unit ?? '';
    return {
      name,
      role: 'metric',
      type: counted.has(unit) ? 'integer' : 'number',
      unit,
      value: (i) => number(table.metric(points[i]!.row, name)),
    };
  });
  const own = user.names.map(
    (name): ResultColumn => ({
      name,
      role: 'metric',
      type: 'number',
      unit: plan.sweep.metrics[name]?.unit ?? '',
      value: (i) => number(user.value(name, plan.labels(points[i]!.index))),
    }),
  );
  const breakdown = present(table.reasons(), table.breakdown).map(
    (reason): ResultColumn => ({
      name: `cycles_${reason}`,
      role: 'breakdown',
      type: 'integer',
      unit: 'cycles',
      value: (i) => number(table.breakdown(points[i]!.row, reason)),
    }),
  );
  const outcome = (name: string, type: ResultColumn['type'], value: (i: number) => Label): ResultColumn => ({
    name,
    role: 'outcome',
    type,
    unit: '',
    value,
  });
  return {
    rows: points.length,
    ranks,
    status,
    reasons,
    columns: [
      { name: 'point', role: 'point', type: 'integer', unit: '', value: (i) => points[i]!.index },
      ...axes,
      outcome('fidelity', 'text', (i) => points[i]!.fidelity),
      outcome('status', 'text', (i) => status[i]!),
      outcome('rank', 'integer', (i) => ranks[i] || null),
      outcome('reason', 'text', (i) => reasons[i] || null),
      ...metrics,
      ...own,
      ...breakdown,
    ],
  };
}

/** Declared metrics in their order, then traffic by name. */
function orderMetrics(names: readonly string[]): string[] {
  return [...names].sort((a, b) => metricPlace(a) - metricPlace(b) || (a < b ? -1 : 1));
}

function metricPlace(name: string): number {
  const at = declared.findIndex((metric) => metric.name === name);
  return at < 0 ? declared.length : at;
}

/** After promotion, estimates rank behind everything simulated: the two fidelities are never compared. */
function faithfulRanks({ points, view, promoted }: SweepRun, objectives: number): Int32Array {
  if (promoted === null) return ranksOf(points, view, objectives);
  const ranks = new Int32Array(points.length);
  let worst = 0;
  for (const fidelity of ['cycle', 'estimate']) {
    const places = [...points.keys()].filter((i) => points[i]!.fidelity === fidelity);
    const own = ranksOf(
      places.map((i) => points[i]!),
      view,
      objectives,
    );
    for (const [j, i] of places.entries()) if (own[j]! > 0) ranks[i] = worst + own[j]!;
    worst = own.reduce((a, b) => Math.max(a, b), worst);
  }
  return ranks;
}
