import { DiagnosticError } from '../../../core/diagnostic.ts';
import type { NestMapping } from '../nestMapping.ts';
import type { NestProblem } from '../nestProblem.ts';
import { annealing } from './annealing.ts';
import { branchAndBound } from './branchAndBound.ts';
import type { NestSearch } from './defineNestSearch.ts';
import { exhaustive } from './exhaustive.ts';
import { genetic } from './genetic.ts';
import { genomeMapping } from './genome.ts';
import { hillClimbing } from './hillClimbing.ts';
import type { NestConstraints } from './nestConstraints.ts';
import { buildNestSpace } from './nestSpace.ts';
import { portfolio } from './portfolio.ts';
import { random } from './random.ts';
import { type SearchOptions, settleFinalists, startRun } from './searchRun.ts';
import { whyNothing } from './whyNothing.ts';

/** All searches, the default first. */
export const nestSearches: readonly NestSearch[] = [
  portfolio,
  annealing,
  hillClimbing,
  genetic,
  random,
  exhaustive,
  branchAndBound,
];

/** What a mapper found. */
export interface FoundNest {
  readonly mapping: NestMapping;
  /** Cycles, pJ, or pJ · cycles. */
  readonly cost: number;
  readonly evaluated: number;
  /** Number of mappings in the space. */
  readonly spaceSize: number;
  readonly stopped: string;
}

/** Searches the mappings of an einsum on an architecture; throws WIN-MAP-310 where no evaluated mapping is legal. */
export function searchNest(
  problem: NestProblem,
  constraints: NestConstraints,
  options: SearchOptions & { readonly search?: string },
): FoundNest {
  const search = nestSearches.find((s) => s.name === (options.search ?? 'portfolio'));
  if (search === undefined)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-311',
        severity: 'error',
        message: `there is no search ${options.search}`,
        hint: `the searches are ${nestSearches.map((s) => s.name).join(', ')}`,
      },
    ]);
  if (search === branchAndBound && options.sparse !== undefined)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-313',
        severity: 'error',
        message: 'branch-and-bound has no lower bound for sparse features',
        hint: 'use exhaustive for a small space, portfolio for a large one',
      },
    ]);
  if (options.sparse !== undefined && (constraints.imperfect ?? 'none') !== 'none')
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-314',
        severity: 'error',
        message: `imperfect factors (${constraints.imperfect}) are asked for, sparse features take perfect ones`,
        hint: 'leave imperfect away, or pad the operation to extents that have the factors',
      },
    ]);
  const space = buildNestSpace(problem, constraints);
  const run = startRun(space, options);
  const stopped = search.run(run);
  settleFinalists(run);
  if (run.best === undefined) throw new DiagnosticError(whyNothing(run));
  return {
    mapping: genomeMapping(space, run.best),
    cost: run.bestCost,
    evaluated: run.evaluated,
    spaceSize: space.size,
    stopped,
  };
}
