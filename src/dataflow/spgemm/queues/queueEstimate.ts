import { memoryPace } from '../../../arch/offChipMemory.ts';
import type { QueueHardware } from './hardware.ts';
import * as counts from './queueCounts.ts';
import { queueLeast } from './queueLeast.ts';
import type { QueuePlan } from './queuePlan.ts';
import { queueTraffic } from './queueTraffic.ts';

/** The longest of the busiest element, the memory, and fetches that wait for two answers each. */
export function queueEstimate(
  plan: QueuePlan,
  hardware: QueueHardware,
  clock_hz: number,
): counts.QueueCounts {
  const { count, fetches } = hardware.elements;
  const { bandwidth_bytes_per_s, latency_cycles } = memoryPace(hardware.dram, clock_hz);
  const { readBytes, writtenBytes, sorted } = queueTraffic(plan);
  const port = Math.ceil(((readBytes + writtenBytes) * clock_hz) / bandwidth_bytes_per_s);
  const answers = Math.ceil((2 * plan.length.length * (latency_cycles + 1)) / (count * fetches));
  const cycles = Math.max(queueLeast(plan, hardware), port, answers) + 2 * latency_cycles;
  const spent = new Float64Array(counts.queueReasonNames.length);
  spent[counts.inCompute] = sorted;
  spent[counts.inOperands] = cycles * count - sorted;
  return { cycles, spent };
}
