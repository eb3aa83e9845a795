import { defineNestSearch } from './defineNestSearch.ts';
import { evaluate, goesOn } from './searchRun.ts';
import { walkSpace } from './walkSpace.ts';

export const exhaustive = defineNestSearch({
  name: 'exhaustive',
  description: 'every mapping whose tiles fit, orders that cannot differ left out',
  run(run) {
    run.finalists = undefined;
    walkSpace(
      run,
      () => true,
      (genome) => {
        evaluate(run, genome);
      },
    );
    return goesOn(run)
      ? `all ${run.evaluated} fitting mappings evaluated`
      : `the budget ended after ${run.evaluated}`;
  },
});
