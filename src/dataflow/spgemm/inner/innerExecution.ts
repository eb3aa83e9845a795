import type { Execution, Traffic } from '../../execution.ts';
import { shareCycles } from '../shareCycles.ts';
import type { InnerHardware } from './hardware.ts';
import { type InnerCounts, innerReasonNames } from './innerCounts.ts';
import type { InnerProblem } from './innerProblem.ts';
import { innerTraffic } from './innerTraffic.ts';

/** Counts of a run as an execution. */
export function innerExecution(hardware: InnerHardware, inner: InnerProblem, run: InnerCounts): Execution {
  const { problem, tiles, outputs, written, bytes } = inner;
  const { products, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { elements } = hardware.array;
  const moved = innerTraffic(inner);
  const words = (count: number): number => Math.ceil((8 * count) / hardware.word_bits);
  const traffic = (operand: string, read: number, write: number, size: number): Traffic => ({
    memory: 'dram',
    operand,
    reads: read,
    writes: write,
    read_bytes: read * size,
    write_bytes: write * size,
  });
  const tileBytes = tiles.reduce((sum, tile) => sum + tile.bytes, 0);
  return {
    cycles: run.cycles,
    breakdown: shareCycles(innerReasonNames, run.spent, elements),
    macs: { effectual: products, skipped: 0, gated: 0, padded: 0 },
    traffic: [
      traffic('a', moved.readA, 0, bytesA),
      traffic('b', moved.readB, 0, bytesB),
      traffic('metadata_a', moved.pointersA, 0, indexBytes),
      traffic('metadata_b', moved.pointersB, 0, indexBytes),
      traffic('out', 0, outputs, bytesOut),
      traffic('metadata_out', 0, written, indexBytes),
    ],
    actions: [
      { component: 'array.mac', action: 'mac', count: products },
      { component: 'element.buffer', action: 'write', count: words(moved.readA * bytesA) },
      // An index of a meets each cycle of an intersection, a value each match.
      {
        component: 'element.buffer',
        action: 'read',
        count: words(inner.cycles * indexBytes + products * (bytesA - indexBytes)),
      },
      { component: 'last_level', action: 'write', count: words(tileBytes) },
      { component: 'last_level', action: 'read', count: words(bytes) },
      { component: 'dram', action: 'read', count: Math.ceil(moved.readBytes / 8) },
      { component: 'dram', action: 'write', count: Math.ceil(moved.writtenBytes / 8) },
    ],
    utilisation: { array: run.cycles === 0 ? 0 : products / (elements * run.cycles) },
  };
}
