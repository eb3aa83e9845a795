import { type Memory, transferCycles } from '../../arch/memoryPort.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import type { TilePlan } from './tilePlan.ts';

/** The tables of the recurrence for a DRAM: its cycles in the place of bytes. */
export function schedulePlan({ bytes }: TilePlan, dram: Memory, clock_hz: number): SchedulePlan {
  const cyclesOf = (table: Float64Array): Float64Array => {
    const cycles = new Float64Array(table.length);
    for (let i = 0; i < table.length; i++) cycles[i] = transferCycles(table[i]!, dram, clock_hz);
    return cycles;
  };
  return {
    ...bytes,
    latency: dram.latency_cycles,
    dramA: cyclesOf(bytes.dramA),
    dramB: cyclesOf(bytes.dramB),
    dramOut: cyclesOf(bytes.dramOut),
    dramPartial: cyclesOf(bytes.dramPartial),
  };
}
