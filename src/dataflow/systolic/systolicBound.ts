import { memoryLimit } from '../../arch/offChipMemory.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { SystolicHardware } from './hardware.ts';
import { studyOf } from './study.ts';

/**
 * The array can't be faster than folds over the whole product without a stall, and the DRAM port not than moving each
 * operand once, less what the queues of an exact DRAM may still hold.
 */
export function systolicBound(
  operation: Operation,
  hardware: SystolicHardware,
  context: SimulationContext,
): Bound {
  const { rows, cols, dataflow } = hardware.array;
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(hardware.dram);
  const { passes, stream, fill, bytes: once } = studyOf(operation, hardware).least;
  const bytes = Math.max(0, once - posted_bytes);
  const port = Math.ceil((bytes * context.clock_hz) / bandwidth_bytes_per_s);
  const array = stream + fill;
  return {
    cycles: Math.max(array, port),
    terms: [
      {
        name: 'array',
        cycles: array,
        formula: `${passes} folds of ${rows} × ${cols} (${dataflow}): ${stream} streamed + ${fill} fill and drain`,
      },
      {
        name: 'dram',
        cycles: port,
        formula: `⌈${bytes} bytes × ${context.clock_hz} Hz / ${bandwidth_bytes_per_s} bytes/s⌉`,
        roof: { memory: 'dram', bytes_per_cycle: bandwidth_bytes_per_s / context.clock_hz },
      },
    ],
  };
}
