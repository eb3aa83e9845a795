import { dataflows } from '../../dataflow/registry.gen.ts';
import { densityGaps } from '../../engine/densityGap.ts';
import { findMetric } from '../../engine/metrics.ts';
import { shippedLibrary } from '../../engine/shippedLibrary.ts';
import type { SweepPlan } from '../../explore/plan/planSweep.ts';
import type { ResultColumn, ResultTable } from '../../explore/run/resultTable.ts';
import type { SweepRun } from '../../explore/run/runSweep.ts';
import {
  fidelityNames,
  type ReportAxis,
  type ReportData,
  type ReportDetail,
  type ReportMetric,
  type ReportPoints,
  statusNames,
} from '../../report/reportData.ts';
import type { PreparedSweep } from '../prepareSweep.ts';
import { provenanceOf } from './provenanceOf.ts';
import { unitOfPath } from './unitOfPath.ts';

/** A finished sweep as the report wants it. Depends on the spec alone. */
export function makeReportData(
  prepared: PreparedSweep,
  run: SweepRun,
  results: ResultTable,
  command: string,
): ReportData {
  const { plan, goals } = prepared;
  const { sweep } = plan;
  const axisColumns = results.columns.filter((c) => c.role === 'axis');
  const metricColumns = results.columns.filter((c) => c.role === 'metric');
  const axes = axisColumns.map((column) => axisOf(column, results.rows));
  const details = detailsOf(run, plan);
  const used = new Set(details.map((d) => d.result.dataflow));
  const count = (status: string): number => results.status.filter((s) => s === status).length;
  const failures = run.points.flatMap(({ index, row }) => {
    const outcome = run.table.status(row) === 'failed' ? run.table.outcome(row) : null;
    return outcome?.status === 'failed' ? [{ index, code: outcome.kind, message: outcome.reason }] : [];
  });
  return {
    title: sweep.name,
    description: sweep.description ?? '',
    summary: {
      swept:
        plan.dimensions
          .filter((d) => d.size > 1)
          .map((d) => `${d.size} ${d.columns.map((c) => c.split('.').pop()).join('+')}`)
          .join(' × ') || 'one design',
      ok: count('ok'),
      infeasible: count('infeasible'),
      failed: count('failed'),
      estimate: run.points.filter((p) => p.fidelity === 'estimate').length,
      cycle: run.points.filter((p) => p.fidelity === 'cycle').length,
    },
    axes: axes.map((a) => a.axis),
    metrics: metricColumns.map((column) => metricOf(column, sweep.metrics)),
    within: plan.dimensions[0]!.size > 1 ? 'workload' : null,
    objectives: goals.objectives.map((o) => o.name).filter((n) => metricColumns.some((c) => c.name === n)),
    constraints: sweep.constraints,
    reasons: Object.assign({}, ...dataflows.filter((d) => used.has(d.name)).map((d) => d.reasons)) as Record<
      string,
      string
    >,
    points: pointsOf(run, results, axes, metricColumns),
    details,
    provenance: provenanceOf(prepared, run, details, command),
    failures,
  };
}

interface AxisPlaces {
  readonly axis: ReportAxis;
  readonly places: Uint32Array;
}

function axisOf(column: ResultColumn, rows: number): AxisPlaces {
  const values: ReportAxis['values'][number][] = [];
  const known = new Map<unknown, number>();
  const places = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const value = column.value(i);
    let place = known.get(value);
    if (place === undefined) {
      place = values.length;
      known.set(value, place);
      values.push(value);
    }
    places[i] = place;
  }
  const axis = {
    path: column.name,
    label: column.name.split('.').pop()!.replaceAll('_', ' '),
    unit: unitOfPath(column.name),
    values,
  };
  return { axis, places };
}

function metricOf(column: ResultColumn, own: PreparedSweep['plan']['sweep']['metrics']): ReportMetric {
  const declared = findMetric(column.name);
  const user = own[column.name];
  if (user === undefined && declared !== null) return declared;
  return {
    name: column.name,
    unit: user?.unit ?? '1',
    better: user?.better ?? null,
    formula: user ? `table ${user.table}` : '',
    description: user ? 'given by the user, joined by axis values' : '',
  };
}

function pointsOf(
  run: SweepRun,
  results: ResultTable,
  axes: readonly AxisPlaces[],
  metrics: readonly ResultColumn[],
): ReportPoints {
  const reasons = [''];
  const place = new Map([['', 0]]);
  const reason = Uint32Array.from(results.reasons, (text) => {
    let at = place.get(text);
    if (at === undefined) {
      at = reasons.length;
      reasons.push(text);
      place.set(text, at);
    }
    return at;
  });
  return {
    count: results.rows,
    index: Uint32Array.from(run.points, (p) => p.index),
    axes: axes.map((a) => a.places),
    metrics: metrics.map((column) =>
      Float64Array.from({ length: results.rows }, (_, i) => Number(column.value(i) ?? Number.NaN)),
    ),
    rank: Uint32Array.from(results.ranks),
    status: Uint8Array.from(results.status, (s) => statusNames.indexOf(s)),
    reason,
    reasons,
    fidelity: Uint8Array.from(run.points, (p) => fidelityNames.indexOf(p.fidelity)),
    baseline: null,
  };
}

/** Characters of a spec that a report still holds: concrete matrices are longer. */
const longestSpec = 100_000;

function detailsOf(run: SweepRun, plan: SweepPlan): ReportDetail[] {
  return run.points.flatMap((point, row) => {
    const result = run.details.get(point);
    if (!result) return [];
    const spec = plan.point(point.index, point.fidelity);
    const gaps = densityGaps(spec, result, shippedLibrary);
    return [
      {
        row,
        result,
        spec: JSON.stringify(spec).length <= longestSpec ? spec : null,
        gaps: gaps.some((gap) => gap !== null) ? gaps : null,
      },
    ];
  });
}
