import { defineSampler } from './defineSampler.ts';

const portion = 4096;

/** Every point in order; with a budget, as many points spread evenly over the order. */
export default defineSampler({
  name: 'grid',
  description: 'every point; with a budget, evenly spaced points of the grid',
  adaptive: false,
  start(space, { evaluations }) {
    const count = Math.min(space.size, evaluations);
    let next = 0;
    return {
      ask() {
        const asked: number[] = [];
        for (; next < count && asked.length < portion; next++)
          asked.push(count === space.size ? next : Math.floor((next * space.size) / count));
        return asked;
      },
      tell() {},
      stopped: () => (count === space.size ? `all ${count} points` : `${count} of ${space.size} points`),
    };
  },
});
