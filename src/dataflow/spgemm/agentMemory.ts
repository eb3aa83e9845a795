import { createRequestPort, type RequestPort, submitRequest } from '../../arch/dram/requestPort.ts';
import { memoryPace, type OffChipMemory } from '../../arch/offChipMemory.ts';
import { type ByteClock, byteClock } from './byteClock.ts';
import { type EventWheel, schedule } from './eventWheel.ts';

/**
 * Memory that agents of a wheel wait for: an interface that serves requests in order, or a port of an exact DRAM. Who
 * asked is scheduled for the cycle at which the data is there (read) or has been accepted (write).
 */
export interface AgentMemory {
  readonly wheel: EventWheel;
  readonly clock: ByteClock;
  readonly port: RequestPort | null;
  /** Unit of the interface (cycle × perCycle) up to which it is taken. */
  taken: number;
}

/** The memory of a run: an interface in whole numbers, or a port of an exact DRAM in its place. */
export type MemoryParts = Pick<AgentMemory, 'clock' | 'port'>;

export const memoryParts = (dram: OffChipMemory, clock_hz: number): MemoryParts => ({
  clock: byteClock(memoryPace(dram, clock_hz), clock_hz),
  port: dram.model === 'exact' ? createRequestPort(dram, clock_hz) : null,
});

export const createAgentMemory = (wheel: EventWheel, { clock, port }: MemoryParts): AgentMemory => ({
  wheel,
  clock,
  port,
  taken: 0,
});

/** A negative agent does not wait. */
export function askMemory(
  m: AgentMemory,
  time: number,
  address: number,
  bytes: number,
  write: boolean,
  agent: number,
): void {
  if (m.port !== null) {
    submitRequest(m.port, time, address, bytes, write, agent);
    return;
  }
  const { perCycle, perByte, latency } = m.clock;
  m.taken = Math.max(time * perCycle, m.taken) + bytes * perByte;
  if (agent >= 0) schedule(m.wheel, Math.ceil(m.taken / perCycle) + (write ? 0 : latency), agent);
}
