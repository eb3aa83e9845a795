import * as z from 'zod';
import { type GpuDevice, gpuDevice } from '../arch/gpu/gpuDevice.ts';
import type { Operation } from '../workload/operation.ts';
import type { Bound } from './bound.ts';
import { defineDataflow } from './defineDataflow.ts';
import { gpuComponents } from './gpu/gpuComponents.ts';
import type { AnyGpuKernel, Plan } from './gpu/gpuKernel.ts';
import { gpuKernels } from './gpu/kernels.ts';

const hardware = z.strictObject({
  gpu: gpuDevice,
  dense_fallback: z.boolean().default(false).meta({
    description: 'Sparse weights may also be stored dense, and run by the dense kernel where that is faster',
  }),
});
type Hardware = z.output<typeof hardware>;

const [first, ...others] = gpuKernels.map(({ mapping }) => mapping);
const mapping = z.discriminatedUnion('kernel', [first!, ...others]);
type Mapping = { readonly kernel: string };

const byName = new Map(gpuKernels.map((kernel) => [kernel.name, kernel]));

interface Answers {
  readonly operation: Operation;
  readonly hardware: Hardware;
  /** All kernels that can run the operation, and those of them that the mapper chooses from. */
  readonly accepting: readonly AnyGpuKernel[];
  readonly kernels: readonly AnyGpuKernel[];
}

/** Support, map space and bound of a layer ask the same, one after another: the last answer is kept. */
let answered: Answers | null = null;

/**
 * The kernels that an operation may run on: those that keep its zeros out where there are any such, else those that
 * store them; both with `dense_fallback`.
 */
function kernelsFor(operation: Operation, hardware: Hardware): Answers {
  if (answered !== null && answered.operation === operation && answered.hardware === hardware)
    return answered;
  const { gpu, dense_fallback } = hardware;
  const accepting: AnyGpuKernel[] = [];
  let pruned = false;
  for (const kernel of gpuKernels) {
    if (kernel.accepts(operation, gpu) !== true) continue;
    accepting.push(kernel);
    if (kernel.weights === 'pruned') pruned = true;
  }
  const kernels =
    pruned && !dense_fallback ? accepting.filter(({ weights }) => weights === 'pruned') : accepting;
  answered = { operation, hardware, accepting, kernels };
  return answered;
}

const kernelOf = (chosen: Mapping): AnyGpuKernel => byName.get(chosen.kernel)!;

/** Why no kernel runs an operation: the reason of those made for its kind says most; the others need another kind. */
function refusal(operation: Operation, device: GpuDevice): string {
  if (operation.kind === 'gemm' || operation.kind === 'conv2d')
    return String(gpuKernels[0]!.accepts(operation, device));
  return gpuKernels.map((kernel) => `${kernel.name} ${kernel.accepts(operation, device)}`).join('; ');
}

export default defineDataflow<Hardware, Mapping>({
  name: 'gpu',
  title:
    'Kernels of a GPU: tensor-core GEMM dense and 2:4, block-sparse, unstructured, grouped, fused attention',
  reference:
    'NVIDIA H100 white paper (2022); Mishra et al., Accelerating Sparse Deep Neural Networks, 2021 (2:4); Dao et al., FlashAttention, 2022',
  leaves_out: [
    'L2 bandwidth is not a resource of its own.',
    'A convolution is timed as the product of its im2col view.',
    'Kernels run one after another: no overlap of launches.',
    'The clock does not change with temperature.',
    'Unstructured weights: rows are taken as evenly shared out, whatever their lengths.',
  ],
  hardware,
  mapping: mapping as unknown as z.ZodType<Mapping>,
  reasons: {
    compute: 'tensor cores busy (CUDA cores for unstructured weights)',
    softmax: 'exponentials, maxima and sums of attention',
    hbm: 'waiting for memory bandwidth',
    shared_memory: 'waiting for the fill of shared memory',
    step_overhead: 'barriers, look-ups and issue that nothing hides',
    overrun: 'tiles of tokens mostly empty: their zero rows still ask the L2 (2:4, grouped)',
    latency: 'waiting for single loads: ring of stages too short, or indices',
    fill: 'first load of a wave',
    imbalance: 'SMs idle while the last CTAs run, or too few CTAs to hide latency',
    epilogue: 'writing the output, and adding parts of K in 2:4 kernels',
    reduction: 'joining parts of K, of the keys, of rows',
    power: 'held back by the power limit',
    launch: 'launch and drain',
  },
  components: ({ gpu }, { clock_hz }) => gpuComponents(gpu, clock_hz),
  supports(operation, hardware) {
    return kernelsFor(operation, hardware).kernels.length > 0 || refusal(operation, hardware.gpu);
  },
  mapspace(operation, hardware, { clock_hz }) {
    const plans: Plan<Mapping>[] = [];
    for (const kernel of kernelsFor(operation, hardware).kernels)
      for (const plan of kernel.plans(operation, hardware.gpu, clock_hz)) plans.push(plan);
    return {
      size: plans.length,
      candidates: () => plans.map(({ mapping: candidate }) => candidate),
      cost(candidate) {
        for (const plan of plans) if (plan.mapping === candidate) return plan.cycles;
        return Number.POSITIVE_INFINITY;
      },
    };
  },
  simulate: (operation, { gpu }, chosen, context) =>
    kernelOf(chosen).run(operation, chosen, gpu, context, 'cycle'),
  estimate: (operation, { gpu }, chosen, context) =>
    kernelOf(chosen).run(operation, chosen, gpu, context, 'estimate'),
  bound(operation, hardware, { clock_hz }) {
    // A fixed mapping may name any kernel that accepts, so the least of their bounds.
    let least: Bound | null = null;
    for (const kernel of kernelsFor(operation, hardware).accepting) {
      const bound = kernel.bound(operation, hardware.gpu, clock_hz);
      if (least === null || bound.cycles < least.cycles) least = bound;
    }
    return least ?? { cycles: 0, terms: [] };
  },
  compute: (operation, _hardware, chosen, data) => kernelOf(chosen).compute(operation, chosen, data),
});
