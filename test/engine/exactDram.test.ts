import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, loadSpec, pointsOf } from '../../src/index.ts';
import { assert, suite } from '../harness.ts';

const test = suite('exact DRAM by one line');

/** Every design of a sweep over its memory: `dram` takes the place of what the base says. */
function results(base: string, layer: string, drams: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-dram-'));
  try {
    const file = join(folder, 'sweep.yaml');
    writeFileSync(
      file,
      [
        'kind: sweep',
        'version: 1',
        'name: dram',
        `workloads: [{ layers: [${layer}], bits: { weights: 16, activations: 16, outputs: 16 } }]`,
        'architectures:',
        ...drams.map((dram, i) => `  - { extends: ${base}, name: d${i}, dram: ${dram} }`),
        'objectives: [latency_s]',
        'fidelity: cycle',
        'seed: 1',
        '',
      ].join('\n'),
    );
    return [...pointsOf(loadSpec(file))].map(({ spec }) => evaluate(spec));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const product = '{ name: fc, gemm: { m: 64, n: 256, k: 256 } }';
const square =
  '{ name: square, spgemm: { a: { generator: uniform, rows: 256, cols: 256, nonzeros: 4000, seed: 1 } } }';
const shares = ['dram_row_hit_rate', 'dram_bus_utilisation', 'dram_refresh_share'];

for (const [base, layer] of [
  ['systolic', product],
  ['tensor-core/dstc', product],
  ['spgemm/smash-v3', square],
  ['spgemm/gamma', square],
  ['spgemm/outerspace', square],
  ['spgemm/extensor', square],
  ['spgemm/matraptor', square],
] as const)
  test(`${base}: results say what the memory did`, () => {
    const [plain, preset, own, refreshing] = results(base, layer, [
      '{ model: simple, kind: ddr4, bandwidth_bytes_per_s: 19.2e+9, latency_cycles: 50 }',
      '{ model: exact, preset: ddr4-2400 }',
      '{ model: exact, memory: { extends: ddr4-2400 } }',
      '{ model: exact, memory: { extends: ddr4-2400, timing: { trefi: 1000 } } }',
    ]);
    for (const name of shares) assert.not.ok(name in plain!.metrics, name);
    const { dram, cycles } = preset!.layers[0]!.execution;
    assert.is(preset!.metrics['dram_row_hit_rate'], dram!.row_hits / dram!.row_accesses);
    assert.is(preset!.metrics['dram_bus_utilisation'], dram!.bus_cycles / cycles);
    assert.is(preset!.metrics['dram_refresh_share'], dram!.refresh_cycles / cycles);
    for (const name of shares) {
      const value = preset!.metrics[name]!;
      assert.ok(value >= 0 && value <= 1, `${name}: ${value}`);
      assert.is(own!.metrics[name], value);
    }
    assert.is(own!.metrics['cycles'], preset!.metrics['cycles']);
    assert.ok(refreshing!.metrics['dram_refresh_share']! > 0.2);
    assert.ok(refreshing!.metrics['cycles']! > preset!.metrics['cycles']!);
  });

test.run();
