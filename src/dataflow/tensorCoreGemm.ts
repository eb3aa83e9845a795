import * as z from 'zod';
import { type GpuDevice, gpuDevice } from '../arch/gpu/gpuDevice.ts';
import { asGemm } from '../workload/asGemm.ts';
import { defineDataflow } from './defineDataflow.ts';
import { rankKernels } from './gpu/chooseKernel.ts';
import { computeTiles } from './gpu/computeTiles.ts';
import { gemmExecution } from './gpu/gemmExecution.ts';
import { type GemmShape, operationShape } from './gpu/gemmShape.ts';
import { gpuComponents } from './gpu/gpuComponents.ts';
import { kernelBound } from './gpu/kernelBound.ts';
import { kernelFacts } from './gpu/kernelFacts.ts';
import { closedLoop, eventLoop } from './gpu/kernelRun.ts';
import type { KernelTile } from './gpu/kernelTile.ts';
import { kernelTiles } from './gpu/kernelTiles.ts';

const size = z.int().min(1).max(65_536);

const mapping = z.strictObject({
  tile_n: size.meta({ description: 'Outputs of a CTA' }),
  tile_m: size.meta({ description: 'Tokens of a CTA' }),
  tile_k: size.meta({ description: 'Inputs of a K step' }),
  stages: z.int().min(1).max(64).meta({ description: 'Buffers of the ring' }),
  cluster_n: z.int().min(1).max(16).meta({ description: 'CTAs of a cluster along the outputs' }),
  cluster_m: z.int().min(1).max(16).meta({ description: 'CTAs of a cluster along the tokens' }),
  rows: z.enum(['n', 'm']).meta({ description: 'Operand along the rows of the matrix instruction' }),
  split_k: z.int().min(1).max(64).meta({ description: 'Parts that K is cut into' }),
});

const hardware = z.strictObject({ gpu: gpuDevice });
type Hardware = z.output<typeof hardware>;

/** How many kernels `mapspace` hands to the search: the best by the closed form, the others can't win. */
const shortlist = 8;

const shapeOf = (operation: Parameters<typeof operationShape>[0], gpu: GpuDevice): GemmShape => {
  const shape = operationShape(operation, gpu);
  if (typeof shape === 'string') throw new TypeError(shape);
  return shape;
};

export default defineDataflow<Hardware, KernelTile>({
  name: 'tensor-core-gemm',
  title: 'GEMM on the tensor cores of a GPU, dense and 2:4',
  reference:
    'NVIDIA H100 white paper (2022); Mishra et al., Accelerating Sparse Deep Neural Networks, 2021 (2:4)',
  leaves_out: [
    'L2 bandwidth is not a resource of its own.',
    'A convolution is timed as the product of its im2col view.',
    'Kernels run one after another: no overlap of launches.',
    'The clock does not change with temperature.',
  ],
  hardware,
  mapping,
  reasons: {
    compute: 'tensor cores busy',
    hbm: 'waiting for memory bandwidth',
    shared_memory: 'waiting for the fill of shared memory',
    step_overhead: 'barriers and issue that nothing hides',
    latency: 'ring of stages too short for the latency',
    fill: 'first load of a wave',
    epilogue: 'writing the output, and adding parts of K in 2:4 kernels',
    reduction: "split K's second kernel",
    power: 'held back by the power limit',
    launch: 'launch and drain',
  },
  components: ({ gpu }, { clock_hz }) => gpuComponents(gpu, clock_hz),
  supports(operation, { gpu }) {
    const shape = operationShape(operation, gpu);
    return typeof shape === 'string' ? shape : true;
  },
  mapspace(operation, { gpu }, { clock_hz }) {
    const shape = shapeOf(operation, gpu);
    const ranked = rankKernels(kernelFacts(shape, gpu, clock_hz), shortlist);
    const cycles = new Map(ranked.map((kernel) => [kernel.tile, kernel.cycles]));
    return {
      size: kernelTiles(shape, gpu).length,
      candidates: () => ranked.map(({ tile }) => tile),
      cost: (tile) => cycles.get(tile) ?? Number.POSITIVE_INFINITY,
    };
  },
  simulate: (operation, { gpu }, tile, context) =>
    gemmExecution(operation, shapeOf(operation, gpu), tile, gpu, context, eventLoop),
  estimate: (operation, { gpu }, tile, context) =>
    gemmExecution(operation, shapeOf(operation, gpu), tile, gpu, context, closedLoop),
  bound: (operation, { gpu }, { clock_hz }) => kernelBound(shapeOf(operation, gpu), gpu, clock_hz),
  compute(operation, _hardware, tile, data) {
    const view = asGemm(operation);
    if (view === null) throw new TypeError('not a product');
    return computeTiles(view, tile, data);
  },
});
