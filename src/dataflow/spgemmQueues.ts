import { dramUseOf } from '../arch/dram/dramUse.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import { memoryParts } from './spgemm/agentMemory.ts';
import { type NoMapping, noMapping, onlyMapping } from './spgemm/noMapping.ts';
import { type QueueHardware, queueElements, queueHardware } from './spgemm/queues/hardware.ts';
import { queueBound } from './spgemm/queues/queueBound.ts';
import { queueComponents } from './spgemm/queues/queueComponents.ts';
import { queueCompute } from './spgemm/queues/queueCompute.ts';
import { queueReasons } from './spgemm/queues/queueCounts.ts';
import { queueEstimate } from './spgemm/queues/queueEstimate.ts';
import { queueExecution } from './spgemm/queues/queueExecution.ts';
import { queuePlan } from './spgemm/queues/queuePlan.ts';
import { runQueues } from './spgemm/queues/runQueues.ts';
import { asSparse, sparseProblem, supportsSparse } from './spgemm/sparseProblem.ts';

const sizeOf = (operation: Operation, hardware: QueueHardware): number =>
  queueElements(hardware, hardware.index_bytes + asSparse(operation).operands.out.bits / 8);

/** Row-wise products sorted into queues, rows dealt to elements: docs/models/spgemm-orders.md. */
export default defineDataflow<QueueHardware, NoMapping>({
  name: 'spgemm-queues',
  title: 'Row-wise sparse product with sorting queues',
  reference: 'Srivastava et al., MatRaptor, MICRO 2020',
  leaves_out: [
    'Memory channels: rows lie in one memory, whatever element they belong to.',
    'A row whose outputs pass a queue is taken in ranges of columns, found beforehand at no cost; the publication hands it back to the processor.',
    'Crossbars, comparators and control are not priced; the multipliers are priced as integer ones.',
  ],
  hardware: queueHardware,
  mapping: noMapping,
  reasons: queueReasons,
  components: queueComponents,
  supports(operation, hardware) {
    const sparse = supportsSparse(operation);
    if (sparse !== true) return sparse;
    const { a, b, out } = asSparse(operation).operands;
    const widest = Math.max(a.bits, b.bits, out.bits);
    if (widest > hardware.elements.value_bits) return `values have ${widest} bits (elements.value_bits)`;
    return sizeOf(operation, hardware) >= 1 || 'a queue holds no output (elements.queue_kib)';
  },
  mapspace: onlyMapping,
  simulate(operation, hardware, _mapping, context) {
    const plan = queuePlan(sparseProblem(operation, hardware.index_bytes, context), hardware);
    const memory = memoryParts(hardware.dram, context.clock_hz);
    const execution = queueExecution(hardware, plan, runQueues(plan, hardware, memory));
    return { ...execution, ...dramUseOf(memory.port?.memory ?? null, context.clock_hz) };
  },
  estimate(operation, hardware, _mapping, context) {
    const plan = queuePlan(sparseProblem(operation, hardware.index_bytes, context), hardware);
    return queueExecution(hardware, plan, queueEstimate(plan, hardware, context.clock_hz));
  },
  bound(operation, hardware, context) {
    const plan = queuePlan(sparseProblem(operation, hardware.index_bytes, context), hardware);
    return queueBound(plan, hardware, context.clock_hz);
  },
  compute: (operation, hardware, _mapping, data) =>
    queueCompute(operation, data, hardware.elements.queues, sizeOf(operation, hardware)),
});
