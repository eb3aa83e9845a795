import { densityGaps } from '../../src/engine/densityGap.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import { shippedLibrary } from '../../src/engine/shippedLibrary.ts';
import { assert, suite } from '../harness.ts';

const tests = suite('how far densities are off');

const point = (weights: Record<string, unknown>, fidelity: 'cycle' | 'estimate'): PointSpec => ({
  architecture: {
    kind: 'architecture',
    version: 1,
    name: 'small',
    dataflow: 'loop-nest',
    clock_hz: 1e9,
    technology: { node_nm: 28, device: 'itrs-hp' },
    levels: [
      { name: 'DRAM', memory: 'ddr4', word_bits: 8, words_per_access: 8 },
      { name: 'GLB', memory: 'sram', word_bits: 8, capacity_kib: 8, fan_out: { x: 4, y: 4 } },
    ],
    compute: { bits_a: 8, bits_b: 8, accumulator_bits: 32 },
    sparse: {
      formats: ['a', 'b'].flatMap((tensor) =>
        ['DRAM', 'GLB'].map((level) => ({ level, tensor, ranks: [{ format: 'CP', metadata_bits: 8 }] })),
      ),
      actions: [{ level: 'DRAM', kind: 'skip', target: 'a', on: ['b'] }],
      compute: { skip_unaligned: true },
    },
  },
  workload: {
    layers: [{ name: 'g', gemm: [32, 32, 64] }],
    bits: { weights: 8, activations: 8, outputs: 8 },
    sparsity: { weights, activations: weights },
  } as never,
  fidelity,
  seed: 1,
  mapping: { objective: 'edp', search: 'auto', evaluations: 400, fixed: {} },
});

const gapOf = (weights: Record<string, unknown>, fidelity: 'cycle' | 'estimate' = 'cycle') => {
  const spec = point(weights, fidelity);
  return densityGaps(spec, evaluate(spec), shippedLibrary)[0]!;
};

tests('a dense operand has no gap, blocks have one that energies and accesses show', () => {
  const none = gapOf({ pattern: 'dense' });
  assert.is(none.cycles_error, 0);
  assert.is(none.energy_error, 0);
  assert.is(none.furthest?.error ?? 0, 0);
  const blocks = { pattern: 'block', block_rows: 8, block_cols: 8, density: 0.25 };
  const gap = gapOf(blocks);
  const { layers } = evaluate(point(blocks, 'cycle'));
  assert.ok(Math.abs(gap.cycles / layers[0]!.execution.cycles - 1 - gap.cycles_error) < 1e-12);
  assert.ok(gap.energy_error !== 0 && gap.furthest !== null && gap.furthest.error !== 0);
  assert.ok(
    Math.abs(gap.furthest!.expected / gap.furthest!.counted - 1 - gap.furthest!.error) < 1e-12,
    JSON.stringify(gap),
  );
  assert.is(gapOf(blocks, 'estimate'), null);
});

tests.run();
