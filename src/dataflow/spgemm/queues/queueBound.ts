import { memoryLimit } from '../../../arch/offChipMemory.ts';
import type { Bound } from '../../bound.ts';
import type { QueueHardware } from './hardware.ts';
import { queueLeast } from './queueLeast.ts';
import type { QueuePlan } from './queuePlan.ts';
import { queueTraffic } from './queueTraffic.ts';

/** Elements that never wait for memory, and a memory that never pauses. */
export function queueBound(plan: QueuePlan, hardware: QueueHardware, clock_hz: number): Bound {
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(hardware.dram);
  const { readBytes, writtenBytes } = queueTraffic(plan);
  const bytes = Math.max(0, readBytes + writtenBytes - posted_bytes);
  const compute = queueLeast(plan, hardware);
  const port = Math.floor((bytes * clock_hz) / bandwidth_bytes_per_s);
  return {
    cycles: Math.max(compute, port),
    terms: [
      {
        name: 'elements',
        cycles: compute,
        formula: `${compute} cycles of the busiest of ${hardware.elements.count} elements`,
      },
      {
        name: 'dram',
        cycles: port,
        formula: `⌊${bytes} bytes × ${clock_hz} Hz / ${bandwidth_bytes_per_s} bytes/s⌋`,
        roof: { memory: 'dram', bytes_per_cycle: bandwidth_bytes_per_s / clock_hz },
      },
    ],
  };
}
