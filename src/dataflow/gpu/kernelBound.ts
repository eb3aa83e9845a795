import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Bound } from '../bound.ts';
import { boardBound } from './boardBound.ts';
import type { GemmShape } from './gemmShape.ts';
import { kernelFacts } from './kernelFacts.ts';

/** Launch and first load, then arithmetic at the peak rate or each cold byte once at the data sheet's bandwidth. */
export function kernelBound(shape: GemmShape, device: GpuDevice, clock_hz: number): Bound {
  const facts = kernelFacts(shape, device, clock_hz);
  const { batch, m, n, k } = shape;
  const rate = facts.rate * (shape.sparse ? 2 : 1);
  const compute = {
    name: 'compute',
    cycles: (batch * m * n * k) / (rate * device.sm_count),
    formula: `${batch}·${m}·${n}·${k} MAC / (${rate} MAC/clk × ${device.sm_count} SMs)`,
  };
  const bytes = facts.cold_weights + facts.cold_activations;
  return boardBound(facts.launch + facts.latency, bytes, [compute], device, clock_hz);
}
