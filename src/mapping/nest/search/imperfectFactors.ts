import type { RandomStream } from '../../../core/random.ts';
import { TEMPORAL } from '../loopNest.ts';
import type { Genome } from './genome.ts';
import type { NestSpace } from './nestSpace.ts';

/** The smallest factor that leaves ⌈left / f⌉: it needs no more units or words than the larger ones that do. */
export const leastFactor = (left: number, f: number): number => Math.ceil(left / Math.ceil(left / f));

function divisorBelow(left: number, f: number): number {
  for (let g = Math.min(f, left); ; g--) if (left % g === 0) return g;
}

/** Whether the last tile of a slot's loops may be smaller. */
export const maySpill = (space: NestSpace, slot: number): boolean =>
  space.imperfect === 'all' || (space.imperfect === 'spatial' && space.slots[slot]!.kind !== TEMPORAL);

/** Outermost slot that is open to a dim: it takes what the others leave. */
export function homeSlot(space: NestSpace, d: number): number {
  const dims = space.problem.dimNames.length;
  let s = space.slots.length - 1;
  while (space.open[s * dims + d] === 0) s--;
  return s;
}

/** Makes a dim's factors cover its extent again, from the inside: each is rounded to one that the space has, the rest goes home. */
export function settle(space: NestSpace, genome: Genome, d: number): void {
  const dims = space.problem.dimNames.length;
  const home = homeSlot(space, d);
  let left = space.rest[d]!;
  for (let s = 0; s < space.slots.length; s++) {
    const at = s * dims + d;
    if (s === home || space.open[at] === 0) continue;
    const f = Math.min(left, genome.factor[at]! / space.fixed[at]!);
    const g = maySpill(space, s) ? leastFactor(left, f) : divisorBelow(left, f);
    genome.factor[at] = space.fixed[at]! * g;
    left = Math.ceil(left / g);
  }
  genome.factor[home * dims + d] = space.fixed[home * dims + d]! * left;
}

/** Largest factor of a dim that a slot has room for beside the other dims. */
export function roomFor(space: NestSpace, genome: Genome, slot: number, d: number): number {
  const dims = space.problem.dimNames.length;
  const { room } = space.slots[slot]!;
  if (room === Number.POSITIVE_INFINITY) return space.rest[d]!;
  let others = 1;
  for (let e = 0; e < dims; e++) if (e !== d) others *= genome.factor[slot * dims + e]!;
  return Math.max(1, Math.min(space.rest[d]!, Math.floor(room / others)));
}

/** Gives one dim another factor at a slot: one that fills the room, one more or fewer outer iteration, or any. */
export function redrawFactor(
  space: NestSpace,
  genome: Genome,
  random: RandomStream,
  dimsToMove: readonly number[],
): boolean {
  const dims = space.problem.dimNames.length;
  const d = dimsToMove[random.below(dimsToMove.length)]!;
  const s = random.below(space.slots.length);
  const at = s * dims + d;
  if (space.open[at] === 0 || s === homeSlot(space, d)) return false;
  const held = space.fixed[at]!;
  const now = genome.factor[at]! / held;
  const room = Math.max(1, Math.floor(roomFor(space, genome, s, d) / held));
  const rounds = Math.ceil(space.rest[d]! / now);
  const kind = random.below(4);
  const wanted =
    kind === 0
      ? room
      : kind === 1
        ? Math.ceil(space.rest[d]! / (rounds + 1))
        : kind === 2
          ? Math.ceil(space.rest[d]! / Math.max(1, rounds - 1))
          : 1 + random.below(room);
  if (wanted === now) return false;
  genome.factor[at] = held * wanted;
  settle(space, genome, d);
  return true;
}

/** Draws all factors of a dim, from the inside. */
export function drawFactors(space: NestSpace, genome: Genome, random: RandomStream, d: number): void {
  const dims = space.problem.dimNames.length;
  let left = space.rest[d]!;
  for (let s = 0; s < space.slots.length; s++) {
    const at = s * dims + d;
    if (space.open[at] === 0) continue;
    const f = random.below(2) === 0 ? 1 : Math.ceil(left / (1 + random.below(left)));
    genome.factor[at] = space.fixed[at]! * f;
    left = Math.ceil(left / f);
  }
  settle(space, genome, d);
}

/** Ways to split a dim over the slots that are open to it. */
export function countSplits(space: Omit<NestSpace, 'size'>, d: number): number {
  const dims = space.problem.dimNames.length;
  const open: number[] = [];
  for (let s = 0; s < space.slots.length; s++) if (space.open[s * dims + d] === 1) open.push(s);
  // Ways that lead to each rest, from the inside; the last open slot takes the rest.
  let ways = new Map<number, number>([[space.rest[d]!, 1]]);
  for (const s of open.slice(0, -1)) {
    const spills =
      space.imperfect === 'all' || (space.imperfect === 'spatial' && space.slots[s]!.kind !== TEMPORAL);
    const next = new Map<number, number>();
    for (const [left, n] of ways) {
      // Distinct ⌈left / f⌉, or left / f of the divisors: each stands for one factor.
      for (let after = 1; after <= left; ) {
        if (spills || left % after === 0) next.set(after, (next.get(after) ?? 0) + n);
        // The next larger rest that some factor leaves.
        const f = Math.ceil(left / after);
        after = spills ? (f > 1 ? Math.ceil(left / (f - 1)) : left + 1) : after + 1;
      }
    }
    ways = next;
  }
  let total = 0;
  for (const n of ways.values()) total += n;
  return total;
}
