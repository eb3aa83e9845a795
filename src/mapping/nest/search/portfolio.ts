import { anneal } from './annealing.ts';
import { defineNestSearch } from './defineNestSearch.ts';
import { evolve } from './genetic.ts';
import { cloneGenome, type Genome } from './genome.ts';
import { freeDims, mutate } from './genomeMoves.ts';
import { greedySeed } from './greedySeed.ts';
import { localDescent } from './localDescent.ts';
import { evaluate, goesOn } from './searchRun.ts';

export const portfolio = defineNestSearch({
  name: 'portfolio',
  description:
    'a climb from each greedy seed; then in turn an evolution of the climbs, annealings from the best and afresh',
  run(run) {
    const { space, random } = run;
    const free = freeDims(space);
    if (free.length === 0) {
      greedySeed(run, 0);
      return 'the space has one mapping';
    }
    const climb = (genome: Genome): Genome => {
      localDescent(run, genome, evaluate(run, genome), 250);
      return genome;
    };
    const pool: Genome[] = [];
    for (let i = 0; i < free.length && goesOn(run); i++) pool.push(climb(greedySeed(run, i)));
    let rounds = 0;
    for (; goesOn(run); rounds++) {
      const size = Math.min(60000, 12000 * (rounds + 1));
      evolve(run, pool.slice(-12), size);
      if (run.best !== undefined) {
        const genome = cloneGenome(run.best);
        anneal(run, genome, size, 0.15, 0.003);
        pool.push(genome);
      }
      const fresh = greedySeed(run, rounds);
      anneal(run, fresh, size, 0.6, 0.003);
      pool.push(fresh);
      const shaken = cloneGenome(run.best ?? fresh);
      for (let i = 0; i < 6; i++) mutate(space, shaken, random, free);
      pool.push(climb(shaken));
    }
    return `${free.length} climbs and ${rounds} rounds of evolution and annealing`;
  },
});
