import { type Fronts, fronts, type PlaneColumn } from '../pareto.ts';
import type { ViewContext } from '../views/defineView.ts';
import { type ColourScale, colourScale } from './colourScale.ts';
import { frontShare } from './frontShare.ts';
import type { Marks } from './paintMarks.ts';
import { type PlaneAxis, planeAxis } from './plane.ts';
import { type PointGrid, pointGrid } from './pointGrid.ts';

/** Everything that the scatter computes once per choice of fields and size. */
export interface ScatterModel {
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  readonly colour: ColourScale;
  readonly marks: Marks;
  readonly fronts: Fronts;
  /** Normalised hypervolume of the first front, or null. */
  readonly share: number | null;
  /** Points without a place in the plane (no metric, or not above zero on a logarithmic axis). */
  readonly unplaced: number;
  grid(mask: Uint8Array): PointGrid;
}

const planeColumn = ({ field, log }: PlaneAxis): PlaneColumn => ({
  column: field.column,
  sign: field.better === 'higher' ? -1 : 1,
  log,
});

/** The fronts of the chosen fields over all feasible points, whatever is selected. */
export function frontsOf(context: ViewContext): Fronts {
  const { state } = context.store;
  const key = JSON.stringify([state.x, state.y, state.logX, state.logY, state.group]);
  const last = known.get(context);
  if (last?.key === key) return last.fronts;
  const size = [0, 1] as const;
  const { mask } = context.scope();
  const found = computeFronts(
    context,
    planeAxis(context.field(state.x), state.logX, size, mask),
    planeAxis(context.field(state.y), state.logY, size, mask),
  );
  known.set(context, { key, fronts: found });
  return found;
}

const known = new WeakMap<ViewContext, { readonly key: string; readonly fronts: Fronts }>();

function computeFronts(context: ViewContext, x: PlaneAxis, y: PlaneAxis): Fronts {
  const { points } = context.report;
  const { scopes, store } = context;
  const groups = store.state.group < 0 && scopes.groups.length > 0 ? scopes.groups : [store.state.group];
  const each = groups.map((group) => {
    const { mask } = scopes.of(group);
    const rows: number[] = [];
    for (let i = 0; i < points.count; i++) if (points.status[i] === 0 && mask[i] === 1) rows.push(i);
    return fronts(rows, planeColumn(x), planeColumn(y), groups.length > 1 ? 1 : 3);
  });
  // Points of different groups don't compete: seen together, each group keeps its own first front.
  return each.length === 1 ? each[0]! : { layers: each.flatMap((f) => f.layers), knee: null, apart: true };
}

export function scatterModel(context: ViewContext, width: number, height: number): ScatterModel {
  const { report, store } = context;
  const { points } = report;
  const { state } = store;
  const scope = context.scope().mask;
  const x = planeAxis(context.field(state.x), state.logX, [0, width], scope);
  const y = planeAxis(context.field(state.y), state.logY, [height, 0], scope);
  const colour = colourScale(context.field(state.colour), context.dark(), scope);
  const px = new Float32Array(points.count);
  const py = new Float32Array(points.count);
  const bin = new Uint8Array(points.count);
  const level = new Uint8Array(points.count);
  const front = frontsOf(context);
  let unplaced = 0;
  for (let i = 0; i < points.count; i++) {
    const vx = x.field.column[i]!;
    const vy = y.field.column[i]!;
    const inScope = scope[i] === 1;
    const placed = inScope && Number.isFinite(vx) && Number.isFinite(vy);
    px[i] = placed ? x.scale(vx) : Number.NaN;
    py[i] = placed ? y.scale(vy) : Number.NaN;
    if (inScope && !placed) unplaced++;
    bin[i] = colour.bin(i);
    const rank = points.rank[i]!;
    level[i] = points.status[i] !== 0 ? 0 : rank === 1 ? 3 : rank === 2 || rank === 3 ? 2 : 1;
  }
  return {
    x,
    y,
    colour,
    marks: { px, py, bin, level, colours: colour.colours },
    fronts: front,
    share: front.apart ? null : frontShare(context, front.layers[0] ?? [], x, y),
    unplaced,
    grid: (mask) => pointGrid(px, py, (row) => mask[row] === 1, width, height),
  };
}
