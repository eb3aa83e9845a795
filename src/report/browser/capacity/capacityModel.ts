import { choiceOf } from '../choice.ts';
import { distinct } from '../distinct.ts';
import type { Field } from '../fields.ts';
import { remembered } from '../remembered.ts';
import type { ViewContext } from '../views/defineView.ts';

/** Best and middle design of one capacity. */
export interface CapacityPoint {
  readonly capacity: number;
  /** Row of the least value. */
  readonly best: number;
  /** Middle value. */
  readonly median: number;
  readonly count: number;
}

export interface CapacityLine {
  /** Value of the parameter that splits lines, or −1 for all designs together. */
  readonly level: number;
  readonly label: string;
  readonly points: readonly CapacityPoint[];
}

export interface CapacityModel {
  readonly capacity: Field;
  readonly metric: Field;
  readonly by: Field | null;
  readonly lines: readonly CapacityLine[];
}

const id = 'capacity';
export const together = 'none';

const known = new WeakMap<ViewContext['report'], readonly Field[]>();

/** Axes that size a memory: their unit or their key says so. */
export function capacityAxes({ fields, report }: ViewContext): readonly Field[] {
  let axes = known.get(report);
  if (axes === undefined) {
    axes = fields.filter(
      (f) =>
        f.group === 'axis' &&
        f.kind === 'number' &&
        (/^(bytes|words|[KMG]iB)$/.test(f.unit) || /capacity|depth|entries/.test(f.id)) &&
        distinct(f).length > 1,
    );
    known.set(report, axes);
  }
  return axes;
}

/** Traffic first, of memories without a capacity of their own before others; then energies. */
export function capacityMetrics({ fields, report }: ViewContext): readonly Field[] {
  const [first] = report.detailRows;
  const result = first === undefined ? null : report.detail(first);
  const bounded = new Set(
    (result?.components ?? []).flatMap(({ instance }) =>
      'capacity_bytes' in instance.attributes ? [`m:${instance.name.replaceAll('.', '_')}_bytes`] : [],
    ),
  );
  const metrics = fields.filter((f) => f.group === 'metric' && f.better === 'lower');
  const traffic = metrics.filter((f) => f.unit === 'bytes');
  return [
    ...traffic.filter((f) => !bounded.has(f.id)),
    ...traffic.filter((f) => bounded.has(f.id)),
    ...metrics.filter((f) => f.unit === 'pJ'),
    ...metrics.filter((f) => f.unit === 'cycles' || f.unit === 's'),
  ];
}

/** Parameters with two to eight values that can split the lines. */
export function splitters({ fields }: ViewContext, capacity: Field): readonly Field[] {
  return fields.filter((f) => {
    if (f.group !== 'axis' || f === capacity) return false;
    const n = distinct(f).length;
    return n >= 2 && n <= 8;
  });
}

/** Of the selected feasible points; null where no memory's size was swept. */
export const capacityModel = remembered((context: ViewContext): CapacityModel | null => {
  const { fields, report } = context;
  const find = (name: string, options: readonly string[]): Field | undefined => {
    const wanted = choiceOf(context, id, name, options);
    return fields.find((f) => f.id === wanted);
  };
  const capacity = find(
    'axis',
    capacityAxes(context).map((f) => f.id),
  );
  const metric = find(
    'metric',
    capacityMetrics(context).map((f) => f.id),
  );
  if (capacity === undefined || metric === undefined) return null;
  const by = find('by', [together, ...splitters(context, capacity).map((f) => f.id)]) ?? null;
  const { mask } = context.selection();
  const groups = new Map<number, Map<number, number[]>>();
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 0 || report.points.status[row] !== 0 || !Number.isFinite(metric.column[row]!)) continue;
    const level = by === null ? -1 : by.column[row]!;
    const line = groups.get(level) ?? new Map<number, number[]>();
    groups.set(level, line);
    const size = capacity.column[row]!;
    const rows = line.get(size);
    if (rows === undefined) line.set(size, [row]);
    else rows.push(row);
  }
  const lines = [...groups]
    .sort((a, b) => a[0] - b[0])
    .map(([level, line]): CapacityLine => {
      const points = [...line]
        .sort((a, b) => a[0] - b[0])
        .map(([size, rows]): CapacityPoint => {
          const values = Float64Array.from(rows, (row) => metric.column[row]!).sort();
          const best = rows.find((row) => metric.column[row] === values[0])!;
          return { capacity: size, best, median: values[values.length >> 1]!, count: rows.length };
        });
      return { level, label: by === null ? 'best design' : by.text(points[0]!.best), points };
    });
  return { capacity, metric, by, lines };
});
