import { choiceOf } from '../choice.ts';
import type { Field } from '../fields.ts';
import { type Parameter, parametersOf } from '../importance/parameters.ts';
import { metricOptions } from '../payoff/payoffModel.ts';
import { remembered } from '../remembered.ts';
import type { ViewContext } from '../views/defineView.ts';

export interface HeatmapCell {
  /** Best feasible row, or −1 where all designs are infeasible or there are none. */
  readonly row: number;
  readonly feasible: number;
  readonly count: number;
}

export interface HeatmapModel {
  readonly across: Parameter;
  readonly down: Parameter;
  readonly metric: Field;
  /** By level of `down`, then of `across`. */
  readonly cells: readonly (readonly HeatmapCell[])[];
}

export const id = 'heatmap';
const known = new WeakMap<object, readonly Parameter[]>();

/** Parameters that vary among the points that compete now, feasible or not. */
export function heatmapParameters(context: ViewContext): readonly Parameter[] {
  const scope = context.scope();
  let found = known.get(scope);
  if (found === undefined) {
    const rows = new Uint32Array(scope.count);
    let n = 0;
    for (let i = 0; i < scope.mask.length; i++) if (scope.mask[i] === 1) rows[n++] = i;
    found = parametersOf(context, rows);
    known.set(scope, found);
  }
  return found;
}

/** Numbers first: sizes are what a plane of two parameters shows best. */
export const ordered = (list: readonly Parameter[]): readonly Parameter[] => [
  ...list.filter((p) => p.field.kind === 'number'),
  ...list.filter((p) => p.field.kind !== 'number'),
];

/** The best of a metric over two parameters among the selected points; null where fewer than two vary. */
export const heatmapModel = remembered((context: ViewContext): HeatmapModel | null => {
  const list = ordered(heatmapParameters(context));
  const pick = (name: string, options: readonly Parameter[]): Parameter | undefined => {
    const wanted =
      options.length === 0
        ? ''
        : choiceOf(
            context,
            id,
            name,
            options.map((p) => p.field.id),
          );
    return options.find((p) => p.field.id === wanted);
  };
  const down = pick('down', list);
  const across = pick(
    'across',
    list.filter((p) => p !== down),
  );
  const metrics = metricOptions(context);
  const metric = metrics.find(
    (f) =>
      f.id ===
      choiceOf(
        context,
        id,
        'metric',
        metrics.map((m) => m.id),
      ),
  );
  if (down === undefined || across === undefined || metric === undefined) return null;
  const { status } = context.report.points;
  const { mask } = context.selection();
  const cells = down.levels.map(() => across.levels.map(() => ({ row: -1, feasible: 0, count: 0 })));
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 0) continue;
    const cell = cells[down.level(row)]?.[across.level(row)];
    if (cell === undefined) continue;
    cell.count++;
    const value = metric.column[row]!;
    if (status[row] !== 0 || !Number.isFinite(value)) continue;
    cell.feasible++;
    const best = metric.column[cell.row] ?? Number.NaN;
    if (cell.row < 0 || (metric.better === 'lower' ? value < best : value > best)) cell.row = row;
  }
  return { across, down, metric, cells };
});
