import * as z from 'zod';

/** The plain bandwidth and latency memory. `model` tells it from an exact DRAM: see `offChipMemory`. */
export const memory = z
  .strictObject({
    model: z
      .literal('simple')
      .optional()
      .default('simple')
      .meta({ description: 'Timing model: bandwidth and latency' }),
    kind: z
      .enum(['ddr3', 'ddr4', 'ddr5', 'lpddr4', 'lpddr5', 'gddr6', 'hbm2', 'hbm2e', 'hbm3'])
      .meta({ description: 'Device family: selects the energy of an access' }),
    bandwidth_bytes_per_s: z
      .number()
      .positive()
      .max(1e18)
      .meta({ description: 'Sustained rate of the one interface', unit: 'bytes/s' }),
    latency_cycles: z.int().min(0).max(1_000_000).meta({
      description: 'From the end of a read on the interface to the data being usable',
      unit: 'cycles',
    }),
  })
  .meta({ description: 'Off-chip memory' });

export type Memory = z.output<typeof memory>;

/** Cycles that a transfer holds the interface: whole cycles, at least one. Never longer with more bandwidth. */
export function transferCycles(
  bytes: number,
  dram: Pick<Memory, 'bandwidth_bytes_per_s'>,
  clock_hz: number,
): number {
  return Math.max(1, Math.ceil((bytes * clock_hz) / dram.bandwidth_bytes_per_s));
}
