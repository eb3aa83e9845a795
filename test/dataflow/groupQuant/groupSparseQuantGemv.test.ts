import fc from 'fast-check';
import { evaluate } from '../../../src/engine/evaluate.ts';
import { assert, runs, suite } from '../../harness.ts';
import { zoo } from '../gpu/gpuCases.ts';
import { point, shippedArchitectures } from '../shippedArchitectures.ts';

const tests = suite('group-sparse quantised weights');

const designs = shippedArchitectures('gpu-group-quant');
const groups = (density: number, block_rows = 16) => ({
  pattern: 'block',
  block_rows,
  block_cols: 1,
  density,
});

const product = (
  size: readonly [number, number, number],
  weights: Record<string, unknown> | null,
  bits: number,
  split?: 'rows' | 'tasks',
) =>
  evaluate({
    ...point(designs['h200']!, {
      layers: [{ name: 'g', gemm: [...size], ...(weights && { sparsity: { weights } }) }] as never,
      bits: { weights: bits, activations: 16, outputs: 16 },
    }),
    mapping: {
      objective: 'cycles',
      search: 'exhaustive',
      fixed: split === undefined ? {} : { g: { kernel: 'group-sparse-quant-gemv', split } },
    },
  }).layers[0]!;

tests('moves packed values, a scale, a zero and a place for each kept group', () => {
  const { execution } = product([1, 1024, 4096], groups(0.5), 4);
  const bytes = (operand: string): number =>
    execution.traffic.find((row) => row.operand === operand)!.read_bytes;
  const kept = (1024 * 4096) / 16 / 2;
  assert.is(bytes('b'), kept * 8);
  assert.is(bytes('metadata_b'), (kept * (16 + 4 + 16)) / 8 + 4 * 1025);
  assert.is(execution.macs.effectual, kept * 16);
  assert.is(execution.macs.padded, 0);
  const full = product([1, 1024, 4096], null, 2).execution;
  const metadata = full.traffic.find((row) => row.operand === 'metadata_b')!.read_bytes;
  assert.is(metadata, (1024 * 64 * (16 + 2)) / 8 + 4 * 1025);
});

tests('weights without whole groups keep a group for its one weight, the rest padded', () => {
  const { execution } = product([1, 256, 1024], { pattern: 'uniform', density: 0.05 }, 4);
  const { effectual, padded, skipped } = execution.macs;
  assert.is(effectual, Math.round(0.05 * 256 * 1024));
  // 1 − 0.95^16 of the groups hold something.
  assert.ok(Math.abs((effectual + padded) / (256 * 1024) - 0.56) < 0.02);
  assert.is(effectual + padded + skipped, 256 * 1024);
});

tests('few long outputs run by tasks, many short ones by rows; the mapper takes the faster', () => {
  const time = (size: readonly [number, number, number], split?: 'rows' | 'tasks'): number =>
    product(size, groups(0.5), 4, split).execution.cycles;
  const [deep, wide] = [[1, 256, 16_384] as const, [1, 8192, 1024] as const];
  assert.ok(time(deep, 'tasks') < 0.7 * time(deep, 'rows'));
  assert.ok(time(wide, 'rows') < time(wide, 'tasks'));
  assert.is(time(deep), time(deep, 'tasks'));
  assert.is(time(wide), time(wide, 'rows'));
});

tests('two bits save no time where unpacking decides, half of the groups do', () => {
  const cycles = (weights: Record<string, unknown> | null, bits: number): number =>
    product([1, 16_384, 4096], weights, bits).execution.cycles;
  const four = cycles(null, 4);
  assert.ok(cycles(null, 2) > 0.95 * four);
  assert.ok(cycles(groups(0.5), 4) < 0.8 * four);
});

tests('decode of a network: weights on groups, attention on the library', () => {
  const run = evaluate(
    point(designs['a100']!, {
      definition: zoo('llama-2-7b'),
      phase: 'decode',
      context: 256,
      attention: 'fused',
      sparsity: { weights: groups(0.5) },
      bits: { weights: 4, activations: 16, outputs: 16 },
    } as never),
  );
  const kernels = run.layers.map(({ mapping }) => (mapping as { kernel: string }).kernel);
  assert.ok(kernels.includes('group-sparse-quant-gemv') && kernels.includes('attention'));
});

tests('no product takes less than its bound, by cycles or by the closed form', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 1000 }));
  const density = fc.double({ min: 0.01, max: 1, noNaN: true });
  const pattern = fc.oneof(
    fc.constant(null),
    density.map((kept) => groups(kept)),
    density.map((kept) => groups(kept, 48)),
    density.map((kept) => ({ pattern: 'uniform', density: kept })),
    fc.constant({ pattern: 'n:m', n: 2, m: 4 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(designs)),
      fc.integer({ min: 1, max: 20 }),
      size,
      size,
      pattern,
      fc.integer({ min: 1, max: 16 }),
      (design, m, n, k, weights, bits) => {
        for (const fidelity of ['cycle', 'estimate'] as const) {
          const { layers } = evaluate({
            ...point(designs[design]!, {
              layers: [{ name: 'g', gemm: [m, n, k], ...(weights && { sparsity: { weights } }) }] as never,
              bits: { weights: bits, activations: 16, outputs: 16 },
            }),
            fidelity,
          });
          const { bound, execution } = layers[0]!;
          assert.ok(bound.cycles > 0 && bound.cycles <= execution.cycles);
        }
      },
    ),
    { numRuns: runs(60) },
  );
});

tests('the closed form is near the simulation where groups are drawn', () => {
  for (const density of [0.3, 0.7])
    for (const size of [
      [1, 4096, 4096],
      [1, 6144, 2048],
      [1, 512, 16_384],
    ] as const)
      for (const split of ['rows', 'tasks'] as const) {
        const spec = point(designs['h200']!, {
          layers: [{ name: 'g', gemm: [...size], sparsity: { weights: groups(density) } }] as never,
          bits: { weights: 4, activations: 16, outputs: 16 },
        });
        const fixed = { g: { kernel: 'group-sparse-quant-gemv', split } };
        const cycles = (fidelity: 'cycle' | 'estimate'): number =>
          evaluate({ ...spec, fidelity, mapping: { ...spec.mapping, fixed } }).metrics['cycles']!;
        const ratio = cycles('estimate') / cycles('cycle');
        assert.ok(Math.abs(ratio - 1) < 0.15, `${size} ${density} ${split}: ${ratio}`);
      }
});

tests.run();
