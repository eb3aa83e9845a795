import { pairLayers } from '../../src/report/browser/compare/pairLayers.ts';
import { changePct } from '../../src/report/changePct.ts';
import { assert, suite } from '../harness.ts';
import { syntheticResult } from './syntheticResult.ts';

const compare = suite('comparison of two designs');
const design = { model: 0, flow: 0, density: 1, rows: 32, cols: 64, kib: 256, noise: 1, index: 0 };

compare('a change is in percent of the first value', () => {
  assert.is(changePct(4, 5), 25);
  assert.is(changePct(-4, -5), -25);
  assert.is(changePct(0, 5), 100);
  assert.is(changePct(0, 0), 0);
  assert.is(changePct(Number.NaN, 5), 100);
});

compare('layers are matched by name, however each design groups them', () => {
  const a = syntheticResult(design);
  const named = a.layers.map((l) => ({
    ...l,
    names: Array.from({ length: l.count }, (_, i) => `${l.name}.${i}`),
  }));
  // B runs the first of four alike by itself, has lost the last layer, and has one of its own.
  const [conv, four] = [named[0]!, named[1]!];
  const b = {
    ...a,
    layers: [
      conv,
      { ...four, count: 1, names: [four.names[0]!] },
      { ...four, count: 3, names: four.names.slice(1) },
      ...named.slice(2, -1),
      { ...conv, name: 'extra', names: ['extra'] },
    ],
  };
  const pairs = pairLayers({ ...a, layers: named }, b);
  assert.equal(
    pairs.slice(0, 3).map((p) => [p.name, p.count]),
    [
      [conv.names[0], 1],
      [four.names[0], 1],
      [four.names[1], 3],
    ],
  );
  const lost = pairs.find((p) => p.b === null)!;
  assert.is(lost.a!.name, 'fc');
  assert.equal(
    pairs.filter((p) => p.a === null).map((p) => p.name),
    ['extra'],
  );
  const sum = (side: 'a' | 'b'): number =>
    pairs.reduce((n, p) => n + p.count * (p[side]?.execution.cycles ?? 0), 0);
  assert.is(
    sum('a'),
    named.reduce((n, l) => n + l.count * l.execution.cycles, 0),
  );
  assert.is(
    sum('b'),
    b.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0),
  );
});

compare('without all names a layer is matched by its own', () => {
  const a = syntheticResult(design);
  const b = syntheticResult({ ...design, rows: 64 });
  const bare = (r: typeof a) => ({ ...r, layers: r.layers.map((l) => ({ ...l, names: [] })) });
  const pairs = pairLayers(bare(a), bare(b));
  assert.equal(
    pairs.map((p) => p.name),
    a.layers.map((l) => l.name),
  );
  assert.equal(
    pairs.map((p) => p.count),
    a.layers.map((l) => l.count),
  );
});

compare.run();
