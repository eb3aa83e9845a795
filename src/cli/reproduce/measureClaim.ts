import { DiagnosticError } from '../../core/diagnostic.ts';
import { evaluate } from '../../engine/evaluate.ts';
import { evaluateTotals } from '../../engine/evaluateTotals.ts';
import type { Measure } from '../../io/claimsFile.ts';
import { accounting, accountingMetrics } from '../../workload/accounting.ts';
import { buildTrace } from '../../workload/buildTrace.ts';
import { matchesGlob } from '../../workload/glob.ts';
import { describePoint, type PreparedSweep } from '../prepareSweep.ts';
import { isScoped } from './loadClaims.ts';
import { matchingPoints, partnerOf } from './matchingPoints.ts';

/** Values of a metric at the points of one sweep, each worked out once. */
export type PointValues = (measure: Measure, index: number) => number;

/** The simulated value of a claim: the metric at the points measured, over that of their partners, averaged. */
export function measureClaim(measure: Measure, prepared: PreparedSweep, values: PointValues): number {
  const { plan } = prepared;
  const each = matchingPoints(plan, measure.of).map((index) => {
    const value = values(measure, index);
    if (measure.over === undefined) return value;
    const partner = partnerOf(plan, index, measure.over);
    return partner === null ? Number.NaN : value / values(measure, partner);
  });
  switch (measure.mean) {
    case 'arithmetic':
      return each.reduce((a, b) => a + b, 0) / each.length;
    case 'geometric':
      return each.reduce((a, b) => a * b, 1) ** (1 / each.length);
    case 'least':
      return Math.min(...each);
    case 'largest':
      return Math.max(...each);
    default:
      return measure.mean satisfies never;
  }
}

/** Remembers what was evaluated. A point that fails throws what the engine said, with the point's axis values. */
export function pointValues(prepared: PreparedSweep): PointValues {
  const known = new Map<string, number>();
  const { plan } = prepared;
  const fidelity = plan.sweep.fidelity === 'estimate' ? 'estimate' : 'cycle';
  const totals = new Map<number, Readonly<Record<string, number>>>();
  const work = (measure: Measure, index: number): number => {
    const point = plan.point(index, fidelity);
    const account = accountingMetrics.find((name) => name === measure.metric);
    if (account !== undefined) return accounting(buildTrace(point.workload))[account];
    if (isScoped(measure)) return scopedCycles(measure, point);
    let metrics = totals.get(index);
    if (metrics === undefined) {
      metrics = evaluateTotals(point).metrics;
      totals.set(index, metrics);
    }
    return metrics[measure.metric] ?? Number.NaN;
  };
  return (measure, index) => {
    const { metric, stage, layers, except, reasons } = measure;
    const key = JSON.stringify([index, metric, stage, layers, except, reasons]);
    const done = known.get(key);
    if (done !== undefined) return done;
    try {
      const value = work(measure, index);
      known.set(key, value);
      return value;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const where = describePoint(prepared, index);
      throw new DiagnosticError(
        error.diagnostics.map((d) => ({ ...d, message: `${measure.sweep}, ${where}: ${d.message}` })),
      );
    }
  };
}

/** Cycles of the layers and reasons that a claim names, each layer as often as it runs. */
function scopedCycles(measure: Measure, point: Parameters<typeof evaluate>[0]): number {
  const { layers: glob, except = [], reasons, stage } = measure;
  const wanted = (name: string): boolean =>
    (glob === undefined || matchesGlob(glob, name)) && !except.some((other) => matchesGlob(other, name));
  let cycles = 0;
  for (const layer of evaluate(point).layers) {
    if (stage !== undefined && layer.stage !== stage) continue;
    const { breakdown, cycles: all } = layer.execution;
    const one =
      reasons === undefined ? all : reasons.reduce((sum, reason) => sum + (breakdown[reason] ?? 0), 0);
    cycles += (layer.count * layer.names.filter(wanted).length * one) / layer.names.length;
  }
  return cycles;
}
