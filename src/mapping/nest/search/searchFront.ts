import type { NestMapping } from '../nestMapping.ts';
import type { NestProblem } from '../nestProblem.ts';
import { genomeMapping } from './genome.ts';
import type { NestConstraints } from './nestConstraints.ts';
import { buildNestSpace } from './nestSpace.ts';
import type { ParetoFront } from './paretoFront.ts';
import { portfolio } from './portfolio.ts';
import { type SearchOptions, settleFinalists, startRun } from './searchRun.ts';

/** A mapping of the front. */
export interface FrontMapping {
  readonly mapping: NestMapping;
  readonly cycles: number;
  readonly energyPj: number;
}

/**
 * Mappings that trade cycles against energy, by ascending cycles: portfolio searches for cycles, energy and EDP with a
 * third of the budget each, all their evaluations entered in one front. Empty where nothing legal was met.
 */
export function searchFront(
  problem: NestProblem,
  constraints: NestConstraints,
  options: Omit<SearchOptions, 'objective'>,
): readonly FrontMapping[] {
  const space = buildNestSpace(problem, constraints);
  const front: ParetoFront = [];
  for (const objective of ['edp', 'cycles', 'energy'] as const) {
    const evaluations = Math.floor(options.evaluations / 3);
    const run = startRun(space, { ...options, objective, evaluations }, front);
    portfolio.run(run);
    settleFinalists(run);
  }
  return front.map(({ cycles, energyPj, genome }) => ({
    mapping: genomeMapping(space, genome),
    cycles,
    energyPj,
  }));
}
