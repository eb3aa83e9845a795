import type { Execution } from '../../execution.ts';
import { shareCycles } from '../shareCycles.ts';
import type { OuterHardware } from './hardware.ts';
import { type OuterCounts, outerReasonNames } from './outerCounts.ts';
import type { OuterProblem } from './outerProblem.ts';

/** Counts of a run as an execution. */
export function outerExecution(hardware: OuterHardware, outer: OuterProblem, run: OuterCounts): Execution {
  const { problem, outputs, headerBytes, lists } = outer;
  const { products, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const elements = hardware.array.tiles * hardware.array.elements;
  const rows = lists.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const headBytes = hardware.merge.head_bytes;
  const words = (bytes: number): number => Math.ceil((8 * bytes) / hardware.word_bits);
  const dramBytes = {
    read:
      run.readA * bytesA +
      run.readB * bytesB +
      run.pointers * indexBytes +
      run.partialsRead * bytesOut +
      run.listsRead * headerBytes,
    written:
      run.partialsWritten * bytesOut +
      run.listsWritten * headerBytes +
      outputs * bytesOut +
      rows * indexBytes,
  };
  const traffic = (operand: string, read: number, written: number, bytes: number) => ({
    memory: 'dram',
    operand,
    reads: read,
    writes: written,
    read_bytes: read * bytes,
    write_bytes: written * bytes,
  });
  return {
    cycles: run.cycles,
    breakdown: shareCycles(outerReasonNames, run.spent, elements),
    macs: { effectual: products, skipped: 0, gated: 0, padded: 0 },
    traffic: [
      traffic('a', run.readA, 0, bytesA),
      traffic('b', run.readB, 0, bytesB),
      traffic('pointers', run.pointers, rows, indexBytes),
      traffic('partials', run.partialsRead, run.partialsWritten, bytesOut),
      traffic('metadata_partials', run.listsRead, run.listsWritten, headerBytes),
      traffic('out', 0, outputs, bytesOut),
    ],
    actions: [
      { component: 'array.mac', action: 'mac', count: products },
      {
        component: 'tile.buffer',
        action: 'write',
        count: words(run.readA * bytesA + run.readB * bytesB),
      },
      // An element holds its element of a and streams the block of b.
      { component: 'tile.buffer', action: 'read', count: words(products * bytesB + run.readA * bytesA) },
      { component: 'element.scratchpad', action: 'read', count: words(run.merging * headBytes) },
      { component: 'element.scratchpad', action: 'write', count: words(run.partialsRead * headBytes) },
      { component: 'dram', action: 'read', count: Math.ceil(dramBytes.read / 8) },
      { component: 'dram', action: 'write', count: Math.ceil(dramBytes.written / 8) },
    ],
    utilisation: { array: run.cycles === 0 ? 0 : products / (elements * run.cycles) },
  };
}
