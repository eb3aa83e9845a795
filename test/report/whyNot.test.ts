import { whyNot } from '../../src/report/browser/compare/whyNot.ts';
import { assert, suite } from '../harness.ts';
import { syntheticResult } from './syntheticResult.ts';

const why = suite('why not twice as fast');
const design = { model: 1, flow: 0, density: 1, rows: 64, cols: 64, kib: 256, noise: 1, index: 0 };

why('what is missing from the promised speed-up is shared out over reasons, exactly', () => {
  const dense = syntheticResult(design);
  const sparse = syntheticResult({ ...design, density: 0.5 });
  const found = whyNot(dense, sparse)!;
  assert.ok(Math.abs(found.promised - 2) < 1e-3, `${found.promised}`);
  const cycles = (r: typeof dense): number => r.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0);
  assert.is(found.reached, cycles(dense) / cycles(sparse));
  const missing = found.missing.reduce((n, [, share]) => n + share, 0);
  assert.ok(Math.abs(missing - (1 - found.reached / found.promised)) < 1e-9, `${missing}`);
  assert.ok(found.missing.every(([, share], i, all) => i === 0 || share <= all[i - 1]![1]));
});

why('nothing is missing where the work does not shrink, or the speed-up is all there', () => {
  const dense = syntheticResult(design);
  assert.is(whyNot(dense, dense), null);
  assert.is(whyNot(syntheticResult({ ...design, density: 0.5 }), dense), null);
  const half = {
    ...dense,
    layers: dense.layers.map((l) => ({
      ...l,
      execution: {
        ...l.execution,
        cycles: l.execution.cycles / 2,
        macs: { ...l.execution.macs, effectual: l.execution.macs.effectual / 2 },
      },
    })),
  };
  assert.is(whyNot(dense, half), null);
});

why.run();
