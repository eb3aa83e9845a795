import { createBoundWork, lowerBound } from './costBound.ts';
import { defineNestSearch } from './defineNestSearch.ts';
import { freeDims } from './genomeMoves.ts';
import { greedySeed } from './greedySeed.ts';
import { localDescent } from './localDescent.ts';
import { evaluate, goesOn } from './searchRun.ts';
import { walkSpace } from './walkSpace.ts';

export const branchAndBound = defineNestSearch({
  name: 'branch-and-bound',
  description:
    'a climb for an incumbent, then all mappings level by level from the inside, cut by a lower bound',
  run(run) {
    run.finalists = undefined;
    if (freeDims(run.space).length > 0) {
      const genome = greedySeed(run, 0);
      localDescent(run, genome, evaluate(run, genome), 300);
    }
    const work = createBoundWork(run);
    let cut = 0;
    walkSpace(
      run,
      (genome, level, rest) => {
        // A bound is a share of an evaluation; it counts against the budget so that the run ends.
        run.left -= 0.5;
        // The noise of another summation order must not cut the optimum.
        const keep = lowerBound(run, work, genome, level, rest) <= run.bestCost * (1 + 1e-12);
        if (!keep) cut += 1;
        return keep;
      },
      (genome) => {
        evaluate(run, genome);
      },
    );
    return goesOn(run)
      ? `optimal: ${run.evaluated} mappings evaluated, ${cut} branches cut`
      : `the budget ended after ${run.evaluated} mappings, ${cut} branches cut`;
  },
});
