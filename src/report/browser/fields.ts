import type { OpenReport } from '../decodeReport.ts';
import { formatExact, formatQuantity } from '../quantity.ts';
import { fidelityNames, statusNames } from '../reportData.ts';
import { axisLabel, shortValue } from './axisLabel.ts';
import { metricLabel } from './metricLabel.ts';

/** A column that can be shown, sorted, coloured by and filtered on: an axis, a metric, or what became of a point. */
export interface Field {
  /** `a:arch.array.rows`, `m:latency_s`, `rank`, `status`, `fidelity`: what the page's address holds. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: 'number' | 'category';
  /** Numbers, or positions in `categories`. */
  readonly column: ArrayLike<number>;
  readonly categories: readonly string[];
  readonly better: 'lower' | 'higher' | null;
  readonly group: 'point' | 'axis' | 'metric';
  /** Short text of a row. */
  text(row: number): string;
  /** Every digit, for tooltips and copies. */
  exact(row: number): string;
}

const shown = (value: unknown): string =>
  value === null ? 'none' : value === '' ? '(empty)' : shortValue(String(value));

/** Headings of axes: a label that only repeats the key says less than the path does; equal ones take their parent along. */
function axisLabels(axes: OpenReport['axes']): readonly string[] {
  const short = axes.map(({ label, path }) =>
    label === '' || label === path.split('.').pop()!.replaceAll('_', ' ') ? axisLabel(path) : label,
  );
  return short.map((label, i) => {
    const parent = axes[i]!.path.split('.').at(-2);
    return parent === undefined || short.indexOf(label) === short.lastIndexOf(label)
      ? label
      : `${label} (${parent.replaceAll('_', ' ')})`;
  });
}

export function makeFields(report: OpenReport): readonly Field[] {
  const { points } = report;
  const category = (
    id: string,
    label: string,
    group: Field['group'],
    column: ArrayLike<number>,
    categories: readonly string[],
    unit = '',
  ): Field => {
    const text = (row: number): string => categories[column[row]!] ?? '–';
    return { id, label, unit, kind: 'category', column, categories, better: null, group, text, exact: text };
  };
  const number = (
    id: string,
    label: string,
    group: Field['group'],
    column: ArrayLike<number>,
    unit: string,
    better: Field['better'],
  ): Field => ({
    id,
    label,
    unit,
    kind: 'number',
    column,
    categories: [],
    better,
    group,
    // What was asked for is shown as asked: a buffer of 1024 KiB is not one of 1.02 k.
    text: (row) => (group === 'metric' ? formatQuantity(column[row], unit) : formatExact(column[row], unit)),
    exact: (row) => formatExact(column[row], unit),
  });

  const labels = axisLabels(report.axes);
  const axes = report.axes.map((axis, i): Field => {
    const codes = points.axes[i]!;
    const id = `a:${axis.path}`;
    const label = labels[i]!;
    if (axis.values.length > 0 && axis.values.every((v) => typeof v === 'number')) {
      const values = axis.values as readonly number[];
      return number(
        id,
        label,
        'axis',
        Float64Array.from(codes, (c) => values[c]!),
        axis.unit,
        null,
      );
    }
    return category(id, label, 'axis', codes, axis.values.map(shown), axis.unit);
  });
  const metrics = report.metrics.map((m, i) =>
    number(`m:${m.name}`, metricLabel(m.name), 'metric', points.metrics[i]!, m.unit, m.better),
  );
  const rank: Field = {
    ...number('rank', 'Pareto rank', 'point', points.rank, '', 'lower'),
    text: (row) => (points.rank[row] === 0 ? '–' : String(points.rank[row])),
    exact: (row) => (points.rank[row] === 0 ? '–' : String(points.rank[row])),
  };
  return [
    number('index', 'Point', 'point', points.index, '', null),
    rank,
    category('status', 'Status', 'point', points.status, statusNames),
    ...axes,
    ...metrics,
    category('fidelity', 'Fidelity', 'point', points.fidelity, fidelityNames),
  ];
}
