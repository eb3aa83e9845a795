import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import type { Elementwise } from '../../../workload/operations/elementwise.ts';
import type { Execution } from '../../execution.ts';
import { boardBound } from '../boardBound.ts';
import { boardExecution } from '../boardExecution.ts';
import type { GpuKernel } from '../gpuKernel.ts';

const mapping = z.strictObject({ kernel: z.literal('elementwise') });
type Mapping = z.output<typeof mapping>;

/**
 * Cycles of moving bytes through memory, less those that the L2 still holds from the kernel before, and of reducing
 * rows: a CTA each, or many for few rows, whose parts are joined.
 */
export function streamCycles(
  bytes: number,
  held_bytes: number,
  rows: number,
  device: GpuDevice,
  clock_hz: number,
) {
  const { launch_us, row_us, sum_us } = device.kernels.elementwise;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const reduction = rows === 0 ? 0 : rows < device.sm_count ? sum_us : (rows * row_us) / device.sm_count;
  const missed = Math.max(0, bytes - held_bytes);
  return {
    launch: cycle(launch_us),
    hbm: Math.ceil((missed * clock_hz) / (device.hbm_bytes_per_s * device.hbm_efficiency)),
    reduction: cycle(reduction),
  };
}

const counts = ({ elements, reads_per_element, writes_per_element }: Elementwise) => ({
  reads: Math.ceil(elements * reads_per_element),
  writes: Math.ceil(elements * writes_per_element),
});

function run(operation: Elementwise, device: GpuDevice, clock_hz: number): Execution {
  const { a, out } = operation.operands;
  const { reads, writes } = counts(operation);
  const bytes = reads * Math.ceil(a.bits / 8) + writes * Math.ceil(out.bits / 8);
  return boardExecution({
    breakdown: streamCycles(bytes, 0, operation.rows ?? 0, device, clock_hz),
    macs: { effectual: 0, skipped: 0, gated: 0, padded: 0 },
    moved: [
      { operand: 'a', reads, writes: 0, bytes: Math.ceil(a.bits / 8) },
      { operand: 'out', reads: 0, writes, bytes: Math.ceil(out.bits / 8) },
    ],
    rate: device.tensor_macs_per_cycle.f16 * device.sm_count,
    device,
    clock_hz,
  });
}

/** Activations, norms, additions: as fast as memory, whatever they compute. */
export const elementwise: GpuKernel<Mapping> = {
  name: 'elementwise',
  mapping,
  weights: 'none',
  accepts: (operation) => operation.kind === 'elementwise' || 'needs an operation on elements',
  plans: (operation, device, clock_hz) => [
    { mapping: { kernel: 'elementwise' }, cycles: run(operation as Elementwise, device, clock_hz).cycles },
  ],
  run: (operation, _mapping, device, { clock_hz }) => run(operation as Elementwise, device, clock_hz),
  bound(operation, device, clock_hz) {
    const given = operation as Elementwise;
    const { reads, writes } = counts(given);
    const { a, out } = operation.operands;
    const bytes = reads * Math.ceil(a.bits / 8) + writes * Math.ceil(out.bits / 8);
    const { launch, reduction } = streamCycles(0, 0, given.rows ?? 0, device, clock_hz);
    return boardBound(launch + reduction, bytes, [], device, clock_hz);
  },
  compute() {
    throw new TypeError('an operation on elements has no product');
  },
};
