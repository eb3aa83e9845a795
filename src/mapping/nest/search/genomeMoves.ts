import type { RandomStream } from '../../../core/random.ts';
import type { Genome } from './genome.ts';
import { drawFactors, redrawFactor, settle } from './imperfectFactors.ts';
import type { NestSpace } from './nestSpace.ts';

/** Free dims of a space: those with factors to place. */
export const freeDims = (space: NestSpace): number[] =>
  space.primes.flatMap((primes, d) => (primes.length > 0 ? [d] : []));

/** What imperfect factors, whose product is no fixed one, are split by. */
const smallPrimes = [2, 3, 5, 7];

/** A random prime of the dim's free factors at a slot, or 1. */
function primeAt(space: NestSpace, genome: Genome, random: RandomStream, slot: number, d: number): number {
  const dims = space.problem.dimNames.length;
  const f = genome.factor[slot * dims + d]! / space.fixed[slot * dims + d]!;
  if (f === 1) return 1;
  const primes = space.imperfect === 'none' ? space.primes[d]! : smallPrimes;
  const from = random.below(primes.length);
  for (let i = 0; i < primes.length; i++) {
    const p = primes[(from + i) % primes.length]!;
    if (f % p === 0) return p;
  }
  return 1;
}

/** Moves one prime (or all of a dim's free factor, one time in four) from a slot to another. */
export function moveFactor(
  space: NestSpace,
  genome: Genome,
  random: RandomStream,
  dimsToMove: readonly number[],
): boolean {
  const dims = space.problem.dimNames.length;
  if (space.imperfect !== 'none' && random.below(2) === 0)
    return redrawFactor(space, genome, random, dimsToMove);
  const d = dimsToMove[random.below(dimsToMove.length)]!;
  const n = space.slots.length;
  let from = random.below(n);
  for (let i = 0; i < n && genome.factor[from * dims + d] === space.fixed[from * dims + d]; i++)
    from = (from + 1) % n;
  const to = random.below(n);
  if (to === from || space.open[to * dims + d] === 0) return false;
  const whole = genome.factor[from * dims + d]! / space.fixed[from * dims + d]!;
  const p = random.below(4) === 0 ? whole : primeAt(space, genome, random, from, d);
  if (p === 1) return false;
  genome.factor[from * dims + d]! /= p;
  genome.factor[to * dims + d]! *= p;
  if (space.imperfect !== 'none') settle(space, genome, d);
  return true;
}

/** Exchanges primes of two dims between two slots: keeps tiles and fan-outs about as full as they were. */
export function exchangeFactors(
  space: NestSpace,
  genome: Genome,
  random: RandomStream,
  dimsToMove: readonly number[],
): boolean {
  const dims = space.problem.dimNames.length;
  const a = dimsToMove[random.below(dimsToMove.length)]!;
  const b = dimsToMove[random.below(dimsToMove.length)]!;
  const s = random.below(space.slots.length);
  const t = random.below(space.slots.length);
  if (s === t || space.open[t * dims + a] === 0 || space.open[s * dims + b] === 0) return false;
  const p = primeAt(space, genome, random, s, a);
  const q = primeAt(space, genome, random, t, b);
  if (p === 1 || q === 1 || (a === b && p === q)) return false;
  genome.factor[s * dims + a]! /= p;
  genome.factor[t * dims + a]! *= p;
  genome.factor[t * dims + b]! /= q;
  genome.factor[s * dims + b]! *= q;
  if (space.imperfect !== 'none') {
    settle(space, genome, a);
    settle(space, genome, b);
  }
  return true;
}

/** Moves one dim to another place in the order of a level. */
export function moveOrder(space: NestSpace, genome: Genome, random: RandomStream): boolean {
  const dims = space.problem.dimNames.length;
  if (dims < 2) return false;
  const level = random.below(space.problem.levelCount);
  if (space.orders[level] !== undefined) return false;
  const row = level * dims;
  const i = random.below(dims);
  const j = random.below(dims);
  if (i === j) return false;
  const d = genome.order[row + i]!;
  if (i < j) genome.order.copyWithin(row + i, row + i + 1, row + j + 1);
  else genome.order.copyWithin(row + j + 1, row + j, row + i);
  genome.order[row + j] = d;
  return true;
}

/** Keeps a bypassed tensor or bypasses a kept one. */
export function flipKeep(space: NestSpace, genome: Genome, random: RandomStream): boolean {
  const level = random.below(space.problem.levelCount);
  const bit = 1 << random.below(space.problem.tensors.length);
  if ((space.mayKeep[level]! & bit) === 0 || (space.mustKeep[level]! & bit) !== 0) return false;
  genome.keep[level]! ^= bit;
  return true;
}

/** Some tensor may be kept or not at some level. */
export const keepIsFree = (space: NestSpace): boolean =>
  space.mayKeep.some((may, l) => may !== space.mustKeep[l]);

/** One random change, of the kind the space allows. */
export function mutate(
  space: NestSpace,
  genome: Genome,
  random: RandomStream,
  dimsToMove: readonly number[],
): void {
  const keepFree = keepIsFree(space);
  for (let tries = 0; tries < 20; tries++) {
    const kind = random.below(10);
    let done: boolean;
    if (kind < 4) done = moveFactor(space, genome, random, dimsToMove);
    else if (kind < 7) done = exchangeFactors(space, genome, random, dimsToMove);
    else if (kind < 9 || !keepFree) done = moveOrder(space, genome, random);
    else done = flipKeep(space, genome, random);
    if (done) return;
  }
}

/** Places every free prime in a random open slot, shuffles orders, chooses what is kept. */
export function randomise(space: NestSpace, genome: Genome, random: RandomStream): void {
  const dims = space.problem.dimNames.length;
  genome.factor.set(space.fixed);
  space.primes.forEach((primes, d) => {
    if (space.imperfect !== 'none' && primes.length > 0) {
      drawFactors(space, genome, random, d);
      return;
    }
    for (const p of primes) {
      let s = random.below(space.slots.length);
      while (space.open[s * dims + d] === 0) s = random.below(space.slots.length);
      genome.factor[s * dims + d]! *= p;
    }
  });
  for (let level = 0; level < space.problem.levelCount; level++) {
    genome.keep[level] = space.mustKeep[level]!;
    for (let t = 0; t < space.problem.tensors.length; t++)
      if (random.below(2) === 0) genome.keep[level]! |= (1 << t) & space.mayKeep[level]!;
    if (space.orders[level] !== undefined) continue;
    const row = level * dims;
    for (let i = dims - 1; i > 0; i--) {
      const j = random.below(i + 1);
      const d = genome.order[row + i]!;
      genome.order[row + i] = genome.order[row + j]!;
      genome.order[row + j] = d;
    }
  }
}
