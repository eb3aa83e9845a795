/** Neighbours of x on an ascending axis and the weight of the upper one; clamped to the ends. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
  /** 0 at `lower`, 1 at `upper`. */
  readonly weight: number;
}

/** Where x lies on an ascending axis of at least one value. */
export function bracket(axis: ArrayLike<number>, x: number): Bracket {
  const last = axis.length - 1;
  if (x <= axis[0]!) return { lower: 0, upper: 0, weight: 0 };
  if (x >= axis[last]!) return { lower: last, upper: last, weight: 0 };
  let upper = 1;
  while (axis[upper]! < x) upper += 1;
  if (axis[upper]! === x) return { lower: upper, upper, weight: 0 };
  const low = axis[upper - 1]!;
  return { lower: upper - 1, upper, weight: (x - low) / (axis[upper]! - low) };
}

/** Linear between the neighbours of x. */
export function interpolate(axis: ArrayLike<number>, values: ArrayLike<number>, x: number): number {
  const { lower, upper, weight } = bracket(axis, x);
  return values[lower]! + weight * (values[upper]! - values[lower]!);
}
