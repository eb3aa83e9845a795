import { transferCycles } from '../../arch/memoryPort.ts';
import { memoryPace } from '../../arch/offChipMemory.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { overlappedCycles } from './closedForm.ts';
import { executionOf } from './executionOf.ts';
import type { SystolicHardware } from './hardware.ts';
import { mappedWork } from './mappedWork.ts';
import type { SystolicMapping } from './mapping.ts';
import { studyOf } from './study.ts';

/** The closed form: folds of the array overlapped with the total time of the DRAM port. */
export function estimate(
  operation: Operation,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  context: SimulationContext,
): Execution {
  const work = mappedWork(studyOf(operation, hardware), mapping, null);
  const { stream, fill, bank, bytesA, bytesB, bytesOut, first, last, steps } = work.closed;
  const pace = memoryPace(hardware.dram, context.clock_hz);
  const cyclesOf = (bytes: number) => transferCycles(bytes, pace, context.clock_hz);
  const all = bytesA + bytesB + bytesOut;
  const { latency_cycles } = pace;
  const busy = stream + fill + bank;
  const cycles = overlappedCycles(
    hardware.scratchpad.buffers,
    busy,
    cyclesOf(all),
    cyclesOf(first) + latency_cycles,
    cyclesOf(last),
    latency_cycles,
    steps,
  );
  // Waiting cycles are shared out by bytes.
  const waits = cycles - busy;
  const dram_a = Math.min(waits, Math.floor(waits * (bytesA / all)));
  const dram_b = Math.min(waits - dram_a, Math.floor(waits * (bytesB / all)));
  return executionOf(work, cycles, {
    compute: stream,
    fill_drain: fill,
    bank,
    dram_a,
    dram_b,
    dram_out: waits - dram_a - dram_b,
  });
}
