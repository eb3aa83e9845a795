import { choiceOf } from '../choice.ts';
import { distinct } from '../distinct.ts';
import type { Field } from '../fields.ts';
import { remembered } from '../remembered.ts';
import type { ViewContext } from '../views/defineView.ts';
import { splitName } from './splitName.ts';

/** One value of the parameter along the x axis. */
export interface PayoffPoint {
  readonly x: number;
  /** As the sweep calls it. */
  readonly name: string;
  /** Times better than the reference at the same x; above 1 it pays. */
  readonly ratio: number;
  /** Best row of this value, and of the reference. */
  readonly row: number;
  readonly reference: number;
}

export interface PayoffLine {
  readonly level: number;
  readonly label: string;
  readonly points: readonly PayoffPoint[];
}

/** One picture: all names with the same prefix, or everything. */
export interface PayoffPanel {
  readonly title: string;
  readonly lines: readonly PayoffLine[];
}

export interface PayoffModel {
  readonly along: Field;
  readonly of: Field;
  readonly metric: Field;
  readonly reference: number;
  readonly panels: readonly PayoffPanel[];
  /** x is a number on a logarithmic scale, not a position. */
  readonly numeric: boolean;
}

const id = 'payoff';
/** Axes along which values are compared: what groups points first, then numbers; three values at least. */
export function alongOptions({ fields, report }: ViewContext): readonly Field[] {
  const axes = fields.filter((f) => f.group === 'axis' && distinct(f).length >= 3);
  const grouping = axes.filter((f) => f.id === `a:${report.within}`);
  return [...grouping, ...axes.filter((f) => f.kind === 'number')];
}

/** Parameters whose values are compared: words first; two to twelve values. */
export function ofOptions({ fields, report }: ViewContext, along: Field | undefined): readonly Field[] {
  const axes = fields.filter((f) => {
    if (f.group !== 'axis' || f === along || f.id === `a:${report.within}`) return false;
    const n = distinct(f).length;
    return n >= 2 && n <= 12;
  });
  return [...axes.filter((f) => f.kind === 'category'), ...axes.filter((f) => f.kind === 'number')];
}

/** Metrics with a better direction, objectives first; those that follow from the parameter alone say nothing. */
export function metricOptions({ fields, report }: ViewContext): readonly Field[] {
  const metrics = fields.filter((f) => f.group === 'metric' && f.better !== null);
  const aim = (f: Field): boolean => report.objectives.includes(f.id.slice(2));
  return [...metrics.filter(aim), ...metrics.filter((f) => !aim(f))];
}

/** Values that stand for nothing done; one of them is the reference unless another is chosen. */
const plain = /^(dense|none|off|no|false|baseline)$/i;

/** The values of a parameter, the likeliest reference first. */
export function referenceFirst(of: Field): readonly number[] {
  const levels = distinct(of);
  const first = levels.find((l) => plain.test(textOf(of, l))) ?? levels[0]!;
  return [first, ...levels.filter((l) => l !== first)];
}

/** Best of each value against the best of the reference value, at each x; null where the sweep varies too little. */
export const payoffModel = remembered((context: ViewContext): PayoffModel | null => {
  const { fields, report } = context;
  const field = (name: string, options: readonly Field[]): Field | undefined =>
    fields.find(
      (f) =>
        f.id ===
        choiceOf(
          context,
          id,
          name,
          options.map((o) => o.id),
        ),
    );
  const along = field('along', alongOptions(context));
  const of = field('of', ofOptions(context, along));
  const metric = field('metric', metricOptions(context));
  if (along === undefined || of === undefined || metric === undefined) return null;
  const levels = distinct(of);
  const reference = Number(choiceOf(context, id, 'reference', referenceFirst(of).map(String)));
  const { status, count } = report.points;
  const { mask } = along.id === `a:${report.within}` ? { mask: null } : context.selection();
  const best = new Map<number, Map<number, number>>();
  for (let row = 0; row < count; row++) {
    const value = metric.column[row]!;
    if (status[row] !== 0 || !Number.isFinite(value) || (mask !== null && mask[row] === 0)) continue;
    const x = along.column[row]!;
    const at = best.get(x) ?? new Map<number, number>();
    best.set(x, at);
    const now = at.get(of.column[row]!);
    const better =
      now === undefined ||
      (metric.better === 'lower' ? value < metric.column[now]! : value > metric.column[now]!);
    if (better) at.set(of.column[row]!, row);
  }
  const named = [...best.keys()].map((x) => {
    const name = along.kind === 'category' ? (along.categories[x] ?? '') : String(x);
    return { x, name, split: along.kind === 'number' ? { prefix: '', number: x } : splitName(name) };
  });
  const numeric = named.every((n) => n.split !== null && n.split.number > 0);
  const prefixes = numeric ? [...new Set(named.map((n) => n.split!.prefix))] : [''];
  const panels = prefixes.map((title): PayoffPanel => {
    const places = named
      .filter((n) => !numeric || n.split!.prefix === title)
      .map((n) => ({ ...n, at: numeric ? n.split!.number : n.x }))
      .sort((a, b) => a.at - b.at);
    return {
      title,
      lines: levels
        .filter((level) => level !== reference)
        .map((level) => ({
          level,
          label: textOf(of, level),
          points: places.flatMap(({ x, at, name }): PayoffPoint[] => {
            const [row, base] = [best.get(x)!.get(level), best.get(x)!.get(reference)];
            if (row === undefined || base === undefined) return [];
            const [a, b] = [metric.column[base]!, metric.column[row]!];
            const ratio = metric.better === 'lower' ? a / b : b / a;
            return Number.isFinite(ratio) && ratio > 0 ? [{ x: at, name, ratio, row, reference: base }] : [];
          }),
        }))
        .filter((line) => line.points.length > 0),
    };
  });
  const kept = panels.filter((p) => p.lines.length > 0);
  return kept.length === 0 ? null : { along, of, metric, reference, panels: kept, numeric };
});

export const textOf = (field: Field, value: number): string =>
  field.kind === 'category'
    ? (field.categories[value] ?? String(value))
    : `${value}${field.unit && ` ${field.unit}`}`;
