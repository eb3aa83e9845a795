import { randomStream } from '../../core/random.ts';
import { defineSampler } from './defineSampler.ts';
import { scrambledSobol } from './sobolSequence.ts';

const portion = 1024;
/** Draws that fell on points drawn before, in a row, after which what is left is taken in order. */
const patience = 4096;

/**
 * Scrambled Sobol' points (Sobol', 1967; Owen, J. Complexity 14(4), 1998), each coordinate cut into the values of its
 * axis: any prefix covers the space evenly, so a search may be stopped, or continued with a larger budget, anywhere.
 * A point that falls on one drawn before is passed over.
 */
export default defineSampler({
  name: 'sobol',
  description: "scrambled Sobol' sequence: every prefix covers the space evenly",
  adaptive: false,
  start(space, { evaluations, seed }) {
    const count = Math.min(space.size, evaluations);
    const next = scrambledSobol(space.radices.map((_, d) => randomStream(seed, 'sampler', 'sobol', d)));
    const taken = new Set<number>();
    let left = 0;
    return {
      ask() {
        const asked: number[] = [];
        const take = (index: number): void => {
          taken.add(index);
          asked.push(index);
        };
        for (let misses = 0; taken.size < count && asked.length < portion && misses < patience; ) {
          const at = next();
          const index = space.index(space.radices.map((radix, d) => Math.floor(at[d]! * radix)));
          if (taken.has(index)) misses++;
          else {
            misses = 0;
            take(index);
          }
        }
        for (; asked.length < portion && taken.size < count; left++) if (!taken.has(left)) take(left);
        return asked;
      },
      tell() {},
      stopped: () => `${count} of ${space.size} points, Sobol' sequence with seed ${seed}`,
    };
  },
});
