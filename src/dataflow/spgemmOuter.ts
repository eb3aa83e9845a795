import { dramUseOf } from '../arch/dram/dramUse.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import { memoryParts } from './spgemm/agentMemory.ts';
import { type NoMapping, noMapping, onlyMapping } from './spgemm/noMapping.ts';
import { mergeWays, type OuterHardware, outerHardware } from './spgemm/outer/hardware.ts';
import { outerBound } from './spgemm/outer/outerBound.ts';
import { outerComponents } from './spgemm/outer/outerComponents.ts';
import { outerCompute } from './spgemm/outer/outerCompute.ts';
import { outerReasons } from './spgemm/outer/outerCounts.ts';
import { outerEstimate } from './spgemm/outer/outerEstimate.ts';
import { outerExecution } from './spgemm/outer/outerExecution.ts';
import { blockElements, outerProblem } from './spgemm/outer/outerProblem.ts';
import { runOuter } from './spgemm/outer/runOuter.ts';
import { asSparse, sparseProblem, supportsSparse } from './spgemm/sparseProblem.ts';

const blockOf = (operation: Operation, hardware: OuterHardware): number => {
  const { a, b } = asSparse(operation).operands;
  return blockElements(hardware, 2 * hardware.index_bytes + (a.bits + b.bits) / 8);
};

/** Column of a times row of b: lists of partial products in memory, then merged: docs/models/spgemm-orders.md. */
export default defineDataflow<OuterHardware, NoMapping>({
  name: 'spgemm-outer',
  title: 'Sparse product as outer products: multiply phase, merge phase',
  reference: 'Pal et al., OuterSPACE, HPCA 2018',
  leaves_out: [
    'The crossbars and the second level of cache between tiles and memory.',
    'The conversion of a to columns.',
    'The lists of a row lie one behind the other in memory, and a merge reads them before it begins.',
    'The comparators and the control units are not priced; the multipliers are priced as integer ones.',
  ],
  hardware: outerHardware,
  mapping: noMapping,
  reasons: outerReasons,
  components: outerComponents,
  supports(operation, hardware) {
    const sparse = supportsSparse(operation);
    if (sparse !== true) return sparse;
    const { a, b, out } = operation.operands;
    const widest = Math.max(a.bits, b.bits, out.bits);
    if (widest > hardware.array.value_bits) return `values have ${widest} bits (array.value_bits)`;
    return blockOf(operation, hardware) >= 1 || 'a buffer holds no element of a and b (multiply.buffer_kib)';
  },
  mapspace: onlyMapping,
  simulate(operation, hardware, _mapping, context) {
    const outer = outerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    const memory = memoryParts(hardware.dram, context.clock_hz);
    const execution = outerExecution(hardware, outer, runOuter(outer, hardware, memory));
    return { ...execution, ...dramUseOf(memory.port?.memory ?? null, context.clock_hz) };
  },
  estimate(operation, hardware, _mapping, context) {
    const outer = outerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    const run = outerEstimate(outer, hardware, hardware.dram, context.clock_hz);
    return outerExecution(hardware, outer, run);
  },
  bound(operation, hardware, context) {
    const outer = outerProblem(sparseProblem(operation, hardware.index_bytes, context), hardware);
    return outerBound(outer, hardware, context.clock_hz);
  },
  compute: (operation, hardware, _mapping, data) =>
    outerCompute(operation, data, blockOf(operation, hardware), mergeWays(hardware)),
});
