import type { Execution, Traffic } from '../../execution.ts';
import { shareCycles } from '../shareCycles.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { threadActions } from './components.ts';
import type { ThreadHardware } from './hardware.ts';
import { type ThreadCounts, threadReasonNames } from './threadCounts.ts';

/** Counts of a run as a result. `peak` is what the memory's interface moves in a cycle at best, in bytes. */
export function threadExecution(
  problem: SparseProblem,
  hardware: ThreadHardware,
  counts: ThreadCounts,
  peak: number,
  movedBytes: number | null,
): Execution {
  const { bytesA, bytesB, bytesOut, indexBytes, products } = problem;
  const { cores, accumulator } = hardware;
  const { cycles, outputs, probes } = counts;
  const inMemory = accumulator.kind === 'memory';
  const valueBytes = bytesOut - indexBytes;
  const row = (
    memory: string,
    operand: string,
    reads: number,
    writes: number,
    readBytes: number,
    writeBytes: number,
  ): Traffic => ({
    memory,
    operand,
    reads,
    writes,
    read_bytes: reads * readBytes,
    write_bytes: writes * writeBytes,
  });
  const traffic = [
    row('dram', 'a', counts.readA, 0, bytesA, 0),
    row('dram', 'metadata_a', counts.readPointersA, 0, indexBytes, 0),
    row('dram', 'b', counts.readB, 0, bytesB, 0),
    row('dram', 'metadata_b', counts.readPointersB, 0, indexBytes, 0),
    row('dram', 'out', 0, outputs, 0, bytesOut),
  ];
  if (inMemory) traffic.push(row('dram', 'partial', products + outputs, products, valueBytes, valueBytes));
  const dma = hardware.write_back === 'dma';
  const scratchpad = inMemory
    ? { reads: 0, writes: 0 }
    : { reads: probes + (dma ? outputs : counts.scanned), writes: products };
  if (!inMemory)
    traffic.push(row('scratchpad', 'out', scratchpad.reads, scratchpad.writes, bytesOut, bytesOut));
  let moved = 0;
  for (const { memory, read_bytes, write_bytes } of traffic)
    if (memory === 'dram') moved += read_bytes + write_bytes;
  const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);
  return {
    cycles,
    breakdown: shareCycles(threadReasonNames, counts.spent, cores.count * cores.threads),
    macs: { effectual: products, skipped: 0, gated: 0, padded: 0 },
    traffic,
    actions: threadActions(products, counts, scratchpad, traffic),
    utilisation: {
      array: share(products, cores.count * cycles),
      issue: share(counts.issued, cores.count * cycles),
      dram: share(movedBytes ?? moved, peak * cycles),
    },
  };
}
