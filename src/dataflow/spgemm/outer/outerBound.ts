import { memoryLimit } from '../../../arch/offChipMemory.ts';
import type { Bound } from '../../bound.ts';
import type { OuterHardware } from './hardware.ts';
import type { OuterProblem } from './outerProblem.ts';
import { outerWork } from './outerWork.ts';

/** Elements that never wait, and a memory that never pauses: each phase for itself takes the longer of the two. */
export function outerBound(outer: OuterProblem, hardware: OuterHardware, clock_hz: number): Bound {
  const { problem, headerBytes, outputs } = outer;
  const { products, bytesA, bytesB, bytesOut } = problem;
  const elements = hardware.array.tiles * hardware.array.elements;
  const work = outerWork(outer, hardware);
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(hardware.dram);
  const once =
    work.readA * bytesA +
    work.readB * bytesB +
    (work.partialsRead + work.partialsWritten + outputs) * bytesOut +
    (work.listsRead + work.listsWritten) * headerBytes;
  const bytes = Math.max(0, once - posted_bytes);
  const compute = Math.ceil((products + work.merging) / elements);
  // The interface of a simple memory counts in parts of a cycle, of which a run may save the last one.
  const port = Math.max(0, Math.floor((bytes * clock_hz) / bandwidth_bytes_per_s));
  return {
    cycles: Math.max(compute, port),
    terms: [
      {
        name: 'elements',
        cycles: compute,
        formula: `⌈(${products} products + ${work.merging} merge cycles) / ${elements} elements⌉`,
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
