import type { QueueHardware } from './hardware.ts';
import type { QueuePlan } from './queuePlan.ts';

/** Cycles of the busiest element: sorting, or merging outputs, whichever is more. */
export function queueLeast(plan: QueuePlan, { elements }: QueueHardware): number {
  const { firstTask, firstVector, cycles, taskOutputs } = plan;
  let most = 0;
  for (let e = 0; e < elements.count; e++) {
    let sorting = 0;
    let merging = 0;
    for (let v = firstVector[firstTask[e]!]!; v < firstVector[firstTask[e + 1]!]!; v++) sorting += cycles[v]!;
    for (let t = firstTask[e]!; t < firstTask[e + 1]!; t++) merging += taskOutputs[t]!;
    most = Math.max(most, sorting, merging);
  }
  return most;
}
