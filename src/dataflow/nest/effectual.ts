import { countProducts } from '../../tensor/productWork.ts';
import { asGemm } from '../../workload/asGemm.ts';
import { macs } from '../../workload/macs.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { operandStatistics } from './densities.ts';

/** Products of two non-zeros: counted where the patterns promise them or in the sample of `context`, else expected. */
export function effectualProducts(operation: Operation, context: SimulationContext | null): number {
  const view = asGemm(operation);
  const a = operandStatistics(operation, 'a');
  const b = operandStatistics(operation, 'b');
  // Elements of an einsum meet in no common matrix form: as many non-zeros as expected.
  if (view === null) return Math.round(macs(operation) * a.density * b.density);
  const { batch, m, n, k, b_shared_by } = view;
  if (a.exact && b.density === 1) return batch * a.nnz * n;
  if (b.exact && a.density === 1) return batch * b.nnz * m;
  if (context === null) return Math.round(batch * m * n * k * a.density * b.density);
  let total = 0;
  for (let g = 0; g < batch; g++) {
    const shared = g - (g % b_shared_by);
    if (a.density === 1) total += context.pattern('b', shared).columns.length * m;
    else if (b.density === 1) total += context.pattern('a', g).columns.length * n;
    else total += countProducts(context.pattern('a', g), context.pattern('b', shared));
  }
  return total;
}
