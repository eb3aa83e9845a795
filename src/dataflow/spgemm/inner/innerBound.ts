import { memoryLimit } from '../../../arch/offChipMemory.ts';
import type { Bound } from '../../bound.ts';
import type { InnerHardware } from './hardware.ts';
import type { InnerProblem } from './innerProblem.ts';
import { innerTraffic } from './innerTraffic.ts';

/** Elements that never wait, a last-level buffer and a memory that never pause. */
export function innerBound(inner: InnerProblem, hardware: InnerHardware, clock_hz: number): Bound {
  const { elements } = hardware.array;
  const { bytes_per_cycle } = hardware.last_level;
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(hardware.dram);
  const { readBytes, writtenBytes } = innerTraffic(inner);
  const bytes = Math.max(0, readBytes + writtenBytes - posted_bytes);
  const compute = Math.ceil(inner.cycles / elements);
  const buffer = Math.ceil(inner.bytes / bytes_per_cycle);
  const port = Math.floor((bytes * clock_hz) / bandwidth_bytes_per_s);
  return {
    cycles: Math.max(compute, buffer, port),
    terms: [
      {
        name: 'elements',
        cycles: compute,
        formula: `⌈${inner.cycles} cycles of intersections / ${elements} elements⌉`,
      },
      {
        name: 'last_level',
        cycles: buffer,
        formula: `⌈${inner.bytes} bytes / ${bytes_per_cycle} bytes a cycle⌉`,
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
