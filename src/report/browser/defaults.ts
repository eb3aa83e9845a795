import type { OpenReport } from '../decodeReport.ts';
import type { Field } from './fields.ts';
import { oneToOne } from './oneToOne.ts';
import { type Fronts, fronts } from './pareto.ts';
import { extentOf } from './scatter/plane.ts';
import type { Scopes } from './scope.ts';
import type { State } from './state.ts';

/** The state that a report opens with: its first two objectives, and the knee of their front pinned. */
export function defaultState(report: OpenReport, fields: readonly Field[], scopes: Scopes): State {
  const metrics = fields.filter((f) => f.group === 'metric');
  const aims = report.objectives.flatMap((name) => metrics.find((f) => f.id === `m:${name}`) ?? []);
  const x = aims[0] ?? metrics[0] ?? fields[0]!;
  const group = scopes.groups[0] ?? -1;
  const y = tradeOff(report, x, aims.slice(1), scopes.of(group).mask) ?? metrics.find((f) => f !== x) ?? x;
  const state: State = {
    tab: 'explore',
    x: x.id,
    y: y.id,
    logX: true,
    logY: true,
    colour: defaultColour(
      report,
      fields.filter((f) => scopes.groups.length === 0 || f.id !== `a:${report.within}`),
    ),
    filters: {},
    group,
    pinned: null,
    against: null,
    choices: {},
    highlight: null,
    sort: [
      { field: 'rank', descending: false },
      ...(aims[0] === undefined ? [] : [{ field: aims[0].id, descending: false }]),
    ],
    hidden: defaultHidden(report, fields),
    stack: 'absolute',
    tables: [],
  };
  return { ...state, pinned: defaultPin(report, x, y, scopes.of(state.group).mask) };
}

/** The first axis of words with two to eight values tells most at a glance; else the rank. */
function defaultColour(report: OpenReport, fields: readonly Field[]): string {
  const distinct = (f: Field): number =>
    new Set(Array.from({ length: f.column.length }, (_, i) => f.column[i]!)).size;
  const axes = fields.filter((f) => f.group === 'axis');
  const few = axes.filter((f) => {
    const n = distinct(f);
    return n >= 2 && n <= 8;
  });
  return (
    (few.find((f) => f.kind === 'category') ?? few[0])?.id ?? (report.points.count > 0 ? 'rank' : 'index')
  );
}

/** Columns that say nothing: constant ones, axes that move with an earlier axis, and the one that groups points. */
function defaultHidden(report: OpenReport, fields: readonly Field[]): readonly string[] {
  const { count } = report.points;
  if (count < 2) return [];
  const axes = fields.filter((f) => f.group === 'axis');
  const constant = (f: Field): boolean => {
    for (let i = 1; i < count; i++) if (f.column[i] !== f.column[0]) return false;
    return true;
  };
  const follows = (f: Field): boolean =>
    axes
      .slice(0, axes.indexOf(f))
      .some((earlier) => !constant(earlier) && oneToOne(earlier.column, f.column, count));
  return fields
    .filter((f) => f.group !== 'metric' && f.id !== 'index')
    .filter((f) => f.id === `a:${report.within}` || constant(f) || (f.group === 'axis' && follows(f)))
    .map((f) => f.id);
}

/** The second objective; where the two hardly contradict each other, the objective that most contradicts the first. */
function tradeOff(
  report: OpenReport,
  x: Field,
  others: readonly Field[],
  mask: Uint8Array,
): Field | undefined {
  const lengths = others.map((y) => frontOf(report, x, y, mask).layers[0]?.length ?? 0);
  const longest = Math.max(0, ...lengths);
  return (lengths[0] ?? 0) >= Math.min(3, longest) ? others[0] : others[lengths.indexOf(longest)];
}

function frontOf(report: OpenReport, x: Field, y: Field, mask: Uint8Array): Fronts {
  const { points } = report;
  const feasible: number[] = [];
  for (let i = 0; i < points.count; i++) if (points.status[i] === 0 && mask[i] === 1) feasible.push(i);
  const column = (f: Field) => ({
    column: f.column,
    sign: f.better === 'higher' ? (-1 as const) : (1 as const),
    log: extentOf(f, mask).positive,
  });
  return fronts(feasible, column(x), column(y), 1);
}

/** The knee of two fields' front among some rows; else the front's first point. */
export function defaultPin(report: OpenReport, x: Field, y: Field, mask: Uint8Array): number | null {
  const { layers, knee } = frontOf(report, x, y, mask);
  const first = mask.indexOf(1);
  return knee ?? layers[0]?.[0] ?? (first < 0 ? null : first);
}
