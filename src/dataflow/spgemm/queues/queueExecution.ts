import type { Execution, Traffic } from '../../execution.ts';
import { shareCycles } from '../shareCycles.ts';
import type { QueueHardware } from './hardware.ts';
import { type QueueCounts, queueReasonNames } from './queueCounts.ts';
import type { QueuePlan } from './queuePlan.ts';
import { queueTraffic } from './queueTraffic.ts';

/** Counts of a run as an execution. */
export function queueExecution(hardware: QueueHardware, plan: QueuePlan, run: QueueCounts): Execution {
  const { problem, outputs } = plan;
  const { products, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { count } = hardware.elements;
  const moved = queueTraffic(plan);
  const words = (elements: number): number => Math.ceil((8 * elements * bytesOut) / hardware.word_bits);
  const traffic = (operand: string, read: number, write: number, size: number): Traffic => ({
    memory: 'dram',
    operand,
    reads: read,
    writes: write,
    read_bytes: read * size,
    write_bytes: write * size,
  });
  return {
    cycles: run.cycles,
    breakdown: shareCycles(queueReasonNames, run.spent, count),
    macs: { effectual: products, skipped: 0, gated: 0, padded: 0 },
    traffic: [
      traffic('a', moved.readA, 0, bytesA),
      traffic('b', products, 0, bytesB),
      traffic('metadata_a', moved.pointersA, 0, indexBytes),
      traffic('metadata_b', moved.pointersB, 0, indexBytes),
      traffic('out', 0, outputs, bytesOut),
      traffic('metadata_out', 0, moved.pointersOut, indexBytes),
    ],
    actions: [
      { component: 'array.mac', action: 'mac', count: products },
      // What is written into a queue is read once: by the next merge, or for the output.
      { component: 'element.queues', action: 'read', count: words(moved.sorted) },
      { component: 'element.queues', action: 'write', count: words(moved.sorted) },
      { component: 'dram', action: 'read', count: Math.ceil(moved.readBytes / 8) },
      { component: 'dram', action: 'write', count: Math.ceil(moved.writtenBytes / 8) },
    ],
    utilisation: { array: run.cycles === 0 ? 0 : products / (count * run.cycles) },
  };
}
