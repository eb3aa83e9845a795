import { randomStream } from '../../core/random.ts';
import { defineSampler } from './defineSampler.ts';
import { randomIndex } from './randomIndex.ts';

const portion = 1024;

/** Points drawn uniformly without repetition. */
export default defineSampler({
  name: 'random',
  description: 'points drawn uniformly, none twice',
  adaptive: false,
  start(space, { evaluations, seed }) {
    const stream = randomStream(seed, 'sampler', 'random');
    const count = Math.min(space.size, evaluations);
    const taken = new Set<number>();
    // Floyd's sampling (Bentley & Floyd, CACM 30(9), 1987): one draw a point even when the whole space is wanted.
    let upper = space.size - count;
    return {
      ask() {
        const asked: number[] = [];
        for (; taken.size < count && asked.length < portion; upper++) {
          const drawn = randomIndex(stream, upper + 1);
          const index = taken.has(drawn) ? upper : drawn;
          taken.add(index);
          asked.push(index);
        }
        return asked;
      },
      tell() {},
      stopped: () => `${count} of ${space.size} points, drawn with seed ${seed}`,
    };
  },
});
