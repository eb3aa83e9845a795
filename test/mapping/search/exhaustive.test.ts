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

test('an empty space has no mapping', () => {
  assert.is(
    exhaustive.run(space([]), () => 0, options),
    null,
  );
});

test.run();
