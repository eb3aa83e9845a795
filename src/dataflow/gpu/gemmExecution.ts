import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { elementBytes, type GemmShape } from './gemmShape.ts';
import { kernelFacts } from './kernelFacts.ts';
import { type LoopModel, runKernel } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { productMacs } from './productMacs.ts';

/** A kernel's run as an execution: cycles by reason, multiply-accumulates, traffic of memory and L2, actions. */
export function gemmExecution(
  operation: Operation,
  shape: GemmShape,
  tile: KernelTile,
  device: GpuDevice,
  context: SimulationContext,
  loop: LoopModel,
): Execution {
  const run = runKernel(kernelFacts(shape, device, context.clock_hz), tile, loop);
  const macs = productMacs(operation, shape);
  const { batch, m, n, k } = shape;
  const elements = elementBytes(shape.format);
  // 2:4 is stored in whole groups of 4 inputs: two values, 4 bits of places.
  const groups = batch * n * Math.ceil(k / 4);
  const metadata_bytes = shape.sparse ? Math.ceil(groups / 2) : 0;
  const weight_values = shape.sparse ? 2 * groups : batch * n * k;
  const cold = shape.warm ? 0 : 1;
  const outputs = batch * m * n;
  const row = (memory: string, operand: string, reads: number, writes: number, bytes: number) => ({
    memory,
    operand,
    reads,
    writes,
    read_bytes: reads * bytes,
    write_bytes: writes * bytes,
  });
  const traffic = [
    row('memory', 'a', cold * batch * m * k, 0, elements),
    row('memory', 'b', cold * weight_values, 0, elements),
    row('memory', 'metadata_b', cold * metadata_bytes, 0, 1),
    row('memory', 'out', 0, outputs, shape.output_bytes),
  ];
  const read = traffic.reduce((sum, { read_bytes }) => sum + read_bytes, 0);
  const rate = device.tensor_macs_per_cycle[shape.format] ?? device.tensor_macs_per_cycle.f16;
  const { cycles } = run;
  const breakdown = {
    compute: run.compute,
    hbm: run.hbm,
    shared_memory: run.shared_memory,
    step_overhead: run.step_overhead,
    overrun: run.overrun,
    latency: run.latency,
    fill: run.fill,
    epilogue: run.epilogue,
    reduction: run.reduction,
    power: run.power,
    launch: run.launch,
  };
  const written = outputs * shape.output_bytes;
  const actions = [
    { component: 'gpu', action: 'mac', count: macs.effectual + macs.padded },
    { component: 'memory', action: 'read_byte', count: read },
    { component: 'memory', action: 'write_byte', count: written },
  ];
  const utilisation = {
    array: Math.min(1, macs.effectual / (cycles * rate * device.sm_count)),
    memory: Math.min(1, (read + written) / ((cycles / context.clock_hz) * device.hbm_bytes_per_s)),
  };
  if (!shape.warm) return { cycles, breakdown, macs, traffic, actions, utilisation };
  return { cycles, breakdown, macs, traffic, resident: ['a', 'b'], actions, utilisation };
}
