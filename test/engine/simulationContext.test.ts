import { boundedCache } from '../../src/core/boundedCache.ts';
import { describeOperation } from '../../src/engine/describeOperation.ts';
import { shippedLibrary } from '../../src/engine/shippedLibrary.ts';
import { patternBytes, simulationContext } from '../../src/engine/simulationContext.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import type { Operation } from '../../src/workload/operation.ts';
import type { Gemm } from '../../src/workload/operations/gemm.ts';
import { assert, suite } from '../harness.ts';
import { gemm, toyPoint } from './toyLibrary.ts';

const design = { clock_hz: 1e9, technology: { node_nm: 45, device: 'itrs-hp' } } as const;
const half = { pattern: 'uniform', density: 0.5 };
const context = (operation: Operation, seed = 1, capacity = 2 ** 20) =>
  simulationContext(
    design,
    operation,
    seed,
    shippedLibrary,
    boundedCache<string, SparseMatrix>(capacity, patternBytes),
  );
const sparse = (changes: Partial<Gemm> = {}): Operation => ({
  ...(gemm(6, 8, 10, half) as Gemm),
  ...changes,
});

const tests = suite('simulation context');

tests('gives each operand its matrix form', () => {
  const { pattern } = context(sparse());
  assert.equal([pattern('a').rows, pattern('a').cols], [6, 10]);
  assert.equal([pattern('b').rows, pattern('b').cols], [10, 8]);
  assert.equal([pattern('out').rows, pattern('out').cols], [6, 8]);
  assert.is(pattern('b').columns.length, 40);
  assert.is(pattern('a').columns.length, 60);
});

tests('gives the same object for the same question, even when the shared cache is too small', () => {
  const { pattern } = context(sparse(), 1, 1);
  assert.is(pattern('b'), pattern('b'));
  assert.is(pattern('b'), pattern('b', 0));
});

tests('shares b among the batch elements that share it', () => {
  const { pattern } = context(sparse({ batch: 6, b_shared_by: 3 }));
  assert.is(pattern('b', 0), pattern('b', 2));
  assert.is.not(pattern('b', 2), pattern('b', 3));
  assert.is.not(pattern('a', 0), pattern('a', 1));
  assert.throws(() => pattern('b', 6), /batch element that exists/);
  assert.throws(() => pattern('b', 0.5), /batch element that exists/);
});

tests('depends on the seed and on nothing else', () => {
  const columns = (seed: number) => [...context(sparse(), seed).pattern('b').columns];
  assert.equal(columns(5), columns(5));
  assert.not.equal(columns(5), columns(6));
  const { random } = context(sparse());
  assert.is(random('arbiter', 3).uint32(), context(sparse()).random('arbiter', 3).uint32());
  assert.is.not(random('arbiter', 3).uint32(), random('arbiter', 4).uint32());
});

tests('has no pattern for what is no product', () => {
  const relu: Operation = {
    kind: 'elementwise',
    function: 'relu',
    elements: 5,
    reads_per_element: 1,
    writes_per_element: 1,
    operands: gemm(1, 1, 1).operands,
  };
  assert.throws(() => context(relu).pattern('a'), /matrix product/);
  assert.is(describeOperation(relu), 'relu 5');
});

tests('describes operations in one line', () => {
  assert.is(describeOperation(gemm(1, 2, 3)), 'gemm 1×2×3');
  assert.is(describeOperation({ ...gemm(1, 2, 3), batch: 4 } as Operation), 'gemm 4 × 1×2×3');
  const conv = {
    kind: 'conv2d',
    batch: 2,
    height: 56,
    width: 56,
    channels: 64,
    filters: 128,
    kernel_height: 3,
    kernel_width: 3,
    stride: 2,
    padding: [1, 1, 1, 1],
    dilation: 1,
    groups: 2,
    operands: gemm(1, 1, 1).operands,
  } as const;
  assert.is(describeOperation(conv), 'conv 3×3/2 64→128 in 2 groups @ 28×28 × 2');
  assert.is(toyPoint().seed, 1);
});

tests.run();
