import { memoryLimit } from '../../../arch/offChipMemory.ts';
import { productWork } from '../../../tensor/productWork.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Bound } from '../../bound.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import { sparseProblem } from '../sparseProblem.ts';
import { usedBytes } from '../usedBytes.ts';
import type { MergeHardware } from './hardware.ts';

/** What no cache and no order of tasks beats: one element a cycle in each merger, and compulsory bytes. */
export function mergeBound(operation: Operation, hardware: MergeHardware, context: SimulationContext): Bound {
  const { elements, dram } = hardware;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const { products, bytesOut } = problem;
  const { outputs } = productWork(problem.a, problem.b);
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(dram);
  const perCycle = bandwidth_bytes_per_s / context.clock_hz;
  const bytes = Math.max(0, usedBytes(problem) + outputs * bytesOut - posted_bytes);
  const compression = (outputs > 0 ? products / outputs : 1).toFixed(2);
  const compute = Math.ceil(products / elements.count);
  const port = Math.floor(bytes / perCycle);
  return {
    cycles: Math.max(compute, port),
    terms: [
      {
        name: 'mergers',
        cycles: compute,
        formula: `${products} products / ${elements.count} mergers of one element a cycle`,
      },
      {
        name: 'dram',
        cycles: port,
        formula: `${bytes} bytes once (compression ${compression}) / ${perCycle} bytes per cycle`,
        roof: { memory: 'dram', bytes_per_cycle: perCycle },
      },
    ],
  };
}
