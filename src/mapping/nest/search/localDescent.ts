import type { Genome } from './genome.ts';
import { copyGenome } from './genome.ts';
import { exchangeFactors, flipKeep, freeDims, keepIsFree, moveFactor, moveOrder } from './genomeMoves.ts';
import { blank, evaluate, goesOn, type SearchRun } from './searchRun.ts';

/** Descends from a genome by random improving changes until `patience` of them in a row fail. */
export function localDescent(run: SearchRun, genome: Genome, start: number, patience: number): number {
  const { space, random } = run;
  const free = freeDims(space);
  const keepFree = keepIsFree(space);
  const trial = blank(run);
  let cost = start;
  for (let failed = 0; failed < patience && goesOn(run); ) {
    copyGenome(genome, trial);
    const kind = random.below(keepFree ? 10 : 9);
    let changed: boolean;
    if (kind < 4) changed = moveFactor(space, trial, random, free);
    else if (kind < 7) changed = exchangeFactors(space, trial, random, free);
    else if (kind < 9) changed = moveOrder(space, trial, random);
    else changed = flipKeep(space, trial, random);
    if (!changed) {
      failed += 0.1;
      continue;
    }
    const c = evaluate(run, trial);
    if (c < cost) {
      copyGenome(trial, genome);
      cost = c;
      failed = 0;
    } else failed += 1;
  }
  return cost;
}
