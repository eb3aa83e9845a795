import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { asGemm } from '../../../workload/asGemm.ts';
import type { Operation } from '../../../workload/operation.ts';
import { rankKernels } from '../chooseKernel.ts';
import { computeTiles } from '../computeTiles.ts';
import { gemmExecution } from '../gemmExecution.ts';
import { type GemmShape, operationShape } from '../gemmShape.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { kernelBound } from '../kernelBound.ts';
import { kernelFacts } from '../kernelFacts.ts';
import { closedLoop, eventLoop } from '../kernelRun.ts';

const size = z.int().min(1).max(65_536);

const tile = {
  tile_n: size.meta({ description: 'Outputs of a CTA' }),
  tile_m: size.meta({ description: 'Tokens of a CTA' }),
  tile_k: size.meta({ description: 'Inputs of a K step' }),
  stages: z.int().min(1).max(64).meta({ description: 'Buffers of the ring' }),
  cluster_n: z.int().min(1).max(16).meta({ description: 'CTAs of a cluster along the outputs' }),
  cluster_m: z.int().min(1).max(16).meta({ description: 'CTAs of a cluster along the tokens' }),
  rows: z.enum(['n', 'm']).meta({ description: 'Operand along the rows of the matrix instruction' }),
  split_k: z.int().min(1).max(64).meta({ description: 'Parts that K is cut into' }),
};

/** How many kernels `plans` hands to the search: the best by the closed form, the others can't win. */
const shortlist = 4;

/** GEMM on tensor cores, dense or 2:4: one pipeline, told apart by whether the weights are compressed. */
function tensorCoreKernel<Name extends string>(name: Name, sparse: boolean) {
  const mapping = z.strictObject({ kernel: z.literal(name), ...tile });
  type Mapping = z.output<typeof mapping>;
  const shapeOf = (operation: Operation, device: GpuDevice): GemmShape => {
    const shape = operationShape(operation, device);
    if (typeof shape === 'string') throw new TypeError(shape);
    return shape.sparse === sparse ? shape : { ...shape, sparse };
  };
  const kernel: GpuKernel<Mapping & { readonly kernel: string }> = {
    name,
    mapping,
    weights: sparse ? 'pruned' : 'dense',
    accepts(operation, device) {
      const shape = operationShape(operation, device);
      if (typeof shape === 'string') return shape;
      if (!sparse || shape.sparse) return true;
      return device.sparse_tensor_core
        ? 'needs weights with at most 2 of 4 inputs'
        : 'the device has no 2:4 tensor cores';
    },
    plans: (operation, device, clock_hz) =>
      rankKernels(kernelFacts(shapeOf(operation, device), device, clock_hz), shortlist).map(
        ({ tile: { tile_n, tile_m, tile_k, stages, cluster_n, cluster_m, rows, split_k }, cycles }) => ({
          mapping: {
            kernel: name,
            tile_n,
            tile_m,
            tile_k,
            stages,
            cluster_n,
            cluster_m,
            rows,
            split_k,
          } as Mapping,
          cycles,
        }),
      ),
    run: (operation, chosen, device, context, fidelity) =>
      gemmExecution(
        operation,
        shapeOf(operation, device),
        chosen,
        device,
        context,
        fidelity === 'cycle' ? eventLoop : closedLoop,
      ),
    bound: (operation, device, clock_hz) => kernelBound(shapeOf(operation, device), device, clock_hz),
    compute(operation, chosen, data) {
      const view = asGemm(operation);
      if (view === null) throw new TypeError('not a product');
      return computeTiles(view, chosen, data);
    },
  };
  return kernel;
}

/** cuBLAS. Weights of any pattern may be stored dense. */
export const gemm = tensorCoreKernel('gemm', false);

/** cuSPARSELt. */
export const sparseGemm = tensorCoreKernel('gemm-2:4', true);
