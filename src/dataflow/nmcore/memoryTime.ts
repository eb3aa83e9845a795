import { createDramPort } from '../../arch/dram/dramPort.ts';
import { type DramUse, dramUse } from '../../arch/dram/dramUse.ts';
import { transferCycles } from '../../arch/memoryPort.ts';
import { memoryPace, type OffChipMemory } from '../../arch/offChipMemory.ts';
import type { Traffic } from '../execution.ts';

/** Regions of operands begin at pages. */
const page = 4096;

/** Cycles in which the memory moves what it must; what it did, if it is exact. */
export interface MemoryTime {
  readonly cycles: number;
  /** Of the first load. */
  readonly latency: number;
  readonly dram?: DramUse;
}

/** Bytes over the bandwidth of a long read. */
export function paceTime(traffic: readonly Traffic[], dram: OffChipMemory, clock_hz: number): MemoryTime {
  let bytes = 0;
  for (const row of traffic) if (row.memory === 'dram') bytes += row.read_bytes + row.write_bytes;
  const pace = memoryPace(dram, clock_hz);
  return { cycles: transferCycles(bytes, pace, clock_hz), latency: pace.latency_cycles };
}

/**
 * The same, or on an exact DRAM: each operand is one contiguous run from a page of its own, in the order of the table, what
 * is read again further rows of it. Ends when the last byte has arrived, or its write is accepted.
 */
export function memoryTime(traffic: readonly Traffic[], dram: OffChipMemory, clock_hz: number): MemoryTime {
  if (dram.model !== 'exact') return paceTime(traffic, dram, clock_hz);
  const port = createDramPort(dram, clock_hz);
  const runs = traffic.filter(({ memory }) => memory === 'dram');
  let address = 0;
  let start = 0;
  const transfers = runs.map(({ read_bytes, write_bytes }) => {
    const bytes = read_bytes + write_bytes;
    const transfer = port.submit(start, address, bytes, write_bytes > 0);
    start = port.accepted(transfer);
    address += Math.ceil(bytes / page) * page;
    return transfer;
  });
  const cycles = transfers.reduce((last, transfer) => Math.max(last, port.finish(transfer)), 1);
  const latency = memoryPace(dram, clock_hz).latency_cycles;
  return { cycles, latency, dram: dramUse(port.memory, clock_hz) };
}
