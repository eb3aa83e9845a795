import type { MappingObjective, MapSearchRequest } from '../../mapping/mapSpace.ts';
import { compileNest, type NestProblem } from '../../mapping/nest/nestProblem.ts';
import { buildNestSpace } from '../../mapping/nest/search/nestSpace.ts';
import { searchFront } from '../../mapping/nest/search/searchFront.ts';
import { searchNest } from '../../mapping/nest/search/searchNest.ts';
import { searchSparse } from '../../mapping/nest/search/searchSparse.ts';
import { buildStrategySpace, type SparseChoices } from '../../mapping/nest/search/sparseStrategy.ts';
import type { Operation } from '../../workload/operation.ts';
import { densitiesOf } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { nestArchitectureOf } from './nestArchitectureOf.ts';
import { constraintsOf } from './nestConstraints.ts';
import { loopsOf } from './nestOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';
import { searchPadded } from './searchPadded.ts';
import { sparseCost } from './sparseCost.ts';
import { rankOf, writtenSpec } from './sparseFeatures.ts';

/** A mapping that a round of the mapper found. */
export interface MapperFind {
  readonly mapping: LoopNestMapping;
  /** Cycles, pJ, or pJ · cycles. */
  readonly cost: number;
  readonly evaluated: number;
  /** Where formats are searched: the best cost with one format for all, and which that was. */
  readonly fixed?: { readonly cost: number; readonly name: string };
}

/** A mapping that no other trades better. */
export interface MapperFrontPoint {
  readonly mapping: LoopNestMapping;
  readonly cycles: number;
  readonly energyPj: number;
}

/** The mapper of one operation on one design. Rounds are deterministic in (seed, evaluations). */
export interface NestMapper {
  /** Mappings in the space, legal or not; with those of imperfect factors that may be tried, and with every choice of formats. */
  readonly spaceSize: number;
  round(objective: MappingObjective, search: string, seed: number, evaluations: number): MapperFind;
  /** Mappings that trade cycles against energy, by ascending cycles. */
  front(seed: number, evaluations: number): readonly MapperFrontPoint[];
}

const choicesOf = (choose: NonNullable<NestHardware['choose']>, problem: NestProblem): SparseChoices => ({
  formats: choose.formats.map((rank) => rankOf(rank, problem)),
  offsetBits: choose.offset_bits ?? 0,
  actions: choose.actions,
  compute: { gateOnZero: choose.compute.gate_on_zero, skipUnaligned: choose.compute.skip_unaligned },
});

export function nestMapper(
  operation: Operation,
  hardware: NestHardware,
  priceOf: MapSearchRequest['priceOf'],
): NestMapper {
  const { sparse, choose, imperfect } = hardware;
  const { einsum } = nestProblemOf(operation, hardware);
  const problem = compileNest(einsum, nestArchitectureOf(hardware, 'architecture', priceOf));
  const constraints = constraintsOf(hardware, operation, problem);
  const featureless = sparse === undefined && choose === undefined;
  const padded = imperfect === 'auto' && featureless;
  const space = buildNestSpace(problem, padded ? { ...constraints, imperfect: 'spatial' } : constraints);
  const costed = sparse === undefined ? {} : { sparse: sparseCost(problem, hardware, operation) };
  const strategies =
    choose === undefined
      ? 1
      : buildStrategySpace(problem, densitiesOf(operation, null), choicesOf(choose, problem)).size;
  return {
    spaceSize: space.size * strategies,
    round(objective, search, seed, evaluations) {
      const options = { objective, evaluations, seed };
      if (choose === undefined) {
        const tieBreak = objective === 'cycles';
        const run = padded ? searchPadded : searchNest;
        const found = run(problem, constraints, { ...options, search, tieBreak, ...costed });
        return { mapping: { loops: loopsOf(found.mapping) }, cost: found.cost, evaluated: found.evaluated };
      }
      const densities = densitiesOf(operation, null);
      const found = searchSparse(problem, densities, choicesOf(choose, problem), constraints, options);
      return {
        mapping: { loops: loopsOf(found.mapping), sparse: writtenSpec(found.sparse) },
        cost: found.cost,
        evaluated: found.evaluated,
        fixed: { cost: found.fixedCost, name: found.fixedFormat },
      };
    },
    front(seed, evaluations) {
      return searchFront(problem, constraints, { evaluations, seed, ...costed }).map(
        ({ mapping, cycles, energyPj }) => ({ mapping: { loops: loopsOf(mapping) }, cycles, energyPj }),
      );
    },
  };
}
