import * as z from 'zod';
import type { GpuDevice } from '../arch/gpu/gpuDevice.ts';
import { isDense } from '../tensor/isDense.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import gpu from './gpu.ts';
import { compute } from './groupQuant/compute.ts';
import { groupExecution } from './groupQuant/execution.ts';
import { groupBound } from './groupQuant/groupBound.ts';
import { type GroupQuantHardware, groupQuantHardware } from './groupQuant/hardware.ts';
import { type GroupQuantMapping, groupQuantMapping } from './groupQuant/mapping.ts';
import { expectedTimes } from './groupQuant/times.ts';

type Mapping = GroupQuantMapping | { readonly kernel: string };

const mapping = z.union([groupQuantMapping, gpu.mapping]) as unknown as z.ZodType<Mapping>;

const isGroups = (chosen: Mapping): chosen is GroupQuantMapping =>
  chosen.kernel === 'group-sparse-quant-gemv';

/** Tokens up to which a step's weights serve one after another. */
const mostTokens = 16;

/** Why a layer has no quantised groups of weights with few tokens, or null. */
function refusal(operation: Operation): string | null {
  if (operation.kind !== 'gemm' || operation.weights !== 'b') return 'needs a product with weights';
  const { a, b } = operation.operands;
  if (operation.batch > 1) return 'has no batches';
  if (operation.m > mostTokens) return `is for at most ${mostTokens} tokens, has ${operation.m}`;
  if (b.bits > 8) return `needs weights of at most 8 bits, has ${b.bits}`;
  if (a.bits > 16) return `needs activations of at most 16 bits, has ${a.bits}`;
  return isDense(a.sparsity) ? null : 'needs dense activations';
}

/** The device as the library's dataflow takes it: one object for each, since that remembers its answers by it. */
const libraries = new WeakMap<GpuDevice, Parameters<typeof gpu.supports>[1]>();
function library({ gpu: device }: GroupQuantHardware): Parameters<typeof gpu.supports>[1] {
  let known = libraries.get(device);
  if (known === undefined) {
    known = { gpu: device, dense_fallback: false };
    libraries.set(device, known);
  }
  return known;
}

/** Decode with group-sparse quantised weights on a GPU; all else on its library: docs/models/group-sparse-quant.md. */
export default defineDataflow<GroupQuantHardware, Mapping>({
  name: 'group-sparse-quant-gemv',
  title: 'Group-sparse quantised weights with few tokens on a GPU, by rows or by even tasks; the rest as gpu',
  reference:
    'Zeng et al., GQSA: Group Quantization and Sparsity for Accelerating Large Language Model Inference, 2024 (arXiv 2412.17560)',
  leaves_out: [
    'Several tokens cost the arithmetic of each; only one was measured.',
    'Setting the output to zero for those additions.',
    ...gpu.leaves_out,
  ],
  hardware: groupQuantHardware,
  mapping,
  reasons: {
    ...gpu.reasons,
    compute: 'values unpacked and multiplied on the CUDA cores; in other layers tensor cores busy',
    imbalance: 'warps wait for those with more groups, or too few warps; in other layers SMs idle',
  },
  components: (hardware, design) => gpu.components(library(hardware), design),
  supports(operation, hardware) {
    const why = refusal(operation);
    if (why === null) return true;
    const answer = gpu.supports(operation, library(hardware));
    return answer === true || `group-sparse-quant-gemv ${why}; ${answer}`;
  },
  mapspace(operation, hardware, design) {
    if (refusal(operation) !== null) return gpu.mapspace(operation, library(hardware), design);
    const plans = (['rows', 'tasks'] as const).map((split) => {
      const chosen: GroupQuantMapping = { kernel: 'group-sparse-quant-gemv', split };
      const { times } = expectedTimes(operation, chosen, hardware, design.clock_hz);
      return { chosen, cycles: Object.values(times).reduce((sum, part) => sum + part, 0) };
    });
    plans.sort((x, y) => x.cycles - y.cycles);
    const cycles = new Map<Mapping, number>(plans.map((plan) => [plan.chosen, plan.cycles]));
    return {
      size: plans.length,
      candidates: () => plans.map(({ chosen }) => chosen),
      cost: (candidate) => cycles.get(candidate) ?? Number.POSITIVE_INFINITY,
    };
  },
  simulate: (operation, hardware, chosen, context) =>
    isGroups(chosen)
      ? groupExecution(operation, chosen, hardware, context, 'cycle')
      : gpu.simulate(operation, library(hardware), chosen, context),
  estimate: (operation, hardware, chosen, context) =>
    isGroups(chosen)
      ? groupExecution(operation, chosen, hardware, context, 'estimate')
      : gpu.estimate(operation, library(hardware), chosen, context),
  bound(operation, hardware, context) {
    if (refusal(operation) !== null) return gpu.bound(operation, library(hardware), context);
    // A mapping file may name a kernel of the library too, so the lesser of the bounds holds.
    const groups = groupBound(operation, hardware, context.clock_hz);
    if (gpu.supports(operation, library(hardware)) !== true) return groups;
    const other = gpu.bound(operation, library(hardware), context);
    return groups.cycles <= other.cycles ? groups : other;
  },
  compute: (operation, hardware, chosen, data) =>
    isGroups(chosen)
      ? compute(operation, chosen, hardware, data)
      : gpu.compute(operation, library(hardware), chosen, data),
});
