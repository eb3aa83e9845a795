import { type Memory, transferCycles } from '../../arch/memoryPort.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import type { TilePlan } from './tilePlan.ts';

/** The tables of the recurrence with the cycles of a DRAM. */
export function schedulePlan({ shape, bytes }: TilePlan, dram: Memory, clock_hz: number): SchedulePlan {
  return {
    ...shape,
    latency: dram.latency_cycles,
    durations: bytes.map((size) => transferCycles(size, dram, clock_hz)),
  };
}
