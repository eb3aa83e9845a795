import type * as z from 'zod';
import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import type { Execution } from '../execution.ts';
import type { OperandData } from '../operandData.ts';
import type { SimulationContext } from '../simulationContext.ts';

/** A way to launch a kernel, and what the closed form says it takes. */
export interface Plan<Mapping> {
  readonly mapping: Mapping;
  readonly cycles: number;
}

/** A kernel of a library on a GPU: what it runs, how it may be launched, how long it takes. One file each. */
export interface GpuKernel<Mapping extends { readonly kernel: string }> {
  /** The word after `kernel:` in a mapping. */
  readonly name: Mapping['kernel'];
  readonly mapping: z.ZodObject & z.ZodType<Mapping>;
  /** How it stores a sparse b: as if dense, in a format that leaves zeros out; or there is no such operand. */
  readonly weights: 'dense' | 'pruned' | 'none';
  /** true, or why not. */
  accepts(operation: Operation, device: GpuDevice): true | string;
  /** The launches worth trying, best first. */
  plans(operation: Operation, device: GpuDevice, clock_hz: number): readonly Plan<Mapping>[];
  run(
    operation: Operation,
    mapping: Mapping,
    device: GpuDevice,
    context: SimulationContext,
    fidelity: 'cycle' | 'estimate',
  ): Execution;
  bound(operation: Operation, device: GpuDevice, clock_hz: number): Bound;
  compute(operation: Operation, mapping: Mapping, data: OperandData): Float64Array;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of kernels with different mappings
export type AnyGpuKernel = GpuKernel<any>;
