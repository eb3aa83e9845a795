// What a user's own regression test looks like: the package by its name, a sweep file, cycle counts pinned.
import { fileURLToPath } from 'node:url';
import { evaluate, loadSpec, pointsOf } from 'winnow';
import { assert, repositoryRoot, suite } from '../harness.ts';

const file = fileURLToPath(new URL('test/api/example.yaml', repositoryRoot));

const regression = suite('regression test of a user');

regression('pins the cycles of a layer, of a network, and of every point', () => {
  const cycles = new Map<unknown, number>();
  for (const { at, spec } of pointsOf(loadSpec(file))) {
    const result = evaluate(spec);
    cycles.set(at['arch.array.rows'], result.metrics['cycles']!);
    if (at['arch.array.rows'] === 16) {
      const first = result.layers.find((layer) => layer.name === 'first')!;
      assert.is(first.execution.cycles, 2035);
      assert.is(first.execution.breakdown['compute'], 960);
    }
  }
  assert.equal(
    [...cycles],
    [
      [16, 2890],
      [32, 2211],
    ],
  );
});

regression.run();
