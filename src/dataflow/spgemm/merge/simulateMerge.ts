import { dramCounts } from '../../../arch/dram/dramPort.ts';
import { dramUseOf } from '../../../arch/dram/dramUse.ts';
import { createRequestPort } from '../../../arch/dram/requestPort.ts';
import { memoryLimit, memoryPace } from '../../../arch/offChipMemory.ts';
import { productWork } from '../../../tensor/productWork.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import { byteClock } from '../byteClock.ts';
import { sparseProblem } from '../sparseProblem.ts';
import type { MergeHardware } from './hardware.ts';
import { mergeExecution } from './mergeExecution.ts';
import { mergeTasks } from './mergeTasks.ts';
import { runMerge } from './runMerge.ts';

/** The cycle-level model, on the positions of both matrices. */
export function simulateMerge(
  operation: Operation,
  hardware: MergeHardware,
  _mapping: unknown,
  context: SimulationContext,
): Execution {
  const { dram, elements, cache } = hardware;
  const { clock_hz } = context;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const work = productWork(problem.a, problem.b);
  const { bytesOut } = problem;
  const tasks = mergeTasks(problem.a, problem.b, work, elements.radix, bytesOut, cache.line_bytes);
  const port = dram.model === 'exact' ? createRequestPort(dram, clock_hz) : null;
  const memory = { clock: byteClock(memoryPace(dram, clock_hz), clock_hz), port };
  const counts = runMerge(problem, hardware, tasks, memory, work.outputs);
  const peak = memoryLimit(dram).bandwidth_bytes_per_s / clock_hz;
  const moved = port === null ? null : dramCounts(port.memory).bursts * port.burstBytes;
  const execution = mergeExecution(problem, hardware, counts, peak, moved);
  return { ...execution, ...dramUseOf(port?.memory ?? null, clock_hz) };
}
