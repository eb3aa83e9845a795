import * as fc from 'fast-check';
import { explainedShare } from '../../src/report/browser/importance/explainedShare.ts';
import { assert, runs, suite } from '../harness.ts';

const importance = suite('importance of parameters');

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Residual variance of the best predictor that is constant on each level, found without η²: level by level. */
function reference(levels: readonly number[], values: readonly number[]): number {
  const n = values.length;
  const used = [...new Set(levels)];
  const variance = (list: readonly number[]): number => {
    const mean = list.reduce((a, b) => a + b, 0) / list.length;
    return list.reduce((s, v) => s + (v - mean) ** 2, 0);
  };
  const within = used.reduce((s, l) => s + variance(values.filter((_, i) => levels[i] === l)), 0);
  return Math.max(0, 1 - within / (n - used.length) / (variance(values) / (n - 1)));
}

importance('the share is what a constant on each level leaves of the variance', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(4), fc.integer({ min: -1000, max: 1000 })), { minLength: 8, maxLength: 60 }),
      (pairs) => {
        const levels = pairs.map((p) => p[0]);
        const values = pairs.map((p) => p[1]);
        const share = explainedShare(levels, 5, values, all(pairs.length));
        if (new Set(values).size === 1) assert.ok(Number.isNaN(share));
        else assert.ok(Math.abs(share - reference(levels, values)) < 1e-9, `${share}`);
      },
    ),
    { numRuns: runs(300) },
  );
});

importance('a parameter that decides explains all, one that is not read explains nothing', () => {
  const rows = all(60);
  const decides = rows.map((i) => i % 3);
  const ignored = rows.map((i) => Math.floor(i / 3) % 4);
  const values = decides.map((l) => [5, 1, 9][l]!);
  assert.is(explainedShare(decides, 3, values, rows), 1);
  assert.is(explainedShare(ignored, 4, values, rows), 0);
});

importance('a full grid of a sum splits as its terms vary', () => {
  // y = 3 u + v over all u, v in −1, 0, 1: variances 9 : 1.
  const rows = all(90);
  const u = rows.map((i) => i % 3);
  const v = rows.map((i) => Math.floor(i / 3) % 3);
  const y = rows.map((i) => 3 * (u[i]! - 1) + (v[i]! - 1));
  assert.ok(Math.abs(explainedShare(u, 3, y, rows) - 0.9) < 0.01);
  assert.ok(Math.abs(explainedShare(v, 3, y, rows) - 0.1) < 0.03);
});

importance('as many levels as points leave nothing to say', () => {
  const rows = all(10);
  assert.ok(Number.isNaN(explainedShare(rows, 10, rows, rows)));
});

importance.run();
