import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { shippedArchitecture } from './shippedArchitecture.ts';

/** Device and clock of a GPU of `configs/arch`. */
export function shippedGpu(name: string): { readonly device: GpuDevice; readonly clock_hz: number } {
  const { clock_hz, hardware } = shippedArchitecture(name);
  return { clock_hz, device: (hardware as { readonly gpu: GpuDevice }).gpu };
}
