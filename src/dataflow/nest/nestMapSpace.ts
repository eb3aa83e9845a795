import type { DesignContext } from '../../arch/designContext.ts';
import { boundedCache } from '../../core/boundedCache.ts';
import type { MapSearchRequest, MapSpace } from '../../mapping/mapSpace.ts';
import { compileNest } from '../../mapping/nest/nestProblem.ts';
import { buildNestSpace } from '../../mapping/nest/search/nestSpace.ts';
import type { Operation } from '../../workload/operation.ts';
import { densitiesOf } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { nestArchitectureOf } from './nestArchitectureOf.ts';
import { constraintsOf } from './nestConstraints.ts';
import { nestMapper } from './nestMapper.ts';
import { nestProblemOf } from './nestProblemOf.ts';

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
  const { mapping, evaluated } = nestMapper(operation, hardware, priceOf).round(
    objective,
    method === 'auto' ? 'portfolio' : method,
    seed,
    evaluations,
  );
  answer = { mapping, evaluated };
  found.set(key, answer);
  return answer;
}
