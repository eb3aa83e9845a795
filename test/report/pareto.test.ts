import * as fc from 'fast-check';
import { fronts, hypervolume, type PlaneColumn } from '../../src/report/browser/pareto.ts';
import { assert, runs, suite } from '../harness.ts';

const pareto = suite('fronts of the plane');

const column = (values: readonly number[], sign: 1 | -1): PlaneColumn => ({
  column: values,
  sign,
  log: false,
});
const plane = fc.record({
  points: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), {
    maxLength: 40,
  }),
  signX: fc.constantFrom<1 | -1>(1, -1),
  signY: fc.constantFrom<1 | -1>(1, -1),
});

/** Front by its definition: nobody is at least as good in both and better in one. */
const definition = (rows: readonly number[], x: PlaneColumn, y: PlaneColumn): number[] =>
  rows.filter((r) =>
    rows.every((o) => {
      const dx = (x.column[o]! - x.column[r]!) * x.sign;
      const dy = (y.column[o]! - y.column[r]!) * y.sign;
      return !(dx <= 0 && dy <= 0 && (dx < 0 || dy < 0));
    }),
  );

pareto('each layer is the front of what the layers before it left', () => {
  fc.assert(
    fc.property(plane, ({ points, signX, signY }) => {
      const x = column(
        points.map((p) => p[0]),
        signX,
      );
      const y = column(
        points.map((p) => p[1]),
        signY,
      );
      let rest = points.map((_, i) => i);
      const place = (r: number): string => `${x.column[r]},${y.column[r]}`;
      for (const layer of fronts(rest, x, y, 3).layers) {
        const expected = new Set(definition(rest, x, y).map(place));
        assert.equal(new Set(layer.map(place)), expected);
        assert.is(layer.length, expected.size, 'equal points are drawn once');
        rest = rest.filter((r) => !expected.has(place(r)));
      }
    }),
    { numRuns: runs(400) },
  );
});

pareto('rows without a value are on no front', () => {
  const { layers } = fronts(
    [0, 1, 2],
    column([1, Number.NaN, 3], 1),
    column([3, 0, Number.POSITIVE_INFINITY], 1),
    2,
  );
  assert.equal(layers, [[0]]);
});

pareto('the knee bends most, and a straight or short front has none', () => {
  const knee = (xs: number[], ys: number[]): number | null =>
    fronts(
      xs.map((_, i) => i),
      column(xs, 1),
      column(ys, 1),
      1,
    ).knee;
  assert.is(knee([0, 1, 10], [10, 1, 0]), 1);
  assert.is(knee([0, 5, 10], [10, 5, 0]), null);
  assert.is(knee([0, 10], [10, 0]), null);
});

pareto('the area that a front dominates, by counting cells', () => {
  fc.assert(
    fc.property(plane, ({ points }) => {
      const x = column(
        points.map((p) => p[0]),
        1,
      );
      const y = column(
        points.map((p) => p[1]),
        1,
      );
      const front =
        fronts(
          points.map((_, i) => i),
          x,
          y,
          1,
        ).layers[0] ?? [];
      let cells = 0;
      for (let i = 0; i < 13; i++)
        for (let j = 0; j < 13; j++) cells += Number(points.some(([a, b]) => a <= i && b <= j));
      assert.is(hypervolume(front, x, y, [13, 13]), cells);
    }),
    { numRuns: runs(200) },
  );
});

pareto.run();
