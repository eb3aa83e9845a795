import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Bound } from '../bound.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';

/** Arithmetic at the peak rate, and each cold byte once at the data sheet's bandwidth. */
export function kernelBound(shape: GemmShape, device: GpuDevice, clock_hz: number): Bound {
  const rate =
    (device.tensor_macs_per_cycle[shape.format] ?? device.tensor_macs_per_cycle.f16) * (shape.sparse ? 2 : 1);
  const { batch, m, n, k } = shape;
  const compute = Math.floor((batch * m * n * k) / (rate * device.sm_count));
  const bytes = shape.warm ? 0 : batch * k * (n * weightBytes(shape) + m * elementBytes(shape.format));
  const memory = Math.floor((bytes * clock_hz) / device.hbm_bytes_per_s);
  const terms = [
    {
      name: 'compute',
      cycles: compute,
      formula: `${batch}·${m}·${n}·${k} MAC / (${rate} MAC/clk × ${device.sm_count} SMs)`,
    },
    {
      name: 'hbm',
      cycles: memory,
      formula: `${bytes} B / ${device.hbm_bytes_per_s} B/s × ${clock_hz} Hz`,
      roof: { memory: 'memory', bytes_per_cycle: device.hbm_bytes_per_s / clock_hz },
    },
  ];
  return { cycles: Math.max(compute, memory), terms };
}
