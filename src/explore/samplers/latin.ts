import { randomStream } from '../../core/random.ts';
import { defineSampler } from './defineSampler.ts';
import { randomIndex } from './randomIndex.ts';

const attempts = 64;

/**
 * Latin hypercube (McKay, Beckman & Conover, Technometrics 21(2), 1979): every dimension is cut into as many equal
 * strata as there are points, each stratum is used once, so each value of each axis appears equally often (±1).
 * A point that falls on one drawn before is replaced by a uniform draw.
 */
export default defineSampler({
  name: 'latin',
  description: 'latin hypercube: each value of each axis equally often',
  adaptive: false,
  start(space, { evaluations, seed }) {
    const count = Math.min(space.size, evaluations);
    let asked = false;
    return {
      ask() {
        if (asked) return [];
        asked = true;
        const strata = space.radices.map((radix, d) => {
          const stream = randomStream(seed, 'sampler', 'latin', d);
          const order = Array.from({ length: count }, (_, i) => Math.floor((i * radix) / count));
          for (let i = count - 1; i > 0; i--) {
            const j = stream.below(i + 1);
            [order[i], order[j]] = [order[j]!, order[i]!];
          }
          return order;
        });
        const spare = randomStream(seed, 'sampler', 'latin', 'spare');
        const taken = new Set<number>();
        for (let i = 0; i < count; i++) {
          let index = space.index(strata.map((order) => order[i]!));
          for (let t = 0; taken.has(index) && t < attempts; t++) index = randomIndex(spare, space.size);
          while (taken.has(index)) index = (index + 1) % space.size;
          taken.add(index);
        }
        return [...taken];
      },
      tell() {},
      stopped: () => `${count} of ${space.size} points, latin hypercube with seed ${seed}`,
    };
  },
});
