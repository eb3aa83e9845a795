import type { QueuePlan } from './queuePlan.ts';

/** What any schedule of a plan moves: items of each kind, bytes, and elements sorted into queues. */
export function queueTraffic({ problem, taskRow, taskOutputs, length, cycles, outputs }: QueuePlan) {
  const { bytesA, bytesB, bytesOut, indexBytes, products } = problem;
  const readA = length.length;
  const pointersA = 2 * taskRow.length;
  const pointersB = 2 * length.length;
  let pointersOut = 0;
  for (const count of taskOutputs) if (count > 0) pointersOut += 2;
  let sorted = 0;
  for (const count of cycles) sorted += count;
  return {
    readA,
    pointersA,
    pointersB,
    pointersOut,
    sorted,
    readBytes: readA * bytesA + products * bytesB + (pointersA + pointersB) * indexBytes,
    writtenBytes: outputs * bytesOut + pointersOut * indexBytes,
  };
}
