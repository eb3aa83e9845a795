import * as z from 'zod';
import type { Memory } from '../memoryPort.ts';

/** `dma: { outstanding: 8 }` in the hardware of a dataflow. */
export const dmaPart = z
  .strictObject({
    outstanding: z.int().min(1).max(65_536).meta({ description: 'Blocks that may be under way at once' }),
  })
  .meta({ description: 'Engine that moves blocks between memory and chip' });

export type DmaPart = z.output<typeof dmaPart>;

/** An engine in front of a plain memory, at a clock. */
export const dmaOf = (
  part: DmaPart,
  dram: Pick<Memory, 'bandwidth_bytes_per_s' | 'latency_cycles'>,
  clock_hz: number,
): DmaEngine =>
  createDmaEngine(
    { perCycle: dram.bandwidth_bytes_per_s, perByte: clock_hz, latency: dram.latency_cycles },
    part.outstanding,
  );

/**
 * An engine that moves blocks over a memory interface of `perCycle` units a cycle, a byte being `perByte` of them. A
 * block starts once it is asked for and fewer than `outstanding` are under way; the interface serves blocks in order,
 * and a block ends `latency` cycles after the cycle of its last byte. Blocks must come in ascending order of cycles. A
 * dataflow calls `moveBlock` and overlaps what it does until the cycle returned; `waited` is what `outstanding` cost.
 */
export interface DmaEngine {
  readonly perCycle: number;
  readonly perByte: number;
  readonly latency: number;
  readonly outstanding: number;
  /** Unit of time (cycle × perCycle) from which the interface is free. */
  free: number;
  /** Ends of the latest `outstanding` blocks, a ring. */
  readonly ends: Float64Array;
  next: number;
  blocks: number;
  bytes: number;
  /** Cycles that blocks waited for one of those under way to end. */
  waited: number;
}

export const createDmaEngine = (
  memory: { readonly perCycle: number; readonly perByte: number; readonly latency: number },
  outstanding: number,
): DmaEngine => ({
  perCycle: memory.perCycle,
  perByte: memory.perByte,
  latency: memory.latency,
  outstanding,
  free: 0,
  ends: new Float64Array(outstanding),
  next: 0,
  blocks: 0,
  bytes: 0,
  waited: 0,
});

/** Cycle at which a block asked for in `cycle` has been moved. */
export function moveBlock(d: DmaEngine, cycle: number, bytes: number): number {
  let start = cycle;
  const slot = d.ends[d.next]!;
  if (slot > start) {
    d.waited += slot - start;
    start = slot;
  }
  const from = Math.max(d.free, start * d.perCycle);
  d.free = from + bytes * d.perByte;
  const end = Math.max(start, Math.ceil(d.free / d.perCycle)) + d.latency;
  d.ends[d.next] = end;
  d.next = d.next + 1 === d.outstanding ? 0 : d.next + 1;
  d.blocks++;
  d.bytes += bytes;
  return end;
}
