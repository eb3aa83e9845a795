import { reachableClock } from '../arch/fpga/reachableClock.ts';
import { isDense } from '../tensor/isDense.ts';
import { asGemm } from '../workload/asGemm.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import { closedForm } from './sat/closedForm.ts';
import { satComponents } from './sat/components.ts';
import { compute } from './sat/compute.ts';
import { satFabric } from './sat/fabric.ts';
import { type SatHardware, satHardware } from './sat/hardware.ts';
import { type SatMapping, satMapping } from './sat/mapping.ts';
import { estimate, ratesOf, simulate } from './sat/run.ts';
import { satBound } from './sat/satBound.ts';
import { stageProblem } from './sat/stageProblem.ts';
import { tilingOf } from './sat/tiling.ts';

function supports(operation: Operation, hardware: SatHardware): true | string {
  const problem = stageProblem(operation, hardware);
  if (problem === null) return `${operation.kind} is not a matrix product`;
  const { a, b, out } = operation.operands;
  if (a.bits > 16 || b.bits > 16) return `operands of ${a.bits} and ${b.bits} bits: elements multiply fp16`;
  if (out.bits > 32) return `outputs of ${out.bits} bits: sums are fp32`;
  if (operation.kind === 'gemm' && operation.weights === 'a') return 'weights must be operand b';
  if (!isDense(problem.right === 'b' ? a.sparsity : b.sparsity))
    return 'the operand that streams is sparse: only one passes the operand multiplexers';
  return asGemm(operation)!.b_shared_by > 1 && !isDense(b.sparsity) ? 'a shared b must be dense' : true;
}

/** Mappings whose tiles fit the buffers, in a fixed order. */
function mappings(operation: Operation, hardware: SatHardware): SatMapping[] {
  const problem = stageProblem(operation, hardware)!;
  const list = (['output', 'weight'] as const).flatMap((stationary) =>
    (['m', 'n'] as const).map((outer): SatMapping => ({ stationary, outer })),
  );
  return list.filter((mapping) => tilingOf(problem, hardware, mapping) !== null);
}

/** SAT's training accelerator on an FPGA: docs/models/sat.md. */
export default defineDataflow<SatHardware, SatMapping>({
  name: 'sat',
  title: 'N:M training on an FPGA: unified sparse elements, online reduction, weight update',
  reference: 'Fang et al., Efficient N:M Sparse DNN Training, IEEE TCAD 2023 (arXiv 2309.13015)',
  leaves_out: [
    'Normalisation, activations, pooling and the loss are not executed, nor their traffic counted.',
    'Memory is a bandwidth; its latency and commands are hidden by reading two steps ahead.',
    'Gradients of a convolution’s input are summed on the chip where windows overlap.',
    'Products of a layer run one after another; the first of a product does not overlap the last of the one before.',
  ],
  hardware: satHardware,
  mapping: satMapping,
  reasons: {
    compute: 'the first element adds products',
    latency: 'fewer sums take turns than an addition takes cycles',
    memory: 'the array waits for operands, or the last outputs leave',
    reduction: 'the array waits for weights in the reduction engine',
    weight_shift: 'the array waits for weights that are shifted into it',
    drain: 'the array waits for sums of the tile two before to leave',
    fill_drain: 'the last sums reach the far corner and leave',
    update: 'the last weights are updated and pruned again',
  },
  components: satComponents,
  budget: ({ fpga }) => fpga.resources,
  clock(hardware) {
    const { taken, core } = satFabric(hardware);
    return reachableClock(hardware.fpga, taken, core);
  },
  supports,
  mapspace(operation, hardware, { clock_hz }) {
    const problem = stageProblem(operation, hardware)!;
    const list = mappings(operation, hardware);
    const rates = ratesOf(hardware, clock_hz);
    return {
      size: list.length,
      candidates: () => list,
      cost: (mapping) =>
        closedForm(problem, hardware, mapping, tilingOf(problem, hardware, mapping)!, rates).cycles,
      ...(list.length === 0 && {
        infeasible: 'two tiles do not fit the buffers: enlarge buffers, or make the array smaller',
      }),
    };
  },
  simulate,
  estimate,
  bound: (operation, hardware, { clock_hz }) => satBound(operation, hardware, clock_hz),
  compute: (operation, _hardware, _mapping, data) => compute(operation, data),
});
