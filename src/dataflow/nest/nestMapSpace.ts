import type { DesignContext } from '../../arch/designContext.ts';
import { boundedCache } from '../../core/boundedCache.ts';
import type { MapSearchRequest, MapSpace } from '../../mapping/mapSpace.ts';
import type { NestCost } from '../../mapping/nest/denseCost.ts';
import type { LoopNest } from '../../mapping/nest/loopNest.ts';
import { compileNest, type NestProblem } from '../../mapping/nest/nestProblem.ts';
import { buildNestSpace } from '../../mapping/nest/search/nestSpace.ts';
import { searchNest } from '../../mapping/nest/search/searchNest.ts';
import type { SparseCost } from '../../mapping/nest/search/searchRun.ts';
import { searchSparse } from '../../mapping/nest/search/searchSparse.ts';
import {
  analyseSparse,
  createSparseWorkspace,
  type SparseWorkspace,
} from '../../mapping/nest/sparse/analyseSparse.ts';
import { sparseProblems } from '../../mapping/nest/sparse/sparseLegality.ts';
import { planSparse, type SparsePlan } from '../../mapping/nest/sparse/sparsePlan.ts';
import type { Operation } from '../../workload/operation.ts';
import { densitiesOf } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { nestArchitectureOf } from './nestArchitectureOf.ts';
import { constraintsOf } from './nestConstraints.ts';
import { loopsOf } from './nestOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';
import { searchPadded } from './searchPadded.ts';
import { rankOf, sparseSpecOf, writtenSpec } from './sparseFeatures.ts';

/** Mappings tried for one operation where the sweep gives no budget. */
const usualBudget = 20_000;

type Found = { readonly mapping: LoopNestMapping; readonly evaluated: number };

/** Found mappings by problem (shape, hardware with its energies), constraints and request: shared over a sweep. */
const found = boundedCache<string, Found>(16_384);

/** All loop nests of an operation that the hardware's constraints allow: far too many to list, so the space searches itself. */
export function nestMapSpace(
  operation: Operation,
  hardware: NestHardware,
  _design: DesignContext,
): MapSpace<LoopNestMapping> {
  return {
    get size() {
      const problem = nestProblemOf(operation, hardware);
      return buildNestSpace(problem, constraintsOf(hardware, operation, problem)).size;
    },
    *candidates() {
      yield searched(operation, hardware, { method: 'auto', objective: 'cycles', seed: 1, priceOf: () => 0 })
        .mapping;
    },
    search: (request) => searched(operation, hardware, request),
  };
}

function searched(operation: Operation, hardware: NestHardware, request: MapSearchRequest): Found {
  const { method, objective, evaluations = usualBudget, seed, priceOf } = request;
  const architecture = nestArchitectureOf(hardware, 'architecture', priceOf);
  const { einsum } = nestProblemOf(operation, hardware);
  const problem = compileNest(einsum, architecture);
  const constraints = constraintsOf(hardware, operation, problem);
  const { sparse, choose } = hardware;
  const densities = sparse === undefined && choose === undefined ? {} : densitiesOf(operation, null);
  const key = JSON.stringify([
    einsum.dims,
    einsum.tensors,
    architecture,
    constraints,
    densities,
    sparse,
    choose,
    [hardware.imperfect, method, objective, evaluations, seed],
  ]);
  let answer = found.get(key);
  if (answer !== undefined) return answer;
  const options = { objective, evaluations, seed };
  if (choose !== undefined) {
    const choices = {
      formats: choose.formats.map((rank) => rankOf(rank, problem)),
      offsetBits: choose.offset_bits ?? 0,
      actions: choose.actions,
      compute: { gateOnZero: choose.compute.gate_on_zero, skipUnaligned: choose.compute.skip_unaligned },
    };
    const {
      mapping,
      sparse: spec,
      evaluated,
    } = searchSparse(problem, densities, choices, constraints, options);
    answer = { mapping: { loops: loopsOf(mapping), sparse: writtenSpec(spec) }, evaluated };
  } else {
    const search = hardware.imperfect === 'auto' && sparse === undefined ? searchPadded : searchNest;
    const { mapping, evaluated } = search(problem, constraints, {
      ...options,
      search: method === 'auto' ? 'portfolio' : method,
      tieBreak: objective === 'cycles',
      ...(sparse === undefined ? {} : { sparse: sparseCost(problem, hardware, operation) }),
    });
    answer = { mapping: { loops: loopsOf(mapping) }, evaluated };
  }
  found.set(key, answer);
  return answer;
}

/** Cost of nests with the hardware's sparse features; plans are made once for each set of kept tensors. */
function sparseCost(problem: NestProblem, hardware: NestHardware, operation: Operation): SparseCost {
  const densities = densitiesOf(operation, null);
  const dense = planSparse(problem, densities, {
    formats: [],
    actions: [],
    compute: { gateOnZero: false, skipUnaligned: false },
  });
  const plans = new Map<string, { readonly plan: SparsePlan; readonly work: SparseWorkspace }>();
  return (nest: LoopNest, keep: Int32Array, cost: NestCost): boolean => {
    const key = keep.join();
    let entry = plans.get(key);
    if (entry === undefined) {
      const plan = {
        ...planSparse(problem, {}, sparseSpecOf(problem, hardware.sparse!, keep)),
        densities: dense.densities,
      };
      entry = { plan, work: createSparseWorkspace(problem) };
      plans.set(key, entry);
    }
    const result = analyseSparse(problem, entry.plan, nest, entry.work);
    if (sparseProblems(problem, entry.plan, nest, result.cells).length > 0) return false;
    cost.cycles = result.cycles;
    cost.energyPj = result.energyPj;
    return true;
  };
}
