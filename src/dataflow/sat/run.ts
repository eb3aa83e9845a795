import { invariant } from '../../core/invariant.ts';
import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { OperandName } from '../../workload/operand.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { closedForm } from './closedForm.ts';
import { addUnit, noCounts } from './counts.ts';
import { executionOf } from './executionOf.ts';
import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import { type StageProblem, stageProblem } from './stageProblem.ts';
import { type Tiling, tilingOf } from './tiling.ts';
import { advance, finishQueues, idleQueues, type QueueRates } from './unitQueues.ts';
import { emptyUnit } from './unitWork.ts';
import { walkUnits } from './walkUnits.ts';

/** Rates of the units in a design of some clock. */
export const ratesOf = ({ memory, reduction, update, array }: SatHardware, clock_hz: number): QueueRates => ({
  bits: (8 * memory.bandwidth_bytes_per_s) / clock_hz,
  reduction: reduction.elements_per_cycle,
  update: update.lanes,
  latency: array.latency,
});

/** The problem and its tiles; a mapping of a file may fit nowhere. */
export function prepare(
  operation: Operation,
  hardware: SatHardware,
  mapping: SatMapping,
): { readonly problem: StageProblem; readonly tiling: Tiling } {
  const problem = stageProblem(operation, hardware)!;
  const tiling = tilingOf(problem, hardware, mapping);
  invariant(tiling !== null, 'a mapping fits the buffers', { ...mapping });
  return { problem, tiling };
}

/** Every step of every tile through the queues. */
export function simulate(
  operation: Operation,
  hardware: SatHardware,
  mapping: SatMapping,
  context: SimulationContext,
): Execution {
  const { problem, tiling } = prepare(operation, hardware, mapping);
  const rates = ratesOf(hardware, context.clock_hz);
  const unit = emptyUnit();
  const queues = idleQueues();
  const counts = noCounts();
  const weightsStay = mapping.stationary === 'weight';
  walkUnits(problem, hardware, mapping, tiling, unit, (size) => {
    advance(queues, unit, rates, weightsStay);
    addUnit(counts, unit, problem, hardware, mapping, size, 1);
  });
  const end = finishQueues(queues, rates);
  const summed = Math.max(queues.done, queues.drain);
  const updated = Math.max(summed, queues.update, queues.reduce);
  const breakdown = {
    compute: queues.computing,
    latency: queues.bubbles,
    memory: queues.memory + (end - updated),
    reduction: queues.pruning,
    weight_shift: queues.shifting,
    drain: queues.draining,
    fill_drain: summed - queues.array,
    update: updated - summed,
  };
  const nonzeros = nonzerosOf(operation, problem, (name) => context.pattern(name).columns.length);
  return executionOf(operation, problem, hardware, { cycles: end, breakdown }, counts, nonzeros);
}

/** The same from sums over the kinds of tile: the slowest queue, and what fills and empties the pipeline. */
export function estimate(
  operation: Operation,
  hardware: SatHardware,
  mapping: SatMapping,
  context: SimulationContext,
): Execution {
  const { problem, tiling } = prepare(operation, hardware, mapping);
  const { counts, cycles, breakdown } = closedForm(
    problem,
    hardware,
    mapping,
    tiling,
    ratesOf(hardware, context.clock_hz),
  );
  const nonzeros = nonzerosOf(operation, problem, (name) =>
    Math.round(
      resolvePattern(operation.operands[name].sparsity).statistics(operandShapeOf(operation, name)!).nnz,
    ),
  );
  return executionOf(operation, problem, hardware, { cycles, breakdown }, counts, nonzeros);
}

/** Non-zeros of the right operand and of the outputs that are wanted, of one batch element. */
function nonzerosOf(
  operation: Operation,
  { right, n, k, m }: StageProblem,
  count: (name: OperandName) => number,
): { readonly right: number; readonly out: number } {
  const { operands } = operation;
  const exactly = (name: OperandName, all: number): number => {
    const { sparsity } = operands[name];
    if (isDense(sparsity)) return all;
    const { nnz, exact } = resolvePattern(sparsity).statistics(operandShapeOf(operation, name)!);
    return exact ? nnz : count(name);
  };
  return { right: exactly(right, n * k), out: exactly('out', m * n) };
}
