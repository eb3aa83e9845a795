import type { NestCost } from '../../mapping/nest/denseCost.ts';
import type { LoopNest } from '../../mapping/nest/loopNest.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { SparseCost } from '../../mapping/nest/search/searchRun.ts';
import { analyseSparse, createSparseWorkspace } from '../../mapping/nest/sparse/analyseSparse.ts';
import { sparseProblems } from '../../mapping/nest/sparse/sparseLegality.ts';
import { planSparse, type SparsePlan } from '../../mapping/nest/sparse/sparsePlan.ts';
import type { Operation } from '../../workload/operation.ts';
import { densitiesOf } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import { sparseSpecOf } from './sparseFeatures.ts';

/** Cost of nests with the hardware's sparse features; plans are made once for each set of kept tensors. */
export function sparseCost(problem: NestProblem, hardware: NestHardware, operation: Operation): SparseCost {
  const densities = densitiesOf(operation, null);
  const dense = planSparse(problem, densities, {
    formats: [],
    actions: [],
    compute: { gateOnZero: false, skipUnaligned: false },
  });
  const plans = new Map<string, SparsePlan>();
  const work = createSparseWorkspace(problem);
  return (nest: LoopNest, keep: Int32Array, cost: NestCost): boolean => {
    const key = keep.join();
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = {
        ...planSparse(problem, {}, sparseSpecOf(problem, hardware.sparse!, keep)),
        densities: dense.densities,
      };
      plans.set(key, plan);
    }
    const result = analyseSparse(problem, plan, nest, work);
    if (sparseProblems(problem, plan, nest, result.cells).length > 0) return false;
    cost.cycles = result.cycles;
    cost.energyPj = result.energyPj;
    return true;
  };
}
