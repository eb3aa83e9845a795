import type { MemoryPace } from '../../arch/offChipMemory.ts';

/**
 * A memory interface in whole numbers: a cycle has `perCycle` units and a byte takes `perByte`, so that transfers smaller
 * than a cycle add up exactly. `latency` cycles pass from the end of a read on the interface to its use.
 */
export interface ByteClock {
  readonly perCycle: number;
  readonly perByte: number;
  readonly latency: number;
}

/** Units of a cycle at most: time × units stays below 2^53 for 2^32 cycles. */
const finest = 2_097_152;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Exact where bandwidth over clock is a ratio of small numbers; else the bandwidth is rounded down, by 2^-10 at most. */
export function byteClock(dram: MemoryPace, clock_hz: number): ByteClock {
  const bandwidth = Math.round(dram.bandwidth_bytes_per_s);
  const clock = Math.round(clock_hz);
  const latency = dram.latency_cycles;
  if (bandwidth >= 1 && clock >= 1 && Number.isSafeInteger(bandwidth) && Number.isSafeInteger(clock)) {
    const common = divisor(bandwidth, clock);
    if (bandwidth / common <= finest && clock / common <= finest)
      return { perCycle: bandwidth / common, perByte: clock / common, latency };
  }
  const ratio = dram.bandwidth_bytes_per_s / clock_hz;
  if (ratio >= 1024) return { perCycle: Math.min(finest, Math.floor(ratio)), perByte: 1, latency };
  if (ratio >= 1) return { perCycle: Math.floor(ratio * 1024), perByte: 1024, latency };
  return { perCycle: 1024, perByte: Math.ceil(1024 / ratio), latency };
}

/** Cycles that `bytes` keep the interface busy at least: a lower bound, rounded down. */
export const busyCycles = (bytes: number, clock: ByteClock): number =>
  Math.floor((bytes * clock.perByte) / clock.perCycle);
