import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { OperandName } from '../../workload/operand.ts';
import type { Execution, MacCounts } from '../execution.ts';

/** Values of one operand between memory and chip; `bytes` is the width of one. */
export interface Moved {
  readonly operand: string;
  readonly reads: number;
  readonly writes: number;
  readonly bytes: number;
}

/** An execution of any kernel: traffic of the board's memory and the actions of its two priced parts. */
export function boardExecution(run: {
  readonly breakdown: Readonly<Record<string, number>>;
  readonly macs: MacCounts;
  readonly moved: readonly Moved[];
  readonly resident?: readonly OperandName[];
  /** MAC per clock of the whole device. */
  readonly rate: number;
  readonly device: GpuDevice;
  readonly clock_hz: number;
}): Execution {
  const { breakdown, macs, moved, device, clock_hz } = run;
  let cycles = 0;
  for (const reason in breakdown) cycles += breakdown[reason]!;
  const traffic = moved.map(({ operand, reads, writes, bytes }) => ({
    memory: 'memory',
    operand,
    reads,
    writes,
    read_bytes: Math.ceil(reads * bytes),
    write_bytes: Math.ceil(writes * bytes),
  }));
  const read = traffic.reduce((sum, { read_bytes }) => sum + read_bytes, 0);
  const written = traffic.reduce((sum, { write_bytes }) => sum + write_bytes, 0);
  return {
    cycles,
    breakdown,
    macs,
    traffic,
    ...(run.resident !== undefined && { resident: run.resident }),
    actions: [
      { component: 'gpu', action: 'mac', count: macs.effectual + macs.padded },
      { component: 'memory', action: 'read_byte', count: read },
      { component: 'memory', action: 'write_byte', count: written },
    ],
    utilisation: {
      array: Math.min(1, macs.effectual / (cycles * run.rate)),
      memory: Math.min(1, (read + written) / ((cycles / clock_hz) * device.hbm_bytes_per_s)),
    },
  };
}
