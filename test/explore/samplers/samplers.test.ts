import fc from 'fast-check';
import { hypervolume } from '../../../src/explore/pareto/hypervolume.ts';
import type { SearchSpace } from '../../../src/explore/samplers/defineSampler.ts';
import { samplers } from '../../../src/explore/samplers/registry.gen.ts';
import { assert, runs, suite } from '../../harness.ts';

const all = suite('samplers');

function spaceOf(radices: number[]): SearchSpace {
  const size = radices.reduce((a, b) => a * b, 1);
  return {
    radices,
    ordered: radices.map(() => true),
    size,
    index: (at) => radices.reduce((sum, r, d) => sum * r + at[d]!, 0),
    coordinates(index) {
      const at: number[] = [];
      for (let d = radices.length - 1, rest = index; d >= 0; d--) {
        at[d] = rest % radices[d]!;
        rest = Math.floor(rest / radices[d]!);
      }
      return at;
    },
  };
}

/** Every index asked for, in order, under given scores. */
function askAll(
  name: string,
  space: SearchSpace,
  evaluations: number,
  seed: number,
  score: (index: number) => number[] | null = (i) => [i, -i],
): number[] {
  const run = samplers.find((s) => s.name === name)!.start(space, { evaluations, seed, objectives: 2 });
  const asked: number[] = [];
  for (let next = run.ask(); next.length > 0; next = run.ask()) {
    asked.push(...next);
    run.tell(
      next.map((index) => ({ index, scores: score(index), violation: index % 5 === 0 ? 0.5 : 0, group: 0 })),
    );
  }
  assert.ok(run.stopped().length > 0);
  return asked;
}

all('ask for exactly the budget, in range, none twice, the same again for the same seed', () => {
  for (const { name } of samplers)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(1000),
        (radices, evaluations, seed) => {
          const space = spaceOf(radices);
          const score = (i: number) => (i % 7 === 3 ? null : [i % 11, -i]);
          const asked = askAll(name, space, evaluations, seed, score);
          assert.is(asked.length, Math.min(space.size, evaluations), name);
          assert.is(new Set(asked).size, asked.length, name);
          assert.ok(asked.every((i) => Number.isInteger(i) && i >= 0 && i < space.size));
          assert.equal(askAll(name, space, evaluations, seed, score), asked);
        },
      ),
      { numRuns: runs(40) },
    );
});

all('random, latin and sobol depend on the seed; latin uses every value equally often', () => {
  const space = spaceOf([10, 10, 10]);
  for (const name of ['random', 'latin', 'sobol'])
    assert.not.equal(askAll(name, space, 20, 1), askAll(name, space, 20, 2));
  const asked = askAll('latin', space, 20, 1);
  for (let d = 0; d < 3; d++) {
    const counts = new Map<number, number>();
    for (const index of asked) {
      const value = space.coordinates(index)[d]!;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    assert.is(counts.size, 10);
    assert.ok([...counts.values()].every((count) => count >= 1 && count <= 3));
  }
});

all('nsga2 covers more of a front than random points do', () => {
  const space = spaceOf([64, 64, 64]);
  // Two objectives that pull the first coordinate apart; the rest only hurt (ZDT1's shape on a grid).
  const score = (index: number): number[] => {
    const [x, y, z] = space.coordinates(index).map((v) => v / 63) as [number, number, number];
    const g = 1 + 4.5 * (y + z);
    return [x, g * (1 - Math.sqrt(x / g))];
  };
  const volume = (name: string, seed: number): number =>
    hypervolume(
      askAll(name, space, 600, seed, score)
        .filter((i) => i % 5 !== 0)
        .map(score),
      [1.1, 11],
    )!;
  for (const seed of [1, 2, 3]) assert.ok(volume('nsga2', seed) > volume('random', seed), `seed ${seed}`);
});

all.run();
