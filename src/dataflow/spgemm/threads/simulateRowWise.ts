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
import type { RowWiseHardware } from './rowWiseHardware.ts';
import { runThreads } from './runThreads.ts';
import { threadExecution } from './threadExecution.ts';
import { planWindows } from './windows.ts';

/** The cycle-level model, on the positions of both matrices. */
export function simulateRowWise(
  operation: Operation,
  hardware: RowWiseHardware,
  _mapping: unknown,
  context: SimulationContext,
): Execution {
  const { dram } = hardware;
  const { clock_hz } = context;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const port = dram.model === 'exact' ? createRequestPort(dram, clock_hz) : null;
  const memory = { clock: byteClock(memoryPace(dram, clock_hz), clock_hz), port };
  const { outputs } = productWork(problem.a, problem.b);
  const counts = runThreads(problem, hardware, planWindows(problem, hardware), memory, outputs);
  const peak = memoryLimit(dram).bandwidth_bytes_per_s / clock_hz;
  const moved = port === null ? null : dramCounts(port.memory).bursts * port.burstBytes;
  const execution = threadExecution(problem, hardware, counts, peak, moved);
  return { ...execution, ...dramUseOf(port?.memory ?? null, clock_hz) };
}
