import { defineNestSearch } from './defineNestSearch.ts';
import { randomise } from './genomeMoves.ts';
import { blank, evaluate, goesOn } from './searchRun.ts';

export const random = defineNestSearch({
  name: 'random',
  description: 'independent uniform samples: factors over slots, orders, what is kept',
  run(run) {
    const genome = blank(run);
    while (goesOn(run)) {
      randomise(run.space, genome, run.random);
      evaluate(run, genome);
    }
    return `${run.evaluated} random mappings evaluated`;
  },
});
