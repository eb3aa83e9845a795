import * as fc from 'fast-check';
import { sampledWork, walkedWork } from '../../../src/dataflow/dspchain/blockWork.ts';
import { chunkOf } from '../../../src/dataflow/dspchain/chunkWork.ts';
import { productShape } from '../../../src/dataflow/dspchain/productShape.ts';
import { randomStream } from '../../../src/core/random.ts';
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
          const query = { matrix: 0, firstBlock, width: 2, nBlocks: shape.nBlocks, piece, block: 16, chains: 5 };
          assert.equal(chunkOf(short, query), chunkOf(long, query));
        }
      },
    ),
    { numRuns: runs(150) },
  );
});

tests.run();
