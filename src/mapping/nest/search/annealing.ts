import { defineNestSearch } from './defineNestSearch.ts';
import { copyGenome, type Genome } from './genome.ts';
import { freeDims, mutate } from './genomeMoves.ts';
import { greedySeed } from './greedySeed.ts';
import { localDescent } from './localDescent.ts';
import { blank, evaluate, goesOn, type SearchRun } from './searchRun.ts';

/** e^−x for x ≥ 0 as 1 / Σ x^i / i!, i ≤ 5: a fixed arithmetic order, so that runs repeat everywhere. */
const decay = (x: number): number =>
  1 / (1 + x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + x / 5)))));

/**
 * Metropolis annealing on the relative change of the cost, temperature from `hot` down to `cold` over `steps`
 * evaluations (each step multiplies by the same ratio, applied every 1/64 of the way). Ends in a descent.
 */
export function anneal(run: SearchRun, genome: Genome, steps: number, hot: number, cold: number): number {
  const { space, random } = run;
  const free = freeDims(space);
  const trial = blank(run);
  let cost = evaluate(run, genome);
  if (free.length === 0) return cost;
  // ratio^64 = cold / hot by six square roots.
  let ratio = cold / hot;
  for (let i = 0; i < 6; i++) ratio = Math.sqrt(ratio);
  const stage = Math.max(1, Math.floor(steps / 64));
  let temperature = hot;
  for (let i = 0; i < steps && goesOn(run); i++) {
    if (i % stage === stage - 1) temperature *= ratio;
    copyGenome(genome, trial);
    mutate(space, trial, random, free);
    const c = evaluate(run, trial);
    if (c === Number.POSITIVE_INFINITY) continue;
    const worse = c / cost - 1;
    if (worse <= 0 || random.uniform() < decay(worse / temperature)) {
      copyGenome(trial, genome);
      cost = c;
    }
  }
  return localDescent(run, genome, cost, 600);
}

export const annealing = defineNestSearch({
  name: 'annealing',
  description: 'simulated annealing from greedy seeds, restarted with longer schedules',
  run(run) {
    let steps = 4000;
    let runs = 0;
    for (; goesOn(run); runs++) {
      anneal(run, greedySeed(run, runs), steps, 0.5, 0.003);
      steps = Math.min(60000, Math.floor(steps * 1.5));
    }
    return `${runs} annealings`;
  },
});
