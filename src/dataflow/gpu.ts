import * as z from 'zod';
import { type GpuDevice, gpuDevice } from '../arch/gpu/gpuDevice.ts';
import type { Operation } from '../workload/operation.ts';
import type { Bound } from './bound.ts';
import { defineDataflow } from './defineDataflow.ts';
import { gpuComponents } from './gpu/gpuComponents.ts';
import type { AnyGpuKernel } from './gpu/gpuKernel.ts';
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
  readonly hardware: Hardware;
  /** All kernels that can run the operation, and those of them that the mapper chooses from. */
  readonly accepting: readonly AnyGpuKernel[];
  readonly kernels: readonly AnyGpuKernel[];
  readonly refusals: readonly string[];
}

/** Support, map space and bound of a layer ask the same: the last device's answer is kept. */
const answered = new WeakMap<Operation, Answers>();

/**
 * The kernels that an operation may run on: those that keep its zeros out where there are any such, else those that
 * store them; both with `dense_fallback`. Empty, or the reasons, where there is none.
 */
function kernelsFor(operation: Operation, hardware: Hardware): Answers {
  const before = answered.get(operation);
  if (before !== undefined && before.hardware === hardware) return before;
  const { gpu, dense_fallback } = hardware;
  const kernels: AnyGpuKernel[] = [];
  const refusals: string[] = [];
  for (const kernel of gpuKernels) {
    const answer = kernel.accepts(operation, gpu);
    if (answer === true) kernels.push(kernel);
    else refusals.push(`${kernel.name} ${answer}`);
  }
  const pruned = kernels.filter(({ weights }) => weights === 'pruned');
  const kept = pruned.length > 0 && !dense_fallback ? pruned : kernels;
  const answers = { hardware, accepting: kernels, kernels: kept, refusals };
  answered.set(operation, answers);
  return answers;
}

const kernelOf = (chosen: Mapping): AnyGpuKernel => byName.get(chosen.kernel)!;

/** The reason of the kernels made for this kind of operation says most; the others need another kind. */
const mainRefusal = (operation: Operation, device: GpuDevice, refusals: readonly string[]): string => {
  const dense = gpuKernels[0]!.accepts(operation, device);
  return operation.kind === 'gemm' || operation.kind === 'conv2d' ? String(dense) : refusals.join('; ');
};

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
    const { kernels, refusals } = kernelsFor(operation, hardware);
    return kernels.length > 0 || mainRefusal(operation, hardware.gpu, refusals);
  },
  mapspace(operation, hardware, { clock_hz }) {
    const plans = kernelsFor(operation, hardware).kernels.flatMap((kernel) =>
      kernel.plans(operation, hardware.gpu, clock_hz),
    );
    const cycles = new Map(plans.map((plan) => [plan.mapping, plan.cycles]));
    return {
      size: plans.length,
      candidates: () => plans.map(({ mapping: candidate }) => candidate as Mapping),
      cost: (candidate) => cycles.get(candidate) ?? Number.POSITIVE_INFINITY,
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
