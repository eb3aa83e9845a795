import exhaustive from '../../../src/mapping/search/exhaustive.ts';
import { assert, suite } from '../../harness.ts';

const test = suite('exhaustive search');
const options = { objective: 'cycles', evaluations: 100, seed: 1 } as const;
const space = (list: readonly number[]) => ({ size: list.length, candidates: () => list });

test('finds the cheapest, and the earlier of two alike', () => {
  const seen: number[] = [];
  const cost = (x: number) => {
    seen.push(x);
    return Math.abs(x - 5);
  };
  const found = exhaustive.run(space([9, 4, 6, 1]), cost, options);
  assert.equal(found, { mapping: 4, cost: 1, evaluated: 4, stopped: 'all 4 mappings evaluated' });
  assert.equal(seen, [9, 4, 6, 1]);
});

test('stops at the budget and says so', () => {
  const found = exhaustive.run(space([3, 2, 1]), (x) => x, { ...options, evaluations: 2 });
  assert.equal(found, { mapping: 2, cost: 2, evaluated: 2, stopped: 'budget of 2 evaluations spent' });
});

test('takes the costs of a space that lists them, and makes the winner alone', () => {
  const made: number[] = [];
  const list = [3, 2, 2, 1];
  const listed = {
    count: 4,
    at(index: number) {
      made.push(index);
      return list[index]!;
    },
    costs: () => Float64Array.from(list),
  };
  const run = (evaluations: number) =>
    exhaustive.run({ ...space(list), listed }, (x) => x, {
      ...options,
      evaluations,
      costs: listed.costs(),
    });
  assert.equal(
    run(100),
    exhaustive.run(space(list), (x) => x, options),
  );
  assert.equal(
    run(3),
    exhaustive.run(space(list), (x) => x, { ...options, evaluations: 3 }),
  );
  assert.equal(made, [3, 1]);
});

test('an empty space has no mapping', () => {
  assert.is(
    exhaustive.run(space([]), () => 0, options),
    null,
  );
});

test.run();
