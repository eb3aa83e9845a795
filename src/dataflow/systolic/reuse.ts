type Axes = readonly [number, number, number];

/**
 * How often each tile of an operand is loaded per batch element: the turns of the loop over `other`, the axis the
 * operand does not have, where one of its own loops (`ownA`, `ownB` turns) is inside of it.
 */
export function repeats(order: Axes, other: number, turns: number, ownA: number, ownB: number): number {
  if (turns === 1) return 1;
  // Of the operand's own axes, in axis order: a has m and k, b has n and k.
  const first = other === 0 ? 1 : 0;
  for (let level = 2; level >= 0; level--) {
    const axis = order[level]!;
    if (axis === other) return 1;
    if ((axis === first ? ownA : ownB) > 1) return turns;
  }
  return 1;
}

/** Times that an output tile leaves unfinished and comes back: turns of K around loops that change the output. */
export function spillsOf(order: Axes, tilesM: number, tilesN: number, tilesK: number): number {
  for (let level = 2; level >= 0; level--) {
    const axis = order[level]!;
    if (axis === 2) return 0;
    if ((axis === 0 ? tilesM : tilesN) > 1) return tilesK - 1;
  }
  return 0;
}
