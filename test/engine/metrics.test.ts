import { evaluateTotals } from '../../src/engine/evaluateTotals.ts';
import { findMetric, memoryMetric, metrics } from '../../src/engine/metrics.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import type { LayerTrace } from '../../src/workload/layer.ts';
import { assert, suite } from '../harness.ts';
import { gemm, toyLayer, toyLibrary, toyPoint } from './toyLibrary.ts';

const tests = suite('metrics');

const totals = (trace: Partial<LayerTrace>): Readonly<Record<string, number>> => {
  const definition = { layers: [toyLayer('x', gemm(4, 8, 16))], ...trace };
  const workload = { definition } as unknown as PointSpec['workload'];
  return evaluateTotals(toyPoint({ workload }), { library: toyLibrary }).metrics;
};

tests('are declared once, with formula and unit', () => {
  assert.is(new Set(metrics.map((m) => m.name)).size, metrics.length);
  for (const { unit, formula, description } of metrics)
    assert.ok(unit !== '' && formula !== '' && description !== '');
});

tests('of a result are all declared', () => {
  for (const name of Object.keys(totals({}))) assert.ok(findMetric(name) !== null, name);
  assert.is(findMetric('off_chip_bytes')!.unit, 'bytes');
  assert.is(findMetric('beauty'), null);
  assert.is(memoryMetric('scratchpad.a').name, 'scratchpad_a_bytes');
});

tests('of a decode step count tokens, but no first token', () => {
  const got = totals({ phase: 'decode', outputs: { unit: 'tokens', count: 4 } });
  assert.is(got['tokens_per_s'], 4 / 128e-9);
  assert.is(got['tokens_per_j'], 4 / (got['energy_pj']! * 1e-12));
  assert.not('ttft_s' in got);
  assert.not('samples_per_s' in got);
});

tests('of a prefill say when the first token comes', () => {
  const got = totals({ phase: 'prefill', outputs: { unit: 'tokens', count: 16 } });
  assert.is(got['ttft_s'], got['latency_s']);
});

tests('of a vision model count samples', () => {
  const got = totals({ outputs: { unit: 'samples', count: 2 } });
  assert.is(got['samples_per_s'], 2 / 128e-9);
  assert.not('tokens_per_s' in got);
});

tests('of an empty workload are zero, not NaN', () => {
  const got = totals({ layers: [], outputs: { unit: 'tokens', count: 1 } });
  assert.is(got['cycles'], 0);
  assert.is(got['power_w'], 0);
  assert.is(got['utilisation'], 0);
  assert.not('tokens_per_s' in got);
});

tests('keep energy the sum of its parts and power its rate', () => {
  const got = totals({});
  assert.is(got['energy_pj'], got['energy_dynamic_pj']! + got['energy_leakage_pj']!);
  assert.is(got['power_w'], (got['energy_pj']! * 1e-12) / got['latency_s']!);
});

tests.run();
