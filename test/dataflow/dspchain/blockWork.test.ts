import * as fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import { expectedWork, sampledWork, walkedWork } from '../../../src/dataflow/dspchain/blockWork.ts';
import { chunkOf } from '../../../src/dataflow/dspchain/chunkWork.ts';
import { productShape } from '../../../src/dataflow/dspchain/productShape.ts';
import { resolvePattern } from '../../../src/tensor/resolvePattern.ts';
import { operandShapeOf } from '../../../src/workload/operandShapeOf.ts';
import type { Operation } from '../../../src/workload/operation.ts';
import { assert, runs, suite } from '../../harness.ts';
import { shipped } from './shipped.ts';

const tests = suite('dsp-chain: what the chains see of sparse weights');
const { hardware } = shipped('u280-flightllm');

tests('n:m of whole blocks is the same walked and not', () => {
  fc.assert(
    fc.property(
      fc.record({
        n: fc.integer({ min: 1, max: 70 }),
        kBlocks: fc.integer({ min: 1, max: 6 }),
        m: fc.constantFrom(2, 4, 8, 16),
        share: fc.integer({ min: 1, max: 16 }),
        sparse: fc.boolean(),
        seed: fc.integer({ min: 0, max: 1e6 }),
      }),
      ({ n, kBlocks, m, share, sparse, seed }) => {
        const weights = { pattern: 'n:m', n: Math.min(share, m), m };
        const dense = { bits: 8, sparsity: { pattern: 'dense' } };
        const operation = {
          kind: 'gemm',
          batch: 1,
          m: 3,
          n,
          k: 16 * kBlocks,
          weights: 'b',
          b_shared_by: 1,
          operands: { a: dense, b: { bits: 4, sparsity: weights }, out: dense },
        } as unknown as Operation;
        const chip = { ...hardware, engine: { ...hardware.engine, sparse } };
        const shape = productShape(operation, chip)!;
        const pattern = resolvePattern(weights as never).sample(
          operandShapeOf(operation, 'b')!,
          randomStream(seed, 'b'),
        );
        const context = { pattern: () => pattern } as never;
        const short = sampledWork(operation, shape, chip, context);
        const long = walkedWork(operation, shape, chip, context);
        assert.is(short.nonzeros, long.nonzeros);
        assert.is(short.mean, long.mean);
        for (let firstBlock = 0; firstBlock < shape.nBlocks; firstBlock += 2) {
          const piece = { from: 0, to: kBlocks };
          const query = {
            matrix: 0,
            firstBlock,
            width: 2,
            nBlocks: shape.nBlocks,
            piece,
            block: 16,
            chains: 5,
          };
          assert.equal(chunkOf(short, query), chunkOf(long, query));
        }
      },
    ),
    { numRuns: runs(150) },
  );
});

tests('what is expected of unstructured, long-grouped and block patterns is near what a draw has', () => {
  const dense = { bits: 8, sparsity: { pattern: 'dense' } };
  for (const weights of [
    { pattern: 'uniform', density: 0.02 },
    { pattern: 'uniform', density: 0.1 },
    { pattern: 'uniform', density: 0.4 },
    { pattern: 'n:m', n: 5, m: 32 },
    { pattern: 'n:m', n: 28, m: 32 },
    { pattern: 'n:m', n: 3, m: 64 },
    { pattern: 'block', block_rows: 16, block_cols: 16, density: 0.3 },
    { pattern: 'block', block_rows: 32, block_cols: 64, density: 0.3 },
  ]) {
    const operation = {
      kind: 'gemm',
      batch: 1,
      m: 1,
      n: 512,
      k: 1024,
      weights: 'b',
      b_shared_by: 1,
      operands: { a: dense, b: { bits: 4, sparsity: weights }, out: dense },
    } as unknown as Operation;
    const shape = productShape(operation, hardware)!;
    const form = operandShapeOf(operation, 'b')!;
    const pattern = resolvePattern(weights as never).sample(form, randomStream(3, 'b'));
    const drawn = walkedWork(operation, shape, hardware, { pattern: () => pattern } as never);
    const expected = expectedWork(operation, shape, hardware);
    const near = (x: number, y: number) => Math.abs(x - y) <= 0.02 * Math.max(x, y);
    const title = JSON.stringify(weights);
    assert.ok(near(expected.mean, drawn.mean), `${title}: ${expected.mean} for ${drawn.mean}`);
    const query = {
      matrix: 0,
      firstBlock: 0,
      width: 32,
      nBlocks: 32,
      piece: { from: 0, to: 64 },
      block: 16,
      chains: 64,
    };
    const [one, other] = [chunkOf(expected, query), chunkOf(drawn, query)];
    for (const key of ['cycles', 'slots', 'stored', 'placed'] as const)
      assert.ok(near(one[key], other[key]), `${title} ${key}: ${one[key]} for ${other[key]}`);
  }
});

tests.run();
