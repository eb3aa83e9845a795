import { transferCycles } from '../../arch/memoryPort.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { columnPassesOf } from './arrayCounts.ts';
import { checkMapping } from './checkMapping.ts';
import { arrayTotals, overlappedCycles, portExcess } from './closedForm.ts';
import { executionOf } from './execute.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { problemOf } from './problem.ts';
import { tileBytesA, tileBytesB, tileBytesOut, tilingOf } from './tiling.ts';

/** The closed form: folds of the array overlapped with the total time of the DRAM port. */
export function estimate(
  operation: Operation,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  context: SimulationContext,
): Execution {
  const problem = problemOf(operation, hardware, 'expected');
  const tiling = tilingOf(problem, hardware, mapping);
  checkMapping(problem, hardware, mapping, tiling);
  const { m, n, k } = tiling;
  return executionOf(operation, problem, hardware, mapping, tiling, null, (array, dram) => {
    const totals = arrayTotals(problem, hardware, tiling, columnPassesOf(problem, hardware, tiling.n));
    const pace = totals.stream + totals.fill;
    const bank = portExcess(
      hardware,
      {
        a: array.readsA * problem.bitsA,
        b: array.readsB * problem.bitsB + array.readsIndex * problem.space.indexBits,
        out: (array.readsOut + array.writesOut) * tiling.outBits,
      },
      pace,
    );
    const cyclesOf = (bytes: number) => transferCycles(bytes, hardware.dram, context.clock_hz);
    const partialBytes = 2 * dram.partial.bytes;
    const bytesA = dram.a.bytes + dram.a.indexBytes;
    const bytesB = dram.b.bytes + dram.b.indexBytes;
    const bytesOut = dram.out.bytes + partialBytes;
    const { latency_cycles } = hardware.dram;
    const first = tileBytesA(problem, 0, m, 0, k) + tileBytesB(problem, 0, 0, n, 0, k);
    const cycles = overlappedCycles(
      hardware.scratchpad.buffers,
      pace + bank,
      cyclesOf(bytesA + bytesB + bytesOut),
      cyclesOf(first) + latency_cycles,
      cyclesOf(tileBytesOut(m, n, problem.bitsOut)),
      latency_cycles,
      problem.batch * tiling.tilesM * tiling.tilesN * tiling.tilesK,
    );
    // Waiting cycles are shared out by bytes.
    const waits = cycles - pace - bank;
    const all = bytesA + bytesB + bytesOut;
    const dram_a = Math.min(waits, Math.floor(waits * (bytesA / all)));
    const dram_b = Math.min(waits - dram_a, Math.floor(waits * (bytesB / all)));
    return {
      cycles,
      compute: totals.stream,
      fill_drain: totals.fill,
      bank,
      dram_a,
      dram_b,
      dram_out: waits - dram_a - dram_b,
    };
  });
}
