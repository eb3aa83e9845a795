import type { Diagnostic } from '../../../core/diagnostic.ts';
import { analyseDense } from '../denseAnalysis.ts';
import { legalityOf } from '../nestLegality.ts';
import { encodeGenome, outermostGenome } from './genome.ts';
import type { SearchRun } from './searchRun.ts';

/**
 * Why a search met no legal mapping: what is wrong with the mildest one (all free factors outermost), or, where that
 * one fits, the least utilisation against the most that was met.
 */
export function whyNothing(run: SearchRun): Diagnostic[] {
  const { space, nest, counts } = run;
  const { problem } = space;
  const none = `none of ${run.evaluated} mappings of ${problem.einsum.name} on ${problem.architecture.name} is legal (${space.size} in the space)`;
  encodeGenome(space, outermostGenome(space), nest);
  analyseDense(problem, nest, counts);
  const wrong = legalityOf(problem, nest, counts);
  if (wrong.length > 0)
    return [
      {
        code: 'WIN-MAP-310',
        severity: 'error',
        message: `${none}: even with all free factors outermost the fixed ones do not fit`,
        hint: 'see what does not fit below, and lower or free the fixed factors there',
      },
      ...wrong,
    ];
  const { x, y } = problem.architecture.compute.instances;
  const met = Math.floor((run.mostUsed / (x * y)) * 1000) / 1000;
  return [
    {
      code: 'WIN-MAP-310',
      severity: 'error',
      message: `${none}: the least utilisation is ${space.minUtilization}, the most that fits among them is ${met}`,
      hint: `lower the least utilisation to ${met}, or allow more dims to be spread${space.imperfect === 'none' && run.sparse === undefined ? ', or imperfect factors' : ''}`,
    },
  ];
}
