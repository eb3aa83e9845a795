import { TEMPORAL } from '../loopNest.ts';
import type { Genome } from './genome.ts';
import { freeDims } from './genomeMoves.ts';
import { blank, evaluate, goesOn, type SearchRun } from './searchRun.ts';

/**
 * A greedy mapping: starts with every factor outside, then slot by slot from the inside moves in the prime that lowers
 * the cost most (fan-outs: the prime that fills them most) while that is legal. `first` rotates which dims are tried
 * first, so that different calls give different seeds.
 */
export function greedySeed(run: SearchRun, first: number): Genome {
  const { space } = run;
  const dims = space.problem.dimNames.length;
  const genome = blank(run);
  const free = freeDims(space);
  const home = (d: number): number => {
    let s = space.slots.length - 1;
    while (space.open[s * dims + d] === 0) s--;
    return s;
  };
  const homes = space.primes.map((_, d) => home(d));
  const spatial = space.slots.map((_, s) => s).filter((s) => space.slots[s]!.kind !== TEMPORAL);
  const temporal = space.slots.map((_, s) => s).filter((s) => space.slots[s]!.kind === TEMPORAL);
  for (const s of [...spatial, ...temporal.slice(0, -1)]) {
    let cost = evaluate(run, genome);
    for (let grown = true; grown && goesOn(run); ) {
      grown = false;
      let bestDim = -1;
      let bestPrime = 1;
      let bestCost = Number.POSITIVE_INFINITY;
      free.forEach((_, i) => {
        const d = free[(i + first) % free.length]!;
        const h = homes[d]!;
        if (h === s || space.open[s * dims + d] === 0) return;
        const rest = genome.factor[h * dims + d]! / space.fixed[h * dims + d]!;
        const tried = new Set<number>();
        for (const p of space.primes[d]!) {
          if (rest % p !== 0 || tried.has(p) || !goesOn(run)) continue;
          tried.add(p);
          genome.factor[h * dims + d]! /= p;
          genome.factor[s * dims + d]! *= p;
          const c = evaluate(run, genome);
          genome.factor[h * dims + d]! *= p;
          genome.factor[s * dims + d]! /= p;
          // Fan-outs are filled even where bandwidth hides it.
          if (c < bestCost && (c < cost || (space.slots[s]!.kind !== TEMPORAL && c <= cost * 1.5))) {
            bestCost = c;
            bestDim = d;
            bestPrime = p;
          }
        }
      });
      if (bestDim < 0) continue;
      genome.factor[homes[bestDim]! * dims + bestDim]! /= bestPrime;
      genome.factor[s * dims + bestDim]! *= bestPrime;
      cost = bestCost;
      grown = true;
    }
  }
  return genome;
}
