import { colourScale } from '../scatter/colourScale.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { Lines } from './paintLines.ts';
import { type ParallelAxis, parallelAxes } from './parallelAxes.ts';

/** Lines drawn at most; beyond them all of Pareto rank ≤ 3 and an even sample of the rest stand for all. */
const mostLines = 3000;

export interface ParallelModel {
  readonly axes: readonly ParallelAxis[];
  readonly lines: Lines;
  /** Rows that a line could be drawn for. */
  readonly total: number;
}

/** Where a missing value goes: on a tick of its own below the axis. */
export const missingBelow = 20;

export function parallelModel(context: ViewContext, width: number, height: number): ParallelModel {
  const { points } = context.report;
  const scope = context.scope();
  const axes = parallelAxes(context);
  const inset = Math.min(60, width / (2 * Math.max(1, axes.length)));
  const xs = axes.map(
    (_, a) => inset + (axes.length === 1 ? 0 : (a * (width - 2 * inset)) / (axes.length - 1)),
  );
  const chosen: number[] = [];
  const stride = Math.max(1, Math.ceil(scope.count / mostLines));
  let seen = 0;
  for (let i = 0; i < points.count; i++) {
    if (scope.mask[i] === 0 || points.status[i] === 2) continue;
    const rank = points.rank[i]!;
    if ((rank >= 1 && rank <= 3) || seen % stride === 0) chosen.push(i);
    seen++;
  }
  // Best ranks last, so that they lie on top.
  const level = (i: number): number => {
    const rank = points.rank[i]!;
    return points.status[i] !== 0 ? 0 : rank === 1 ? 3 : rank === 2 || rank === 3 ? 2 : 1;
  };
  const rows = Uint32Array.from(chosen.sort((a, b) => level(a) - level(b) || a - b));
  const ys = axes.map((axis) =>
    Float32Array.from(rows, (row) => {
      const place = axis.place(axis.field.column[row]!);
      return Number.isNaN(place) ? height + missingBelow : height * (1 - place);
    }),
  );
  const colour = colourScale(context.field(context.store.state.colour), context.dark(), scope.mask);
  return {
    axes,
    total: seen,
    lines: {
      rows,
      xs,
      ys,
      bin: Uint8Array.from(rows, (row) => colour.bin(row)),
      level: Uint8Array.from(rows, level),
      colours: colour.colours,
    },
  };
}

/** The drawn line nearest to a place, or null: between axes by the straight line, within eight pixels. */
export function nearestLine({ lines }: ParallelModel, mask: Uint8Array, x: number, y: number): number | null {
  const { xs, ys, rows } = lines;
  let a = xs.findIndex((right) => right >= x);
  if (a <= 0) a = a < 0 ? xs.length - 1 : Math.min(1, xs.length - 1);
  if (a === 0) return null;
  const t = Math.min(1, Math.max(0, (x - xs[a - 1]!) / (xs[a]! - xs[a - 1]!)));
  let best: number | null = null;
  let closest = 8;
  for (let k = 0; k < rows.length; k++) {
    if (mask[rows[k]!] === 0) continue;
    const d = Math.abs(ys[a - 1]![k]! * (1 - t) + ys[a]![k]! * t - y);
    if (d <= closest) {
      closest = d;
      best = rows[k]!;
    }
  }
  return best;
}
