import { integerPower } from '../../tensor/integerPower.ts';
import type { PatternStatistics } from '../../tensor/patternStatistics.ts';

/** Probability of each number of non-zeros, 0 … size. */
export type Law = Float64Array;

/**
 * Non-zeros among `size` consecutive inputs of one token or output: a certain number where the pattern promises groups
 * that fill it, draws out of a group that it divides, else independent draws.
 */
export function groupLaw(facts: PatternStatistics, along: 'rows' | 'cols', size: number): Law {
  const { group, density } = facts;
  if (density === 1) return certain(size, size);
  if (group !== null && group.along === along) {
    if (size % group.m === 0) return certain((group.n * size) / group.m, size);
    if (group.m % size === 0) return drawnLaw(size, group.n, group.m);
  }
  return binomialLaw(size, density);
}

/** Marked ones among `size` drawn out of `all`, `marked` of which are (hypergeometric). */
function drawnLaw(size: number, marked: number, all: number): Law {
  let law: Law = Float64Array.of(1);
  for (let drawn = 0; drawn < size; drawn++) {
    const next = new Float64Array(drawn + 2);
    for (let hits = 0; hits <= drawn; hits++) {
      const share = (marked - hits) / (all - drawn);
      next[hits + 1]! += law[hits]! * share;
      next[hits]! += law[hits]! * (1 - share);
    }
    law = next;
  }
  return law;
}

const certain = (value: number, size: number): Law => {
  const law = new Float64Array(size + 1);
  law[value] = 1;
  return law;
};

/** Successes of `size` independent draws; of the failures where those are fewer, so that no power underflows early. */
export function binomialLaw(size: number, share: number): Law {
  const law = new Float64Array(size + 1);
  const flipped = share > 0.5;
  const p = flipped ? 1 - share : share;
  let term = integerPower(1 - p, size);
  // 0.5^1023 is the least normal number: a wider row is taken at its mean.
  if (size > 1000) return certain(Math.round(size * share), size);
  for (let i = 0; i <= size; i++) {
    law[flipped ? size - i : i] = term;
    term *= ((size - i) / (i + 1)) * (p / (1 - p));
  }
  return law;
}

/** Mean of the largest of `count` draws of `levelOf(value)`, which grows with the value and is an integer. */
export function meanOfLargest(law: Law, count: number, levelOf: (value: number) => number): number {
  let mean = 0;
  let below = 0;
  let value = 0;
  for (let level = 0; level < levelOf(law.length - 1); level++) {
    while (value < law.length && levelOf(value) <= level) below += law[value++]!;
    mean += 1 - integerPower(Math.min(1, below), count);
  }
  return mean;
}

/** Law of `level(value)` summed over `count` draws. */
export function sumLaw(law: Law, count: number, level: (value: number) => number): Law {
  const one = new Float64Array(level(law.length - 1) + 1);
  for (let value = 0; value < law.length; value++) one[level(value)]! += law[value]!;
  let sum: Law = new Float64Array([1]);
  for (let i = 0; i < count; i++) {
    const next = new Float64Array(sum.length + one.length - 1);
    for (let x = 0; x < sum.length; x++)
      for (let y = 0; y < one.length; y++) next[x + y]! += sum[x]! * one[y]!;
    sum = next;
  }
  return sum;
}
