import fc from 'fast-check';
import { type GpuDevice, gpuDevice } from '../../../src/arch/gpu/gpuDevice.ts';
import { gpuKernels } from '../../../src/dataflow/gpu/kernels.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { assert, runs, suite } from '../../harness.ts';
import { gpus, point } from './gpuCases.ts';

const tests = suite('bounds of GPU kernels');

const size = fc.oneof(fc.integer({ min: 1, max: 96 }), fc.integer({ min: 1, max: 6000 }));
const side = fc.integer({ min: 1, max: 16 }).map((sixteens) => 16 * sixteens);
const density = fc.double({ min: 0.001, max: 1, noNaN: true });
const pattern = fc.oneof(
  fc.constant({ pattern: 'dense' }),
  fc.constant({ pattern: 'n:m', n: 2, m: 4 }),
  density.map((kept) => ({ pattern: 'uniform', density: kept })),
  fc
    .tuple(side, side, density)
    .map(([block_rows, block_cols, kept]) => ({ pattern: 'block', block_rows, block_cols, density: kept })),
);

/** Mappings of every kernel, good and bad ones; null leaves the choice to the mapper. */
const mapping = fc.oneof(
  fc.constant(null),
  fc.constant({ kernel: 'csr-spmm' }),
  fc.record({
    kernel: fc.constant('block-sparse-gemm'),
    tile_m: fc.constantFrom(1, 7, 16, 64, 100, 128, 1024, 65_536),
  }),
  fc.record({
    kernel: fc.constant('load-sparse-compute-dense'),
    tile_n: fc.constantFrom(16, 128, 256, 512),
    tile_m: fc.constantFrom(8, 64, 256),
    split_k: fc.constantFrom(1, 3, 16),
  }),
  fc.record({
    kernel: fc.constantFrom('gemm', 'gemm-2:4'),
    tile_n: fc.constantFrom(64, 128, 256),
    tile_m: fc.constantFrom(8, 64, 128, 256),
    tile_k: fc.constantFrom(32, 64, 128),
    stages: fc.constantFrom(1, 4),
    cluster_n: fc.constantFrom(1, 2),
    cluster_m: fc.constantFrom(1, 2),
    rows: fc.constantFrom('n', 'm'),
    split_k: fc.constantFrom(1, 2, 5),
  }),
);

const product = fc.record({
  m: size,
  n: size,
  k: size,
  bits: fc.constantFrom(8, 16),
  weights: pattern,
  fixed: mapping,
});

const attention = fc
  .record({
    queries: fc.oneof(fc.constant(1), size),
    past: fc.integer({ min: 0, max: 3000 }),
    heads: fc.integer({ min: 1, max: 8 }),
    shared: fc.constantFrom(1, 2, 8),
    head_dim: fc.constantFrom(16, 64, 128, 256),
    mask: fc.constantFrom({ mask: 'none' }, { mask: 'causal' }, { mask: 'window', window: 300 }),
  })
  .map(({ queries, past, heads, shared, head_dim, mask }) => ({
    attention: {
      heads: heads * shared,
      kv_heads: heads,
      head_dim,
      queries,
      keys: queries + past,
      mask,
    },
  }));

const grouped = fc
  .record({ rows: fc.array(fc.nat(500), { minLength: 1, maxLength: 9 }), n: size, k: size })
  .filter(({ rows }) => rows.some((m) => m > 0))
  .map((grouped) => ({ grouped }));

function holds(name: string, layer: Record<string, unknown>, bits: number, fixed: unknown): void {
  const base = point(gpus[name]!, {
    layers: [{ name: 'l', ...layer }] as never,
    bits: { weights: bits, activations: bits, outputs: 16 },
  });
  const mapped: PointSpec = {
    ...base,
    mapping: { ...base.mapping, fixed: fixed === null ? {} : { l: fixed } },
  };
  for (const fidelity of ['cycle', 'estimate'] as const) {
    // evaluate throws where a law is broken, that of the bound among them; the lines below say which numbers did.
    const { bound, execution } = evaluate({ ...mapped, fidelity }).layers[0]!;
    assert.ok(bound.cycles > 0 && bound.cycles <= execution.cycles, `${bound.cycles} ≤ ${execution.cycles}`);
    const roofs = bound.terms.filter(({ roof }) => roof !== undefined);
    assert.is(roofs.length, 1);
    const memory = execution.traffic.find((row) => row.memory === roofs[0]!.roof!.memory);
    assert.ok(memory !== undefined);
  }
}

const names = Object.keys(gpus);
const device = fc.constantFrom(...names);

const devices: Readonly<Record<string, GpuDevice>> = Object.fromEntries(
  names.map((name) => [name, gpuDevice.parse(gpus[name]!['gpu'])]),
);

/** Whether a mapping file may send such a product to that kernel. */
const accepts = (
  kernel: string,
  name: string,
  { m, n, k, bits, weights }: { bits: number; m: number; n: number; k: number; weights: { pattern: string } },
): boolean => {
  const dense = { bits, sparsity: { pattern: 'dense' } };
  const operands = { a: dense, b: { bits, sparsity: weights }, out: dense };
  const operation = {
    kind: 'gemm' as const,
    batch: 1,
    m,
    n,
    k,
    weights: 'b' as const,
    b_shared_by: 1,
    operands,
  };
  return gpuKernels.find((one) => one.name === kernel)!.accepts(operation, devices[name]!) === true;
};

tests('no product takes less than its bound, whatever its shape, pattern, device and kernel', () => {
  fc.assert(
    fc.property(device, product, (name, { fixed, ...sizes }) => {
      const { m, n, k, weights } = sizes;
      const layer = { gemm: [m, n, k], sparsity: { weights } };
      holds(name, layer, sizes.bits, fixed !== null && accepts(fixed.kernel, name, sizes) ? fixed : null);
    }),
    { numRuns: runs(400) },
  );
});

tests('nor attention, prompts and decode, nor groups', () => {
  fc.assert(
    fc.property(device, fc.oneof(attention, grouped), (name, layer) => holds(name, layer, 16, null)),
    { numRuns: runs(200) },
  );
});

tests('a small product is near its bound: launch and first load are part of it', () => {
  for (const weights of [
    { pattern: 'dense' },
    { pattern: 'block', block_rows: 32, block_cols: 32, density: 0.2 },
  ]) {
    const spec = point(gpus['h200']!, {
      layers: [{ name: 'l', gemm: [1, 512, 512], sparsity: { weights } }] as never,
      bits: { weights: 16, activations: 16, outputs: 16 },
    });
    const { bound, execution } = evaluate(spec).layers[0]!;
    assert.ok(execution.cycles < 2 * bound.cycles, `${execution.cycles} < 2 × ${bound.cycles}`);
  }
});
tests.run();
