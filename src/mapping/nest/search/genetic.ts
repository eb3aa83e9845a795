import { defineNestSearch } from './defineNestSearch.ts';
import { cloneGenome, copyGenome, type Genome } from './genome.ts';
import { freeDims, mutate, randomise } from './genomeMoves.ts';
import { greedySeed } from './greedySeed.ts';
import { blank, evaluate, goesOn, type SearchRun } from './searchRun.ts';

interface Individual {
  readonly genome: Genome;
  cost: number;
}

/**
 * Mapping-aware crossover: each dim takes all its factors from one parent, so that their product stays the extent; each
 * level takes its order and what it keeps from one parent.
 */
function cross(run: SearchRun, a: Genome, b: Genome, child: Genome): void {
  const { problem, slots } = run.space;
  const dims = problem.dimNames.length;
  copyGenome(a, child);
  for (let d = 0; d < dims; d++) {
    if (run.random.below(2) === 0) continue;
    for (let s = 0; s < slots.length; s++) child.factor[s * dims + d] = b.factor[s * dims + d]!;
  }
  for (let level = 0; level < problem.levelCount; level++) {
    if (run.random.below(2) === 0) continue;
    for (let i = 0; i < dims; i++) child.order[level * dims + i] = b.order[level * dims + i]!;
    child.keep[level] = b.keep[level]!;
  }
}

/** Evolves a population of 64 from seeds and random mappings for so many evaluations; the births. */
export function evolve(run: SearchRun, seeds: readonly Genome[], evaluations: number): number {
  const { space, random } = run;
  const free = freeDims(space);
  const until = run.evaluated + evaluations;
  const population: Individual[] = seeds.map((genome) => ({
    genome: cloneGenome(genome),
    cost: evaluate(run, genome),
  }));
  while (population.length < 64 && goesOn(run)) {
    const genome = blank(run);
    if (population.length % 2 === 0) randomise(space, genome, random);
    else for (let k = 0; k < 12 && free.length > 0; k++) mutate(space, genome, random, free);
    population.push({ genome, cost: evaluate(run, genome) });
  }
  const child = blank(run);
  const tournament = (worst: boolean): Individual => {
    let found = population[random.below(population.length)]!;
    for (let i = 0; i < 2; i++) {
      const other = population[random.below(population.length)]!;
      if (worst ? other.cost > found.cost : other.cost < found.cost) found = other;
    }
    return found;
  };
  let births = 0;
  for (; goesOn(run) && run.evaluated < until; births++) {
    cross(run, tournament(false).genome, tournament(false).genome, child);
    for (let k = random.below(3); k >= 0 && free.length > 0; k--) mutate(space, child, random, free);
    const cost = evaluate(run, child);
    const loser = tournament(true);
    if (cost < loser.cost) {
      copyGenome(child, loser.genome);
      loser.cost = cost;
    }
  }
  return births;
}

export const genetic = defineNestSearch({
  name: 'genetic',
  description: 'steady-state evolution of 64 mappings: tournaments, crossover by dim and by level, mutation',
  run(run) {
    const seeds: Genome[] = [];
    for (let i = 0; i < Math.max(1, Math.min(8, freeDims(run.space).length)) && goesOn(run); i++)
      seeds.push(greedySeed(run, i));
    return `${evolve(run, seeds, Number.POSITIVE_INFINITY)} births`;
  },
});
