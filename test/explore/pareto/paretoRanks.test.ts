import fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import { hypervolume } from '../../../src/explore/pareto/hypervolume.ts';
import { knee } from '../../../src/explore/pareto/knee.ts';
import { paretoRanks } from '../../../src/explore/pareto/paretoRanks.ts';
import { assert, runs, suite } from '../../harness.ts';

const pareto = suite('pareto');

/** Peels fronts off by comparing every pair. */
function peel(points: readonly (readonly number[])[]): number[] {
  const ranks = points.map(() => 0);
  for (let rank = 1; ranks.includes(0); rank++) {
    const left = [...ranks.keys()].filter((i) => ranks[i] === 0);
    const front = left.filter(
      (i) =>
        !left.some(
          (j) =>
            points[j]!.every((v, o) => v <= points[i]![o]!) && points[j]!.some((v, o) => v < points[i]![o]!),
        ),
    );
    for (const i of front) ranks[i] = rank;
  }
  return ranks;
}

pareto('ranks equal those of comparing every pair, ties and repeats included', () => {
  for (const objectives of [1, 2, 3, 4])
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.integer({ min: -4, max: 4 }), { minLength: objectives, maxLength: objectives }),
          {
            maxLength: 60,
          },
        ),
        (points) => {
          assert.equal([...paretoRanks(Float64Array.from(points.flat()), objectives)], peel(points));
        },
      ),
      { numRuns: runs(150) },
    );
});

pareto('ranks 100,000 points of three objectives in seconds', () => {
  const stream = randomStream(1, 'ranks');
  const scores = Float64Array.from({ length: 300_000 }, () => stream.uniform());
  const start = performance.now();
  const ranks = paretoRanks(scores, 3);
  assert.ok(performance.now() - start < 10_000, `${performance.now() - start} ms`);
  assert.ok(ranks.every((rank) => rank > 0));
});

pareto('hypervolume equals the count of unit cells', () => {
  for (const dimensions of [1, 2, 3])
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: dimensions, maxLength: dimensions }), {
          maxLength: 12,
        }),
        (points) => {
          let cells = 0;
          const visit = (cell: number[]): void => {
            if (cell.length < dimensions) for (let v = 0; v < 6; v++) visit([...cell, v]);
            else if (points.some((p) => p.every((v, o) => v <= cell[o]!))) cells++;
          };
          visit([]);
          assert.is(hypervolume(points, Array(dimensions).fill(6)), cells);
        },
      ),
      { numRuns: runs(150) },
    );
  assert.is(hypervolume([[1, 1, 1, 1]], [2, 2, 2, 2]), null);
});

pareto('the knee is nearest to the ideal corner', () => {
  assert.is(knee([]), -1);
  assert.is(
    knee([
      [0, 10],
      [1, 1],
      [10, 0],
    ]),
    1,
  );
  assert.is(knee([[5, 5]]), 0);
});

pareto.run();
