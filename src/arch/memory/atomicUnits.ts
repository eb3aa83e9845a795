import * as z from 'zod';

/** `atomics: { latency_cycles: 4, interval_cycles: 1 }` in the hardware of a dataflow. */
export const atomicsPart = z
  .strictObject({
    latency_cycles: z.int().min(1).max(1000).meta({
      description: 'Cycles of one operation: the next on its address may start then',
      unit: 'cycles',
    }),
    interval_cycles: z
      .int()
      .min(1)
      .max(1000)
      .meta({ description: 'Cycles between two starts at a bank', unit: 'cycles' }),
  })
  .refine(({ latency_cycles, interval_cycles }) => interval_cycles <= latency_cycles, {
    path: ['interval_cycles'],
    message: 'longer than an operation takes',
  })
  .meta({ description: 'Read-modify-write units, one a bank' });

export type AtomicsPart = z.output<typeof atomicsPart>;

export const atomicsOf = (part: AtomicsPart, banks: number): AtomicUnits =>
  createAtomicUnits(banks, part.latency_cycles, part.interval_cycles);

/**
 * Read-modify-write units, one a bank, in order: an operation starts `interval` cycles after the one before it at the
 * earliest, and ends `latency` cycles after its start. One on an address that is still being worked on waits for the end,
 * and holds up those behind it. Operations must come in ascending order of cycles. A dataflow calls `operateAtomically` and
 * learns when the sum is there; hot addresses show in `waitedForAddress`, full banks in `waitedForBank`.
 */
export interface AtomicUnits {
  readonly latency: number;
  readonly interval: number;
  /** Operations of a bank that may be under way at once. */
  readonly depth: number;
  /** First cycle at which a bank may start. */
  readonly free: Float64Array;
  /** bank × depth: addresses and ends of its latest operations, a ring. */
  readonly address: Float64Array;
  readonly end: Float64Array;
  readonly next: Int32Array;
  operations: number;
  /** Cycles spent waiting for the bank, and for an operation on the same address. */
  waitedForBank: number;
  waitedForAddress: number;
}

export function createAtomicUnits(banks: number, latency: number, interval: number): AtomicUnits {
  const depth = Math.max(1, Math.ceil(latency / interval));
  return {
    latency,
    interval,
    depth,
    free: new Float64Array(banks),
    address: new Float64Array(banks * depth).fill(-1),
    end: new Float64Array(banks * depth),
    next: new Int32Array(banks),
    operations: 0,
    waitedForBank: 0,
    waitedForAddress: 0,
  };
}

/** Cycle at which an operation asked for in `cycle` has ended: the next on its address may start then. */
export function operateAtomically(u: AtomicUnits, cycle: number, bank: number, address: number): number {
  const { depth, latency } = u;
  const first = bank * depth;
  let start = cycle;
  if (u.free[bank]! > start) {
    start = u.free[bank]!;
    u.waitedForBank += start - cycle;
  }
  const able = start;
  for (let i = first; i < first + depth; i++)
    if (u.address[i] === address && u.end[i]! > start) start = u.end[i]!;
  u.waitedForAddress += start - able;
  u.operations++;
  u.free[bank] = start + u.interval;
  const at = first + u.next[bank]!;
  u.next[bank] = u.next[bank]! + 1 === depth ? 0 : u.next[bank]! + 1;
  u.address[at] = address;
  u.end[at] = start + latency;
  return start + latency;
}
