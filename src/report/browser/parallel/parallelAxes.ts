import { ticks } from 'd3-array';
import { formatExact, formatTick } from '../../quantity.ts';
import type { Field } from '../fields.ts';
import { extentOf } from '../scatter/plane.ts';
import type { ViewContext } from '../views/defineView.ts';

/** One upright axis: where a row's value lies between 0 (bottom) and 1 (top). */
export interface ParallelAxis {
  readonly field: Field;
  /** Place of a value; NaN for a missing one. */
  place(value: number): number;
  /** Value at a place, for brushes. */
  value(place: number): number;
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
  /** Distinct values by place, where the axis is a list of them. */
  readonly discrete: readonly number[] | null;
}

const mostDiscrete = 16;

const known = new WeakMap<ViewContext, { readonly key: string; readonly axes: readonly ParallelAxis[] }>();

/** Axes that vary on the left, objectives and the plotted metrics on the right. */
export function parallelAxes(context: ViewContext): readonly ParallelAxis[] {
  const { fields, report, store } = context;
  const { x, y, hidden, group } = store.state;
  const key = JSON.stringify([x, y, hidden, group]);
  const last = known.get(context);
  if (last?.key === key) return last.axes;
  const { mask } = context.scope();
  const wanted = (f: Field): boolean =>
    (f.group === 'axis' && !hidden.includes(f.id)) ||
    (f.group === 'metric' && (f.id === x || f.id === y || report.objectives.includes(f.id.slice(2))));
  const axes = fields.filter(wanted).flatMap((field) => axisOf(field, mask) ?? []);
  known.set(context, { key, axes });
  return axes;
}

function axisOf(field: Field, mask: Uint8Array): ParallelAxis | null {
  const distinct = new Set<number>();
  for (let i = 0; i < mask.length; i++)
    if (mask[i] === 1 && !Number.isNaN(field.column[i]!)) distinct.add(field.column[i]!);
  if (distinct.size < 2) return null;
  if (field.kind === 'category' || (field.group === 'axis' && distinct.size <= mostDiscrete)) {
    const values = [...distinct].sort((a, b) => a - b);
    const places = new Map(values.map((v, i) => [v, i / (values.length - 1)]));
    const stride = Math.ceil(values.length / 24);
    return {
      field,
      place: (v) => places.get(v) ?? Number.NaN,
      value: (p) => values[Math.round(Math.min(1, Math.max(0, p)) * (values.length - 1))]!,
      ticks: values.flatMap((v, i) =>
        i % stride === 0
          ? [
              {
                place: places.get(v)!,
                label: field.kind === 'category' ? (field.categories[v] ?? '–') : formatExact(v, ''),
              },
            ]
          : [],
      ),
      discrete: values,
    };
  }
  const { low, high, positive } = extentOf(field, mask);
  const log = positive && high / low > 20;
  const span = log ? Math.log(high / low) : high - low;
  const place = (v: number): number => (log ? Math.log(v / low) : v - low) / span;
  const marks = log
    ? [1, 2, 5]
        .flatMap((s) => Array.from({ length: 44 }, (_, e) => Number(`${s}e${e - 20}`)))
        .filter((v) => v >= low && v <= high)
    : ticks(low, high, 5);
  const few =
    log && marks.length > 8 ? marks.filter((v) => String(v.toExponential()).startsWith('1e')) : marks;
  return {
    field,
    place,
    value: (p) => (log ? low * Math.exp(p * span) : low + p * span),
    ticks: few.map((v) => ({ place: place(v), label: formatTick(v, field.unit) })),
    discrete: null,
  };
}
