/** Fronts of two columns in the plane: what the scatter draws. Ranks over all objectives come with the data. */
export interface Fronts {
  /** Rows of layer 1, 2, 3 …, each ordered along x from best to worst. */
  readonly layers: readonly (readonly number[])[];
  /** Row of layer 1 farthest from the chord between its ends, or null below three points. */
  readonly knee: number | null;
  /** The layers are first fronts of groups that don't compete, not one behind the other. */
  readonly apart: boolean;
}

export interface PlaneColumn {
  readonly column: ArrayLike<number>;
  /** 1 where lower is better, −1 where higher is. */
  readonly sign: 1 | -1;
  readonly log: boolean;
}

/** The first `count` non-dominated layers of the rows, ties kept on the front once per equal pair. */
export function fronts(rows: ArrayLike<number>, x: PlaneColumn, y: PlaneColumn, count: number): Fronts {
  let rest = Array.from(rows).filter((r) => Number.isFinite(x.column[r]!) && Number.isFinite(y.column[r]!));
  const cx = (r: number): number => x.column[r]! * x.sign;
  const cy = (r: number): number => y.column[r]! * y.sign;
  rest.sort((a, b) => cx(a) - cx(b) || cy(a) - cy(b) || a - b);
  const layers: number[][] = [];
  while (layers.length < count && rest.length > 0) {
    const layer: number[] = [];
    const left: number[] = [];
    let best = Number.POSITIVE_INFINITY;
    for (const row of rest) {
      const last = layer.at(-1);
      if (cy(row) < best) {
        layer.push(row);
        best = cy(row);
      } else if (last === undefined || cx(last) !== cx(row) || cy(last) !== cy(row)) left.push(row);
    }
    layers.push(layer);
    rest = left;
  }
  return { layers, knee: kneeOf(layers[0] ?? [], x, y), apart: false };
}

function kneeOf(front: readonly number[], x: PlaneColumn, y: PlaneColumn): number | null {
  if (front.length < 3) return null;
  const place = (c: PlaneColumn, row: number): number =>
    c.log && c.column[row]! > 0 ? Math.log(c.column[row]!) : c.column[row]!;
  const first = front[0]!;
  const last = front.at(-1)!;
  const dx = place(x, last) - place(x, first) || 1;
  const dy = place(y, last) - place(y, first) || 1;
  let knee: number | null = null;
  let farthest = 1e-9;
  for (const row of front) {
    const u = (place(x, row) - place(x, first)) / dx;
    const v = (place(y, row) - place(y, first)) / dy;
    // In these units the chord runs from (0, 0) to (1, 1); progress in y ahead of x is the distance from it.
    if (v - u > farthest) {
      farthest = v - u;
      knee = row;
    }
  }
  return knee;
}

/** Area that a front dominates up to a reference point (both columns as costs), for equal units of the plane. */
export function hypervolume(
  front: readonly number[],
  x: PlaneColumn,
  y: PlaneColumn,
  ref: readonly [number, number],
): number {
  let area = 0;
  let top = ref[1] * y.sign;
  for (const row of front) {
    const width = ref[0] * x.sign - x.column[row]! * x.sign;
    const height = top - y.column[row]! * y.sign;
    if (width <= 0 || height <= 0) continue;
    area += width * height;
    top = y.column[row]! * y.sign;
  }
  return area;
}
