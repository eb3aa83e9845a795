import type { DspChainHardware } from './hardware.ts';

/** Cycles of a layer, by reason. */
export interface LayerTime {
  readonly cycles: number;
  readonly breakdown: Readonly<Record<string, number>>;
}

/** Bytes that come for a stream of `bytes`: once, or for each core. */
export const fetchedBytes = (bytes: number, { cores, instructions }: DspChainHardware): number =>
  bytes * (instructions.streams === 'shared' ? 1 : cores);

/**
 * A layer with the time that its `fetched` bytes of instructions are seen to take. Ahead: they come while the layer before
 * runs, which is taken to last as long as this one, so that only what exceeds it is seen; first: all of it.
 */
export function withFetch(
  time: LayerTime,
  fetched: number,
  { instructions }: DspChainHardware,
  clock_hz: number,
): LayerTime {
  const { fetch, bandwidth_bytes_per_s } = instructions;
  const whole = Math.ceil((fetched * clock_hz) / bandwidth_bytes_per_s);
  const seen = fetch === 'first' ? whole : Math.max(0, whole - time.cycles);
  if (seen === 0) return time;
  return { cycles: time.cycles + seen, breakdown: { ...time.breakdown, instructions: seen } };
}

/** What an operator adds to its product: the fused layer less the product alone. */
export function addedTime(fused: LayerTime, alone: LayerTime): LayerTime {
  const cycles = Math.max(0, fused.cycles - alone.cycles);
  const more = (fused.breakdown['instructions'] ?? 0) - (alone.breakdown['instructions'] ?? 0);
  const seen = Math.min(cycles, Math.max(0, more));
  return {
    cycles,
    breakdown: seen > 0 ? { special: cycles - seen, instructions: seen } : { special: cycles },
  };
}
