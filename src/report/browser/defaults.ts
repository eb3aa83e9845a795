import type { OpenReport } from '../decodeReport.ts';
import type { Field } from './fields.ts';
import { fronts } from './pareto.ts';
import { extentOf } from './scatter/plane.ts';
import type { Scopes } from './scope.ts';
import type { State } from './state.ts';

/** The state that a report opens with: its first two objectives, and the knee of their front pinned. */
export function defaultState(report: OpenReport, fields: readonly Field[], scopes: Scopes): State {
  const metrics = fields.filter((f) => f.group === 'metric');
  const aims = report.objectives.flatMap((name) => metrics.find((f) => f.id === `m:${name}`) ?? []);
  const x = aims[0] ?? metrics[0] ?? fields[0]!;
  const y = aims[1] ?? metrics.find((f) => f !== x) ?? x;
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
    group: scopes.groups[0] ?? -1,
    pinned: null,
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

/** Constant columns say nothing in a table. */
function defaultHidden(report: OpenReport, fields: readonly Field[]): readonly string[] {
  return fields
    .filter((f) => f.group !== 'metric' && f.id !== 'index')
    .filter((f) => {
      for (let i = 1; i < report.points.count; i++) if (f.column[i] !== f.column[0]) return false;
      return report.points.count > 1;
    })
    .map((f) => f.id);
}

/** The knee of two fields' front among some rows; else the front's first point. */
export function defaultPin(report: OpenReport, x: Field, y: Field, mask: Uint8Array): number | null {
  const { points } = report;
  const feasible: number[] = [];
  for (let i = 0; i < points.count; i++) if (points.status[i] === 0 && mask[i] === 1) feasible.push(i);
  const column = (f: Field) => ({
    column: f.column,
    sign: f.better === 'higher' ? (-1 as const) : (1 as const),
    log: extentOf(f, mask).positive,
  });
  const { layers, knee } = fronts(feasible, column(x), column(y), 1);
  const first = mask.indexOf(1);
  return knee ?? layers[0]?.[0] ?? (first < 0 ? null : first);
}
