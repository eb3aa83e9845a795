import fc from 'fast-check';
import dataflow from '../../../src/cli/skeleton/idealLanes.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { dense } from '../../../src/tensor/patternSpec.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../../harness.ts';

const tests = suite('ideal-lanes');

const operand = { bits: 8, sparsity: dense };
const gemm = (batch: number, m: number, n: number, k: number): Gemm => ({
  kind: 'gemm',
  batch,
  m,
  n,
  k,
  operands: { a: operand, b: operand, out: operand },
  weights: 'b',
  b_shared_by: 1,
});
const context = {} as SimulationContext;

/** SKELETON: the oracle: the same machine one cycle at a time, slow and plain, which also computes the product. */
function oracle(operation: Gemm, lanes: number, depth: number, a: number[], b: number[]) {
  const { batch, m, n, k } = operation;
  const product = new Float64Array(batch * m * n);
  let cycles = 0;
  for (let g = 0; g < batch; g++) {
    const pending: number[] = [];
    let next = 0;
    let retired = 0;
    while (retired < m * n * k) {
      cycles++;
      for (let lane = 0; lane < lanes && next < m * n * k; lane++, next++) {
        const [i, j, l] = [Math.floor(next / (n * k)), Math.floor(next / k) % n, next % k];
        const at = (g * m + i) * n + j;
        product[at] = product[at]! + a[(g * m + i) * k + l]! * b[(g * k + l) * n + j]!;
        pending.push(cycles + depth - 1);
      }
      while (pending.length > 0 && pending[0]! <= cycles) {
        pending.shift();
        retired++;
      }
    }
  }
  return { cycles, product };
}

tests('runs as the oracle does, cycle for cycle, and computes the same product', () => {
  const small = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(
      fc.tuple(small, small, small, small),
      fc.integer({ min: 1, max: 9 }),
      small,
      ([batch, m, n, k], lanes, depth) => {
        const operation = gemm(batch, m, n, k);
        const hardware = { lanes, depth, bits: 8 };
        const a = Array.from({ length: batch * m * k }, (_, i) => (i * 7) % 11);
        const b = Array.from({ length: batch * k * n }, (_, i) => (i * 5) % 13);
        const mapping = { lanes_used: lanes };
        const expected = oracle(operation, lanes, depth, a, b);
        const done = dataflow.simulate(operation, hardware, mapping, context);
        assert.is(done.cycles, expected.cycles);
        assert.is(dataflow.estimate(operation, hardware, mapping, context).cycles, expected.cycles);
        assert.ok(dataflow.bound(operation, hardware, context).cycles <= done.cycles);
        const data = { a: Float64Array.from(a), b: Float64Array.from(b) };
        assert.equal(dataflow.compute(operation, hardware, mapping, data), expected.product);
      },
    ),
    { numRuns: runs(200) },
  );
});

tests.run();
