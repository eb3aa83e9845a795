import { dramUseOf } from '../arch/dram/dramUse.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import { memoryParts } from './spgemm/agentMemory.ts';
import { type InnerHardware, innerHardware } from './spgemm/inner/hardware.ts';
import { innerBound } from './spgemm/inner/innerBound.ts';
import { innerComponents } from './spgemm/inner/innerComponents.ts';
import { innerCompute } from './spgemm/inner/innerCompute.ts';
import { innerReasons } from './spgemm/inner/innerCounts.ts';
import { innerEstimate } from './spgemm/inner/innerEstimate.ts';
import { innerExecution } from './spgemm/inner/innerExecution.ts';
import { innerProblem } from './spgemm/inner/innerProblem.ts';
import { pieceElements } from './spgemm/inner/intersectionWork.ts';
import { runInner } from './spgemm/inner/runInner.ts';
import { type NoMapping, noMapping, onlyMapping } from './spgemm/noMapping.ts';
import { asSparse, sparseProblem, supportsSparse } from './spgemm/sparseProblem.ts';

const pieceOf = (operation: Operation, hardware: InnerHardware): number =>
  pieceElements(hardware, hardware.index_bytes + asSparse(operation).operands.a.bits / 8);

/** Row of a times column of b by intersecting their indices: docs/models/spgemm-orders.md. */
export default defineDataflow<InnerHardware, NoMapping>({
  name: 'spgemm-inner',
  title: 'Sparse product as inner products: intersection by two pointers, skip-ahead or masks',
  reference: 'Hegde et al., ExTensor, MICRO 2019 (skip-ahead intersection)',
  leaves_out: [
    'Intersection of tiles ahead of elements: every row meets every column that has elements.',
    'The next columns are not loaded while the present ones are used.',
    'Skip-ahead jumps any distance in a cycle; the buffer gives it every index that it passes.',
    'The conversion of b to columns, and of lists to masks.',
    'Intersection units and networks are not priced; the multipliers are priced as integer ones.',
  ],
  hardware: innerHardware,
  mapping: noMapping,
  reasons: innerReasons,
  components: innerComponents,
  supports(operation, hardware) {
    const sparse = supportsSparse(operation);
    if (sparse !== true) return sparse;
    const { a, b, out } = asSparse(operation).operands;
    const widest = Math.max(a.bits, b.bits, out.bits);
    if (widest > hardware.array.value_bits) return `values have ${widest} bits (array.value_bits)`;
    return pieceOf(operation, hardware) >= 1 || 'the buffer holds no element of a (array.buffer_kib)';
  },
  mapspace: onlyMapping,
  simulate(operation, hardware, _mapping, context) {
    const inner = innerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    const memory = memoryParts(hardware.dram, context.clock_hz);
    const execution = innerExecution(hardware, inner, runInner(inner, hardware, memory));
    return { ...execution, ...dramUseOf(memory.port?.memory ?? null, context.clock_hz) };
  },
  estimate(operation, hardware, _mapping, context) {
    const inner = innerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    return innerExecution(hardware, inner, innerEstimate(inner, hardware, context.clock_hz));
  },
  bound(operation, hardware, context) {
    const inner = innerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    return innerBound(inner, hardware, context.clock_hz);
  },
  compute: (operation, hardware, _mapping, data) =>
    innerCompute(operation, data, pieceOf(operation, hardware)),
});
