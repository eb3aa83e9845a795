import type { DspChainHardware } from './hardware.ts';
import { ticksPerCycle } from './queueProgram.ts';

/** Durations of instructions in ticks, all cores working together: one core's time over cores × efficiency. */
export interface Timing {
  /** `channels` channels of a core read or written side by side, through their own ports. */
  move(bytes: number, channels: number): number;
  /** One channel through the crossbar. */
  cross(bytes: number): number;
  cycles(count: number): number;
}

export function timingOf({ cores, core_efficiency, memory }: DspChainHardware, clock_hz: number): Timing {
  const together = ticksPerCycle / (cores * core_efficiency);
  const bytesPerCycle = memory.bandwidth_bytes_per_s / memory.channels / clock_hz;
  const same = together / (bytesPerCycle * memory.same_channel_efficiency);
  const through = together / (bytesPerCycle * memory.cross_channel_efficiency);
  return {
    move: (bytes, channels) => Math.round((bytes / channels) * same),
    cross: (bytes) => Math.round(bytes * through),
    cycles: (count) => Math.round(count * together),
  };
}
