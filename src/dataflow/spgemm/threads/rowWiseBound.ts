import { memoryLimit } from '../../../arch/offChipMemory.ts';
import { productWork } from '../../../tensor/productWork.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Bound } from '../../bound.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import { sparseProblem } from '../sparseProblem.ts';
import { usedBytes } from '../usedBytes.ts';
import type { RowWiseHardware } from './rowWiseHardware.ts';

/** What no distribution of rows, hash or window beats: instructions, atomics, and bytes. */
export function rowWiseBound(
  operation: Operation,
  hardware: RowWiseHardware,
  context: SimulationContext,
): Bound {
  const { cores, instructions, scratchpad, accumulator, operands, dram } = hardware;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const { products, nnzA, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { outputs } = productWork(problem.a, problem.b);
  const perProduct = instructions.multiply + (operands === 'loads' ? instructions.load : 0);
  const issue = Math.ceil((products * perProduct + nnzA * instructions.nonzero) / cores.count);
  const terms = [
    {
      name: 'issue',
      cycles: issue,
      formula: `(${products} products × ${perProduct} + ${nnzA} non-zeros × ${instructions.nonzero} instructions) / ${cores.count} cores`,
    },
  ];
  if (accumulator.kind !== 'memory') {
    const each = scratchpad.atomic_cycles * (accumulator.kind === 'hash' ? 2 : 1);
    terms.push({
      name: 'atomics',
      cycles: Math.ceil((products * each) / scratchpad.banks),
      formula: `${products} products × ${each} cycles / ${scratchpad.banks} banks`,
    });
  }
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(dram);
  const perCycle = bandwidth_bytes_per_s / context.clock_hz;
  // An exact memory may answer requests for the same burst at once: only what is used counts, once.
  const read =
    dram.model === 'exact' ? usedBytes(problem) : nnzA * (bytesA + 2 * indexBytes) + products * bytesB;
  const sums =
    accumulator.kind === 'memory' && dram.model === 'simple' ? 2 * products * (bytesOut - indexBytes) : 0;
  const bytes = Math.max(0, read + sums + outputs * bytesOut - posted_bytes);
  terms.push({
    name: 'dram',
    cycles: Math.floor(bytes / perCycle),
    formula: `${bytes} bytes (compression ${(outputs > 0 ? products / outputs : 1).toFixed(2)}) / ${perCycle} bytes per cycle`,
  });
  return {
    cycles: Math.max(...terms.map(({ cycles }) => cycles)),
    terms: terms.map((term) =>
      term.name === 'dram' ? { ...term, roof: { memory: 'dram', bytes_per_cycle: perCycle } } : term,
    ),
  };
}
