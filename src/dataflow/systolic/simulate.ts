import { createDramPort } from '../../arch/dram/dramPort.ts';
import { dramUseOf } from '../../arch/dram/dramUse.ts';
import { memoryPace } from '../../arch/offChipMemory.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { exactTransfers } from './exactMemory.ts';
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
  const { dram } = hardware;
  const { clock_hz } = context;
  const plan = schedulePlan(tiles, memoryPace(dram, clock_hz), clock_hz);
  const exact = dram.model === 'exact' ? exactTransfers(tiles, createDramPort(dram, clock_hz)) : null;
  const done = schedule(plan, tiles.runs, exact);
  const execution = executionOf(work, done.cycles, {
    compute: done.stream,
    fill_drain: done.fill,
    bank: done.bank,
    dram_a: done.dramA,
    dram_b: done.dramB,
    dram_out: done.dramOut,
  });
  return { ...execution, ...dramUseOf(exact?.port.memory ?? null, clock_hz) };
}
