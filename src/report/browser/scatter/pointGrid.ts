/** Points of the plane in square cells, for finding the one nearest to the pointer. Built by counting sort. */
export interface PointGrid {
  /** Row nearest to a place within `radius` pixels, or −1. */
  nearest(x: number, y: number, radius: number): number;
}

const cell = 16;

/** `px`, `py` are pixels by row, NaN where a row isn't drawn; `keep` says which rows can be found. */
export function pointGrid(
  px: Float32Array,
  py: Float32Array,
  keep: (row: number) => boolean,
  width: number,
  height: number,
): PointGrid {
  const columns = Math.max(1, Math.ceil(width / cell));
  const lines = Math.max(1, Math.ceil(height / cell));
  const starts = new Uint32Array(columns * lines + 1);
  const cellOf = (i: number): number => {
    const c = Math.floor(px[i]! / cell);
    const l = Math.floor(py[i]! / cell);
    return c >= 0 && c < columns && l >= 0 && l < lines ? l * columns + c : -1;
  };
  for (let i = 0; i < px.length; i++) {
    const at = cellOf(i);
    if (at >= 0) starts[at + 1]!++;
  }
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const fill = starts.slice();
  const rows = new Uint32Array(starts.at(-1)!);
  for (let i = 0; i < px.length; i++) {
    const at = cellOf(i);
    if (at >= 0) rows[fill[at]!++] = i;
  }
  return {
    nearest(x, y, radius) {
      let best = -1;
      let closest = radius * radius;
      const c0 = Math.max(0, Math.floor((x - radius) / cell));
      const c1 = Math.min(columns - 1, Math.floor((x + radius) / cell));
      const l0 = Math.max(0, Math.floor((y - radius) / cell));
      const l1 = Math.min(lines - 1, Math.floor((y + radius) / cell));
      for (let l = l0; l <= l1; l++)
        for (let c = c0; c <= c1; c++)
          for (let k = starts[l * columns + c]!; k < starts[l * columns + c + 1]!; k++) {
            const row = rows[k]!;
            const dx = px[row]! - x;
            const dy = py[row]! - y;
            const d = dx * dx + dy * dy;
            if (d <= closest && keep(row)) {
              closest = d;
              best = row;
            }
          }
      return best;
    },
  };
}
