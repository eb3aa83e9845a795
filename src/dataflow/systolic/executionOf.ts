import type { Execution } from '../execution.ts';
import type { MappedWork } from './mappedWork.ts';

/** Cycles by reason. */
export type Breakdown = Readonly<
  Record<'compute' | 'fill_drain' | 'bank' | 'dram_a' | 'dram_b' | 'dram_out', number>
>;

/** Work with its time. */
export function executionOf(work: MappedWork, cycles: number, breakdown: Breakdown): Execution {
  const { macs, traffic, actions, multipliers, executed } = work;
  return {
    cycles,
    breakdown,
    macs,
    traffic,
    actions,
    utilisation: {
      array: Math.min(1, macs.effectual / (cycles * multipliers)),
      mapping: Math.min(1, executed / (multipliers * breakdown.compute)),
    },
  };
}
