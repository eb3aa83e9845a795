import type { ComponentInstance } from '../../arch/defineComponent.ts';
import gpu, { type GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import gpuMemory from '../../arch/gpu/gpuMemory.ts';

/** The board as two parts: the die and its memory. */
export function gpuComponents(device: GpuDevice, clock_hz: number): readonly ComponentInstance[] {
  const peak = 2 * device.tensor_macs_per_cycle.f16 * device.sm_count * clock_hz;
  return [
    {
      name: 'gpu',
      component: gpu.name,
      count: 1,
      attributes: { ...gpu.attributes(device), rate_flops: device.sustained_flops?.f16 ?? peak },
    },
    {
      name: 'memory',
      component: gpuMemory.name,
      count: 1,
      attributes: gpuMemory.attributes({ bytes_per_s: device.hbm_bytes_per_s, kind: device.memory_kind }),
    },
  ];
}
