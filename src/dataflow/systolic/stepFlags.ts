import { levels } from './cursor.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import * as at from './scheduleState.ts';

/** Flags of a step that follow from the level of the cursor that advanced; `levels` stands for the first step. */
export interface StepFlags {
  /** [level][0: the batch element shares b with the one before, 1: it does not] */
  readonly base: Int32Array;
  /** Level of the cursor that holds the index of each axis. */
  readonly levelM: number;
  readonly levelN: number;
  readonly levelK: number;
}

export function stepFlags(plan: SchedulePlan, trips: Int32Array): StepFlags {
  const { order, continues, residentA, residentB, residentOut } = plan;
  const levelM = 1 + order.indexOf(0);
  const levelN = 1 + order.indexOf(1);
  const levelK = 1 + order.indexOf(2);
  const base = new Int32Array(2 * (levels + 1));
  for (let level = 0; level <= levels; level++)
    for (let unshared = 0; unshared < 2; unshared++) {
      const first = level === levels;
      // A loop inside the one that advanced begins again, which changes its index if it turns.
      const moved = (axis: number) => first || axis === level || (axis > level && trips[axis]! > 1);
      const g = first || level === 0;
      const m = moved(levelM);
      const n = moved(levelN);
      const k = moved(levelK);
      const newB = first || (g && unshared === 1);
      let flags = 0;
      if (residentA ? g : g || m || k) flags |= at.versionA;
      if (residentB ? newB : newB || n || k) flags |= at.versionB;
      if (residentOut ? g : g || m || n) flags |= at.versionOut;
      if (!residentA && (g || m || k)) flags |= at.loadA;
      if (!residentB && (newB || n || k)) flags |= at.loadB;
      if (!residentOut && (g || m || n)) flags |= at.reload;
      if (continues === 0 && m && !g && !n && !k) flags |= at.goesOn;
      if (continues === 1 && n && !g && !m && !k) flags |= at.goesOn;
      if (continues === 2 && k && !g && !m && !n) flags |= at.goesOn;
      base[2 * level + unshared] = flags;
    }
  return { base, levelM, levelN, levelK };
}

/** Flags of the step at `cursor`, reached by advancing `level`: see scheduleState. */
export function flagsOf(
  { base, levelM, levelN, levelK }: StepFlags,
  plan: SchedulePlan,
  cursor: Int32Array,
  level: number,
): number {
  const unshared = cursor[0]! % plan.sharedBy === 0;
  let flags = base[2 * level + (unshared ? 1 : 0)]!;
  if (plan.residentA && cursor[levelN] === 0) flags |= at.loadA;
  if (plan.residentB && cursor[levelM] === 0 && unshared) flags |= at.loadB;
  if (cursor[levelK] === 0) flags &= ~at.reload;
  return flags;
}
