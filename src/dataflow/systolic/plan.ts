import { transferCycles } from '../../arch/memoryPort.ts';
import type { MemoryPace } from '../../arch/offChipMemory.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import type { TilePlan } from './tilePlan.ts';

/** The tables of the recurrence with the cycles of a memory. */
export function schedulePlan({ shape, bytes }: TilePlan, pace: MemoryPace, clock_hz: number): SchedulePlan {
  return {
    ...shape,
    latency: pace.latency_cycles,
    durations: bytes.map((size) => transferCycles(size, pace, clock_hz)),
  };
}
