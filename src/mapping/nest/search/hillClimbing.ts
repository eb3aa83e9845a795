import { defineNestSearch } from './defineNestSearch.ts';
import { freeDims, mutate } from './genomeMoves.ts';
import { greedySeed } from './greedySeed.ts';
import { localDescent } from './localDescent.ts';
import { evaluate, goesOn } from './searchRun.ts';

export const hillClimbing = defineNestSearch({
  name: 'hill-climbing',
  description: 'greedy seeds, each improved by random moves until none helps, then shaken and improved again',
  run(run) {
    const free = freeDims(run.space);
    if (free.length === 0) {
      evaluate(run, greedySeed(run, 0));
      return 'the space has one mapping';
    }
    let climbs = 0;
    for (; goesOn(run); climbs++) {
      const genome = greedySeed(run, climbs % free.length);
      for (let i = 0; i < Math.floor(climbs / free.length) * 2; i++)
        mutate(run.space, genome, run.random, free);
      localDescent(run, genome, evaluate(run, genome), 400);
    }
    return `${climbs} climbs`;
  },
});
