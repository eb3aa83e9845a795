import { randomStream } from '../../../core/random.ts';
import type { Field } from '../fields.ts';
import type { ViewContext } from '../views/defineView.ts';
import { explainedShare } from './explainedShare.ts';
import { type Parameter, parametersOf } from './parameters.ts';

/** How much of a metric one parameter explains. */
export interface Importance {
  /** Among all designs, of the metric's logarithm where it is positive. */
  readonly share: number;
  /** 5th and 95th percentile of a bootstrap. */
  readonly low: number;
  readonly high: number;
  /** Of being among the best tenth. NaN for a metric without a better direction. */
  readonly best: number;
  /** Largest over smallest mean of a level (geometric where positive). */
  readonly range: number;
}

export interface ImportanceModel {
  /** Feasible selected rows, or an even sample of them. */
  readonly rows: Uint32Array;
  readonly total: number;
  readonly parameters: readonly Parameter[];
  readonly metrics: readonly Field[];
  /** By metric, then parameter; empty below `fewest` points. */
  readonly cells: readonly (readonly Importance[])[];
}

/** Below this many points shares say nothing. */
export const fewest = 20;
const mostRows = 2000;
const resamples = 60;

const known = new WeakMap<object, ImportanceModel>();

/** Of the selected feasible points; computed once for a selection. */
export function importanceModel(context: ViewContext): ImportanceModel {
  const selection = context.selection();
  let model = known.get(selection);
  if (model === undefined) {
    model = compute(context, selection.mask);
    known.set(selection, model);
  }
  return model;
}

function compute(context: ViewContext, mask: Uint8Array): ImportanceModel {
  const { report, fields } = context;
  const all: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1 && report.points.status[i] === 0) all.push(i);
  const kept = Math.min(mostRows, all.length);
  const rows = Uint32Array.from({ length: kept }, (_, i) => all[Math.floor((i * all.length) / kept)]!);
  const parameters = parametersOf(context, rows);
  const aims = report.objectives.map((name) => `m:${name}`);
  const metrics = fields
    .filter((f) => f.group === 'metric' && rows.some((row) => Number.isFinite(f.column[row]!)))
    .sort((a, b) => place(aims, a.id) - place(aims, b.id));
  const levels = parameters.map((p) => Int32Array.from(rows, (row) => p.level(row)));
  return {
    rows,
    total: all.length,
    parameters,
    metrics,
    cells: kept < fewest ? [] : metrics.map((metric) => importanceOf(metric, rows, parameters, levels)),
  };
}

const place = (list: readonly string[], id: string): number => {
  const at = list.indexOf(id);
  return at < 0 ? list.length : at;
};

function importanceOf(
  metric: Field,
  rows: Uint32Array,
  parameters: readonly Parameter[],
  levels: readonly Int32Array[],
): readonly Importance[] {
  const raw = Float64Array.from(rows, (row) => metric.column[row]!);
  const there = Uint32Array.from(raw.keys()).filter((i) => Number.isFinite(raw[i]!));
  const log = there.every((i) => raw[i]! > 0);
  const values = log ? raw.map(Math.log) : raw;
  const tenth = bestTenth(raw, there, metric.better);
  const random = randomStream(1, 'importance', metric.id);
  const samples = Array.from({ length: resamples }, () =>
    there.map(() => there[random.below(Math.max(1, there.length))]!),
  );
  return parameters.map((p, i) => {
    const share = (column: ArrayLike<number>, sample: ArrayLike<number>): number =>
      explainedShare(levels[i]!, p.levels.length, column, sample);
    const spread = samples
      .map((sample) => share(values, sample))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    return {
      share: share(values, there),
      low: spread[Math.floor(spread.length * 0.05)] ?? Number.NaN,
      high: spread[Math.ceil(spread.length * 0.95) - 1] ?? Number.NaN,
      best: tenth === null ? Number.NaN : share(tenth, there),
      range: rangeOf(levels[i]!, p.levels.length, values, there, log),
    };
  });
}

/** 1 for the best tenth of the rows, 0 for the others. */
function bestTenth(raw: Float64Array, there: Uint32Array, better: Field['better']): Float64Array | null {
  if (better === null || there.length === 0) return null;
  const sorted = Float64Array.from(there, (i) => raw[i]!).sort();
  const at = Math.max(0, Math.ceil(sorted.length / 10) - 1);
  const limit = better === 'lower' ? sorted[at]! : sorted[sorted.length - 1 - at]!;
  return raw.map((v) => Number(better === 'lower' ? v <= limit : v >= limit));
}

function rangeOf(
  levels: Int32Array,
  count: number,
  values: Float64Array,
  there: Uint32Array,
  log: boolean,
): number {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (const i of there) {
    sums[levels[i]!]! += values[i]!;
    counts[levels[i]!]!++;
  }
  const means = [...sums.keys()].filter((l) => counts[l]! > 0).map((l) => sums[l]! / counts[l]!);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  return log ? Math.exp(high - low) : Number.NaN;
}
