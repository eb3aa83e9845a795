import fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import { expectedBlocks, filledBlocks } from '../../../src/dataflow/gpu/filledBlocks.ts';
import { bcsrSpmm } from '../../../src/dataflow/gpu/kernels/bcsrSpmm.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import { operandShape } from '../../../src/tensor/operandShape.ts';
import type { PatternSpec } from '../../../src/tensor/patternSpec.ts';
import { resolvePattern } from '../../../src/tensor/resolvePattern.ts';
import { sparseFromRows } from '../../../src/tensor/sparseFromRows.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { gpus, h200, point } from './gpuCases.ts';
import { multiplyTile } from './gridOracle.ts';

const tests = suite('unstructured weights in blocks of 16 by 16');

const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
const gemm = (m: number, n: number, k: number, sparsity: PatternSpec): Gemm => ({
  kind: 'gemm',
  batch: 1,
  m,
  n,
  k,
  weights: 'b',
  b_shared_by: 1,
  operands: { a: operand, b: { bits: 16, sparsity }, out: operand },
});

/** Blocks of each row, told cell by cell: outputs in some order, 16 to a row. */
function byHand(k: number, order: readonly number[], has: (l: number, j: number) => boolean): number[] {
  const counts: number[] = [];
  for (let line = 0; line < order.length; line += 16) {
    const blocks = new Set<number>();
    for (const j of order.slice(line, line + 16))
      for (let l = 0; l < k; l++) if (has(l, j)) blocks.add(Math.floor(l / 16));
    counts.push(blocks.size);
  }
  return counts;
}

tests(
  'counts the blocks that weights touch, and those of outputs side by side that use the same inputs',
  () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(1e6),
        (n, k, sparseness, seed) => {
          const has = (l: number, j: number): boolean =>
            (l * 37 + j * 101 + seed * 7) % (sparseness + 1) === 0;
          const matrix = sparseFromRows(k, n, (l, add) => {
            for (let j = 0; j < n; j++) if (has(l, j)) add(j);
          });
          const outputs = Array.from({ length: n }, (_, j) => j);
          assert.equal([...filledBlocks(matrix, false)], byHand(k, outputs, has));
          // Lists of blocks as words: the same order told by text.
          const words = outputs.map((j) =>
            Array.from({ length: Math.ceil(k / 16) }, (_, block) =>
              outputs.length > 0 &&
              Array.from({ length: 16 }, (_, i) => block * 16 + i).some((l) => l < k && has(l, j))
                ? String(block).padStart(3, '0')
                : '',
            ).join(''),
          );
          const sorted = [...outputs].sort((x, y) => {
            const [a, b] = [words[x]!, words[y]!];
            if ((a === '') !== (b === '')) return a === '' ? 1 : -1;
            return a < b ? -1 : a > b ? 1 : x - y;
          });
          assert.equal([...filledBlocks(matrix, true)], byHand(k, sorted, has));
        },
      ),
      { numRuns: runs(150) },
    );
  },
);

tests('outputs of one kind that lie apart fill fewer blocks side by side', () => {
  // Four kinds of outputs dealt out in turn: each kind uses its own quarter of the inputs.
  const matrix = sparseFromRows(256, 256, (l, add) => {
    for (let j = Math.floor(l / 64); j < 256; j += 4) add(j);
  });
  const total = (similar: boolean): number => filledBlocks(matrix, similar).reduce((x, y) => x + y, 0);
  assert.is(total(false), 16 * 16);
  assert.is(total(true), 16 * 4);
});

tests('expects the blocks that samples have', () => {
  for (const sparsity of [
    { pattern: 'uniform', density: 0.003 },
    { pattern: 'banded', lower: 40, upper: 10 },
    { pattern: 'power-law', density: 0.01, exponent: 1 },
  ]) {
    const operation = gemm(8, 512, 768, sparsity);
    const shape = operandShape('b', { m: 8, n: 512, k: 768 });
    const sample = resolvePattern(sparsity).sample(shape, randomStream(3, sparsity.pattern));
    const drawn = filledBlocks(sample, false).reduce((x, y) => x + y, 0);
    const expected = expectedBlocks(operation);
    assert.ok(Math.abs(expected / drawn - 1) < 0.06, `${sparsity.pattern}: ${expected} for ${drawn}`);
  }
});

tests('computes the product, counts every multiplication, and wins on bands alone', () => {
  const [m, n, k] = [5, 40, 33];
  const a = Float64Array.from({ length: m * k }, (_, i) => (i % 9) - 4);
  const b = Float64Array.from({ length: k * n }, (_, i) => (i % 5 === 0 ? (i % 7) - 3 : 0));
  const expected = new Float64Array(m * n);
  multiplyTile(expected, a, b, { n, k }, [0, m], [0, n], [0, k]);
  const operation = gemm(m, n, k, { pattern: 'uniform', density: 0.2 });
  const [plan] = bcsrSpmm.plans(operation, h200, 1e9);
  assert.equal(bcsrSpmm.compute(operation, plan!.mapping, { a, b }), expected);
  const run = (weights: PatternSpec) =>
    evaluate(
      point(gpus['a100-40-sxm']!, {
        layers: [{ name: 'g', gemm: [8, 2048, 2048], sparsity: { weights } }] as never,
        bits: { weights: 16, activations: 16, outputs: 16 },
      }),
    ).layers[0]!;
  const band = run({ pattern: 'banded', lower: 32, upper: 32 });
  assert.is((band.mapping as { kernel: string }).kernel, 'bcsr-spmm');
  const { effectual, padded, skipped } = band.execution.macs;
  assert.is(effectual + padded + skipped, 8 * 2048 * 2048);
  assert.ok(padded > 0 && padded < effectual);
  assert.is(
    (run({ pattern: 'uniform', density: 0.2 }).mapping as { kernel: string }).kernel,
    'load-sparse-compute-dense',
  );
});

tests.run();
