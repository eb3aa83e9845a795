import { dramCounts } from './dramPort.ts';
import { type MemorySystem, returnsOf } from './memorySystem.ts';

/** What an exact memory did in a run. */
export interface DramUse {
  /** Row hits, of the accesses that the controller counts them over. */
  readonly row_hits: number;
  readonly row_accesses: number;
  readonly bursts: number;
  readonly activates: number;
  readonly refreshes: number;
  /** Cycles of the design that a data bus carried bursts back to back, and that a rank was refreshed: means over all. */
  readonly bus_cycles: number;
  readonly refresh_cycles: number;
}

export function dramUse(m: MemorySystem, clock_hz: number): DramUse {
  const { organization, timing, clock_hz: memoryClock } = m.params;
  const { channels, ranks, rank_bus } = organization;
  const counts = dramCounts(m);
  let accesses = 0;
  for (let c = 0; c < m.channels; c++) accesses += returnsOf(m, c).classified;
  const cycle = clock_hz / memoryClock;
  const buses = channels * (rank_bus === 'own' ? ranks : 1);
  return {
    row_hits: counts.row_hits,
    row_accesses: accesses,
    bursts: counts.bursts,
    activates: counts.activates,
    refreshes: counts.refreshes,
    bus_cycles: (counts.bursts * Math.max(timing.burst, timing.tccd_s) * cycle) / buses,
    refresh_cycles: (counts.refreshes * timing.trfc * cycle) / (channels * ranks),
  };
}

/** The entry of an execution; none without an exact memory. */
export const dramUseOf = (m: MemorySystem | null, clock_hz: number): { readonly dram?: DramUse } =>
  m === null ? {} : { dram: dramUse(m, clock_hz) };
