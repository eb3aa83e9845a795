/**
 * Volume dominated by points and bounded by `reference`, for two or three objectives (smaller is better); null for
 * more. Three are swept along the last objective over a staircase of the first two whose area is kept.
 */
export function hypervolume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): number | null {
  const dimensions = reference.length;
  const inside = points.filter((p) => p.every((v, i) => v < reference[i]!));
  if (dimensions === 1)
    return inside.length === 0 ? 0 : reference[0]! - Math.min(...inside.map((p) => p[0]!));
  if (dimensions > 3) return null;
  if (dimensions === 2) {
    const stairs = makeStairs(reference[0]!, reference[1]!);
    for (const p of inside) stairs.add(p[0]!, p[1]!);
    return stairs.area();
  }
  const sorted = inside.slice().sort((a, b) => a[2]! - b[2]! || a[0]! - b[0]! || a[1]! - b[1]!);
  const stairs = makeStairs(reference[0]!, reference[1]!);
  let volume = 0;
  for (const [i, p] of sorted.entries()) {
    stairs.add(p[0]!, p[1]!);
    const next = sorted[i + 1]?.[2] ?? reference[2]!;
    volume += stairs.area() * (next - p[2]!);
  }
  return volume;
}

/** Non-dominated points of a plane, ascending x and descending y, and the area that they dominate. */
function makeStairs(right: number, top: number): { add(x: number, y: number): void; area(): number } {
  const xs: number[] = [];
  const ys: number[] = [];
  let area = 0;
  return {
    add(x, y) {
      let from = 0;
      let high = xs.length;
      while (from < high) {
        const middle = (from + high) >>> 1;
        if (xs[middle]! < x) from = middle + 1;
        else high = middle;
      }
      if (from > 0 && ys[from - 1]! <= y) return;
      if (from < xs.length && xs[from] === x && ys[from]! <= y) return;
      let to = from;
      let ceiling = from > 0 ? ys[from - 1]! : top;
      let left = x;
      // The new point fills, step by step, what lies between it and the staircase above.
      while (to < xs.length && ys[to]! >= y) {
        area += (xs[to]! - left) * (ceiling - y);
        left = xs[to]!;
        ceiling = ys[to]!;
        to++;
      }
      area += ((to < xs.length ? xs[to]! : right) - left) * (ceiling - y);
      xs.splice(from, to - from, x);
      ys.splice(from, to - from, y);
    },
    area: () => area,
  };
}
