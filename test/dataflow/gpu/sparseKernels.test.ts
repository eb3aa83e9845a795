import fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import { blockGrid, blockRows } from '../../../src/dataflow/gpu/blockGrid.ts';
import { groupedGemm } from '../../../src/dataflow/gpu/kernels/groupedGemm.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import type { GroupedGemm } from '../../../src/workload/operations/groupedGemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { gpus, h200, h200Clock, point, zoo } from './gpuCases.ts';

const tests = suite('sparse and grouped kernels of a GPU');

const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
const block = (side: number, density: number) => ({
  pattern: 'block',
  block_rows: side,
  block_cols: side,
  density,
});
const gemm = (m: number, n: number, k: number, sparsity: Gemm['operands']['b']['sparsity']): Gemm => ({
  kind: 'gemm',
  batch: 1,
  m,
  n,
  k,
  weights: 'b',
  b_shared_by: 1,
  operands: { a: operand, b: { bits: 16, sparsity }, out: operand },
});

tests('sees whole blocks in a pattern by what it says of itself', () => {
  const grid = blockGrid(gemm(64, 256, 512, block(32, 0.25)));
  assert.equal(grid && [grid.block_n, grid.block_k, grid.rows, grid.cols, grid.kept], [32, 32, 8, 16, 32]);
  assert.is(blockGrid(gemm(64, 256, 512, { pattern: 'uniform', density: 0.25 })), null);
  assert.is(blockGrid(gemm(64, 256, 512, { pattern: 'n:m', n: 2, m: 4 })), null);
  assert.is(blockGrid(gemm(64, 256, 512, { pattern: 'dense' })), null);
});

tests('draws every block once: rows hold the kept blocks in all, none more than there are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(99),
      (rows, cols, density, seed) => {
        const kept = Math.round(density * rows * cols);
        const view = { batch: 1, m: 1, n: rows, k: cols, b_shared_by: 1 };
        const grid = { view, block_n: 1, block_k: 1, rows, cols, kept };
        const counts = blockRows(grid, randomStream(seed, 'blocks'));
        assert.is(
          counts.reduce((sum, c) => sum + c, 0),
          kept,
        );
        assert.ok(counts.every((c) => c >= 0 && c <= cols));
      },
    ),
    { numRuns: runs(200) },
  );
});

const run = (
  gemmSize: readonly [number, number, number],
  weights?: Record<string, unknown>,
  extra = {},
  fixed: Record<string, unknown> = {},
) =>
  evaluate({
    ...point(
      { ...gpus['h200']!, ...extra },
      {
        layers: [{ name: 'g', gemm: [...gemmSize], ...(weights && { sparsity: { weights } }) }] as never,
        bits: { weights: 16, activations: 16, outputs: 16 },
      },
    ),
    mapping: { objective: 'cycles', search: 'exhaustive', fixed },
  });

const onCsr = { g: { kernel: 'csr-spmm' } };

tests('runs block-sparse and unstructured weights on kernels of their own, all zeros skipped', () => {
  const blocks = run([4096, 4096, 4096], block(64, 0.1));
  const { execution, mapping } = blocks.layers[0]!;
  assert.is((mapping as { kernel: string }).kernel, 'block-sparse-gemm');
  assert.is(execution.macs.padded, 0);
  assert.is(execution.macs.effectual, 4096 * 410 * 64 * 64);
  const csr = run([64, 4096, 4096], { pattern: 'uniform', density: 0.01 }, {}, onCsr);
  assert.is((csr.layers[0]!.mapping as { kernel: string }).kernel, 'csr-spmm');
  assert.is(csr.layers[0]!.execution.macs.effectual, 64 * Math.round(0.01 * 4096 * 4096));
});

tests('more blocks and more non-zeros never take less time', () => {
  let last = 0;
  for (const density of [0.02, 0.1, 0.3, 0.6, 1]) {
    const { cycles } = run([1024, 4096, 4096], block(64, density)).metrics;
    assert.ok(cycles! >= last);
    last = cycles!;
  }
  for (const fixed of [onCsr, {}]) {
    last = 0;
    for (const density of [0.001, 0.01, 0.1, 0.5]) {
      const { cycles } = run([64, 4096, 4096], { pattern: 'uniform', density }, {}, fixed).metrics;
      assert.ok(cycles! >= last);
      last = cycles!;
    }
  }
});

tests('may store sparse weights dense where that is faster', () => {
  const size = [512, 4096, 4096] as const;
  const dense = run(size).metrics['cycles']!;
  const half = { pattern: 'uniform', density: 0.5 };
  assert.ok(run(size, half).metrics['cycles']! > dense);
  assert.ok(run(size, half, {}, onCsr).metrics['cycles']! > 10 * dense);
  const free = run(size, half, { dense_fallback: true });
  assert.is(free.metrics['cycles'], dense);
  assert.is((free.layers[0]!.mapping as { kernel: string }).kernel, 'gemm');
  const few = run([8, 4096, 4096], { pattern: 'uniform', density: 0.0001 }, { dense_fallback: true });
  assert.ok(few.metrics['cycles']! <= run([8, 4096, 4096]).metrics['cycles']!);
});

tests(
  'unstructured weights run on tensor cores where they are many, on CUDA cores where they are few',
  () => {
    const kernel = (density: number): string => {
      const result = run([16, 8192, 8192], { pattern: 'uniform', density });
      return (result.layers[0]!.mapping as { kernel: string }).kernel;
    };
    assert.is(kernel(0.3), 'load-sparse-compute-dense');
    assert.is(kernel(0.0005), 'csr-spmm');
    const { execution } = run([16, 8192, 8192], { pattern: 'uniform', density: 0.2 }).layers[0]!;
    assert.is(execution.macs.effectual + execution.macs.padded, 16 * 8192 * 8192);
    const dense = run([16, 8192, 8192]).metrics['cycles']!;
    assert.ok(execution.cycles < dense && execution.cycles > dense / 5);
  },
);

tests('groups compute their own products', () => {
  const operation: GroupedGemm = {
    kind: 'grouped-gemm',
    rows: [2, 0, 3],
    n: 4,
    k: 5,
    operands: { a: operand, b: operand, out: operand },
  };
  const a = Float64Array.from({ length: 25 }, (_, i) => (i % 7) - 3);
  const b = Float64Array.from({ length: 60 }, (_, i) => (i % 11) - 5);
  const [plan] = groupedGemm.plans(operation, h200, h200Clock);
  const out = groupedGemm.compute(operation, plan!.mapping, { a, b });
  let row = 0;
  operation.rows.forEach((m, group) => {
    for (let i = 0; i < m; i++, row++)
      for (let j = 0; j < 4; j++) {
        let sum = 0;
        for (let l = 0; l < 5; l++) sum += a[row * 5 + l]! * b[group * 20 + l * 4 + j]!;
        assert.is(out[row * 4 + j], sum);
      }
  });
});

tests('a mixture of experts runs grouped: one layer a projection, and fewer cycles', () => {
  const workload = { definition: zoo('mixtral-8x7b'), phase: 'decode' as const, batch: 16, context: 512 };
  const separate = evaluate(point(gpus['h200']!, workload));
  const grouped = evaluate(point(gpus['h200']!, { ...workload, experts: 'grouped' }));
  assert.is(grouped.metrics['macs'], separate.metrics['macs']);
  assert.ok(grouped.layers.some(({ shape }) => shape.startsWith('grouped gemm 8 groups')));
});

tests.run();
