/**
 * Index of the front's compromise: the point nearest to the ideal corner after each objective is scaled to [0, 1]
 * over the front (smaller is better); the first of equals. −1 for an empty front.
 */
export function knee(front: readonly (readonly number[])[]): number {
  const [first] = front;
  if (!first) return -1;
  const low = first.map((_, o) => front.reduce((m, p) => Math.min(m, p[o]!), Number.POSITIVE_INFINITY));
  const high = first.map((_, o) => front.reduce((m, p) => Math.max(m, p[o]!), Number.NEGATIVE_INFINITY));
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, point] of front.entries()) {
    let sum = 0;
    for (const [o, value] of point.entries()) {
      const span = high[o]! - low[o]!;
      const scaled = span > 0 ? (value - low[o]!) / span : 0;
      sum += scaled * scaled;
    }
    if (sum < least) {
      least = sum;
      best = i;
    }
  }
  return best;
}
