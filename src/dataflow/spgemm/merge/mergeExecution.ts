import type { Execution, Traffic } from '../../execution.ts';
import { shareCycles } from '../shareCycles.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { mergeActions } from './components.ts';
import type { MergeHardware } from './hardware.ts';
import { type MergeCounts, mergeReasonNames } from './mergeCounts.ts';

/**
 * Counts of a run as a result. `peak` is what the memory's interface moves in a cycle at best, in bytes; `movedBytes`
 * what an exact one moved, in whole bursts.
 */
export function mergeExecution(
  problem: SparseProblem,
  hardware: MergeHardware,
  counts: MergeCounts,
  peak: number,
  movedBytes: number | null,
): Execution {
  const { bytesA, bytesOut, indexBytes, nnzA, products } = problem;
  const { elements, cache } = hardware;
  const { cycles, outputs } = counts;
  const size = cache.line_bytes;
  const row = (memory: string, operand: string, reads: number, writes: number, bytes: number): Traffic => ({
    memory,
    operand,
    reads,
    writes,
    read_bytes: reads * bytes,
    write_bytes: writes * bytes,
  });
  const traffic = [
    row('dram', 'a', nnzA, 0, bytesA),
    row('dram', 'metadata_b', 2 * nnzA, 0, indexBytes),
    row('dram', 'b', counts.missesB, 0, size),
    row('dram', 'partial', counts.missesPartial, counts.evicted, size),
    row('dram', 'out', 0, outputs, bytesOut),
    row('cache', 'fibers', counts.lines, counts.missesB + counts.placed, size),
  ];
  let moved = 0;
  for (const { memory, read_bytes, write_bytes } of traffic)
    if (memory === 'dram') moved += read_bytes + write_bytes;
  const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);
  return {
    cycles,
    breakdown: shareCycles(mergeReasonNames, counts.spent, elements.count),
    macs: { effectual: products, skipped: 0, gated: 0, padded: 0 },
    traffic,
    actions: mergeActions(products, counts, traffic),
    utilisation: {
      array: share(products, elements.count * cycles),
      dram: share(movedBytes ?? moved, peak * cycles),
      cache_hits: share(counts.lines - counts.missesB - counts.missesPartial, counts.lines),
    },
  };
}
