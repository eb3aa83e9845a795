import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { executionOf } from './executionOf.ts';
import type { SystolicHardware } from './hardware.ts';
import { mappedWork } from './mappedWork.ts';
import type { SystolicMapping } from './mapping.ts';
import { schedulePlan } from './plan.ts';
import { schedule } from './schedule.ts';
import { studyOf } from './study.ts';
import { tilePlan } from './tilePlan.ts';

/** The cycle-level model: the recurrence over tiles, with the columns' own n where the hardware uses them. */
export function simulate(
  operation: Operation,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  context: SimulationContext,
): Execution {
  const study = studyOf(operation, hardware);
  const work = mappedWork(study, mapping, context);
  const tiles = tilePlan(study, work, mapping);
  const done = schedule(schedulePlan(tiles, hardware.dram, context.clock_hz), tiles.runs);
  return executionOf(work, done.cycles, {
    compute: done.stream,
    fill_drain: done.fill,
    bank: done.bank,
    dram_a: done.dramA,
    dram_b: done.dramB,
    dram_out: done.dramOut,
  });
}
