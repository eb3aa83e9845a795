import { memoryPace } from '../../../arch/offChipMemory.ts';
import type { InnerHardware } from './hardware.ts';
import * as counts from './innerCounts.ts';
import type { InnerProblem } from './innerProblem.ts';
import { innerTraffic } from './innerTraffic.ts';

/** Columns of b first; then the longest of elements evenly loaded, buffer and memory. */
export function innerEstimate(
  inner: InnerProblem,
  hardware: InnerHardware,
  clock_hz: number,
): counts.InnerCounts {
  const { tiles, rows } = inner;
  const { elements } = hardware.array;
  const { bandwidth_bytes_per_s, latency_cycles } = memoryPace(hardware.dram, clock_hz);
  const port = (bytes: number) => Math.ceil((bytes * clock_hz) / bandwidth_bytes_per_s);
  const { readBytes, writtenBytes } = innerTraffic(inner);
  const loaded = tiles.reduce((sum, tile) => sum + tile.bytes, 0);
  const load = port(loaded) + tiles.length * (latency_cycles + 2);
  const waits = rows * tiles.length * (latency_cycles + 1);
  const serial = Math.ceil((inner.cycles + waits) / elements);
  const buffer = Math.ceil(inner.bytes / hardware.last_level.bytes_per_cycle);
  const cycles = load + Math.max(serial, buffer, port(readBytes + writtenBytes - loaded));
  const spent = new Float64Array(counts.innerReasonNames.length);
  spent[counts.inLoad] = load * elements;
  spent[counts.inCompute] = inner.cycles;
  const rest = (cycles - load) * elements - inner.cycles;
  spent[buffer > serial ? counts.inBuffer : counts.inOperands] = rest;
  return { cycles, spent };
}
