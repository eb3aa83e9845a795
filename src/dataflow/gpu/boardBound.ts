import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Bound, BoundTerm } from '../bound.ts';

/** Work that overlaps all other work of a kernel: cycles, and the numbers behind them. */
export interface OverlappedWork {
  readonly name: string;
  readonly cycles: number;
  readonly formula: string;
  /** Cycles of its own that come before it, such as the prologue of a CTA. */
  readonly before?: number;
}

/** Multiply-accumulates at `rate` per clock of the whole device. */
export const arithmetic = (macs: number, rate: number): OverlappedWork => ({
  name: 'compute',
  cycles: macs / rate,
  formula: `${macs} MAC / ${rate} MAC/clk`,
});

/** Cycles that nothing overlaps: times in µs, each rounded as kernels round them. */
export const serialCycles = (clock_hz: number, ...times_us: readonly number[]): number =>
  times_us.reduce((sum, us) => sum + Math.round((us * clock_hz) / 1e6), 0);

/**
 * The bound of one launch: `serial` cycles (launch, first load) that no work overlaps, then the largest of what does
 * overlap, among it compulsory bytes at the data sheet's bandwidth.
 */
export function boardBound(
  serial: number,
  bytes: number,
  works: readonly OverlappedWork[],
  device: GpuDevice,
  clock_hz: number,
): Bound {
  const per_cycle = device.hbm_bytes_per_s / clock_hz;
  const terms: BoundTerm[] = [];
  let most = 0;
  for (const { name, cycles, formula, before = 0 } of works) {
    const term = serial + before + Math.floor(cycles);
    if (term > most) most = term;
    terms.push({ name, cycles: term, formula: `${serial + before} + ${formula}` });
  }
  const memory = serial + Math.floor(bytes / per_cycle);
  terms.push({
    name: 'hbm',
    cycles: memory,
    formula: `${serial} + ${bytes} B / ${device.hbm_bytes_per_s} B/s × ${clock_hz} Hz`,
    roof: { memory: 'memory', bytes_per_cycle: per_cycle },
  });
  return { cycles: Math.max(most, memory), terms };
}
