import type { OffChipMemory } from '../../../arch/offChipMemory.ts';
import { memoryPace } from '../../../arch/offChipMemory.ts';
import type { OuterHardware } from './hardware.ts';
import * as counts from './outerCounts.ts';
import type { OuterProblem } from './outerProblem.ts';
import { outerWork } from './outerWork.ts';

/** Each phase as long as its elements or its bytes need, whichever is more; no element waits for another. */
export function outerEstimate(
  outer: OuterProblem,
  hardware: OuterHardware,
  dram: OffChipMemory,
  clock_hz: number,
): counts.OuterCounts {
  const { problem, headerBytes, outputs } = outer;
  const { products, bytesA, bytesB, bytesOut } = problem;
  const elements = hardware.array.tiles * hardware.array.elements;
  const work = outerWork(outer, hardware);
  const { bandwidth_bytes_per_s, latency_cycles } = memoryPace(dram, clock_hz);
  const port = (bytes: number) => Math.ceil((bytes * clock_hz) / bandwidth_bytes_per_s);
  const first = outer.lists.reduce((sum, count) => sum + count, 0);
  const multiplyBytes = work.readA * bytesA + work.readB * bytesB + products * bytesOut + first * headerBytes;
  const again = work.partialsRead + work.partialsWritten - products + outputs;
  const mergeBytes = again * bytesOut + (work.listsRead + work.listsWritten - first) * headerBytes;
  const multiplying = Math.ceil(products / elements);
  const merging = Math.ceil(work.merging / elements);
  const multiplied = Math.max(multiplying, port(multiplyBytes)) + latency_cycles + 1;
  const merged = Math.max(merging, port(mergeBytes)) + latency_cycles;
  const cycles = multiplied + merged;
  const spent = new Float64Array(counts.outerReasonNames.length);
  spent[counts.inCompute] = products;
  spent[counts.inMerge] = work.merging;
  spent[counts.inPartials] = cycles * elements - products - work.merging;
  return { ...work, cycles, spent, multiplied };
}
