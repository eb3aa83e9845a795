import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { checkMapping } from './checkMapping.ts';
import { executionOf } from './execute.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { schedulePlan } from './plan.ts';
import { problemOf } from './problem.ts';
import { schedule } from './schedule.ts';
import { tilingOf } from './tiling.ts';

/** The cycle-level model: the recurrence over tiles, with the columns' own n where the hardware uses them. */
export function simulate(
  operation: Operation,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  context: SimulationContext,
): Execution {
  const problem = problemOf(operation, hardware, context);
  const tiling = tilingOf(problem, hardware, mapping);
  checkMapping(problem, hardware, mapping, tiling);
  return executionOf(operation, problem, hardware, mapping, tiling, context, () => {
    const done = schedule(schedulePlan(problem, hardware, mapping, tiling, context.clock_hz));
    return {
      cycles: done.cycles,
      compute: done.stream,
      fill_drain: done.fill,
      bank: done.bank,
      dram_a: done.dramA,
      dram_b: done.dramB,
      dram_out: done.dramOut,
    };
  });
}
