import { rooflineMemories, rooflineModel } from '../../src/report/browser/design/rooflineModel.ts';
import { assert, suite } from '../harness.ts';
import { syntheticResult } from './syntheticResult.ts';

const roofline = suite('roofline');
const design = { model: 0, flow: 0, density: 0.5, rows: 32, cols: 64, kib: 256, noise: 1, index: 0 };

roofline('peak, bandwidth and rates are those of the design', () => {
  const result = syntheticResult(design);
  assert.equal(rooflineMemories(result), ['dram']);
  const model = rooflineModel(result, 'dram');
  assert.ok(Math.abs(model.peak! - 32 * 64 * 1e9) < 1e5, `${model.peak}`);
  assert.is(model.bandwidth, 32e9);
  assert.is(model.layers.length, result.layers.length);
  assert.ok(Math.abs(model.layers.reduce((n, l) => n + l.share, 0) - 1) < 1e-12);
  for (const l of model.layers) {
    const { macs, cycles, traffic } = l.layer.execution;
    const bytes = traffic.reduce((n, t) => n + t.read_bytes + t.write_bytes, 0);
    assert.is(l.bytes, bytes);
    assert.is(l.intensity, macs.effectual / bytes);
    assert.ok(Math.abs(l.rate - (macs.effectual / cycles) * 1e9) <= 1e-6 * l.rate);
    assert.ok(Math.abs(l.dense_rate / l.rate - 2) < 0.02, 'half of the dense work is skipped');
    assert.is(l.roof, Math.min(model.peak!, model.bandwidth! * l.intensity));
    assert.is(l.under_bandwidth, model.bandwidth! * l.intensity < model.peak!);
  }
});

roofline('what is not known is null, and layers without bytes or work are named', () => {
  const whole = syntheticResult(design);
  const layers = whole.layers.map((l, i) => ({
    ...l,
    bound: {
      ...l.bound,
      terms: l.bound.terms.map(({ name, cycles, formula }) => ({ name, cycles, formula })),
    },
    execution: { ...l.execution, ...(i === 0 ? { traffic: [] } : {}), utilisation: {} },
  }));
  const model = rooflineModel({ ...whole, layers }, 'dram');
  assert.is(model.peak, null);
  assert.is(model.bandwidth, null);
  assert.equal(model.left_out, ['conv1']);
  assert.ok(model.layers.every((l) => l.roof === null));
});

roofline.run();
