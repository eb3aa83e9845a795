import type { SchedulePlan } from './schedulePlan.ts';

/** Positions in a cursor: batch element, then the loops from outermost to innermost. */
export const levels = 4;

/** Trip counts of the four loops. */
export function tripCounts(plan: SchedulePlan): Int32Array {
  const { batch, tiles, order } = plan;
  return Int32Array.of(batch, tiles[order[0]]!, tiles[order[1]]!, tiles[order[2]]!);
}

/** Moves on by one step; answers the level that advanced, or -1 past the end. */
export function advance(cursor: Int32Array, trips: Int32Array): number {
  for (let level = levels - 1; level >= 0; level--) {
    const next = cursor[level]! + 1;
    if (next < trips[level]!) {
      cursor[level] = next;
      return level;
    }
    cursor[level] = 0;
  }
  return -1;
}
