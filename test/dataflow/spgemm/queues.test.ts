import * as fc from 'fast-check';
import { requestPortOf } from '../../../src/arch/dram/requestPort.ts';
import type { OffChipMemory } from '../../../src/arch/offChipMemory.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { byteClock } from '../../../src/dataflow/spgemm/byteClock.ts';
import { operandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import type { QueueHardware } from '../../../src/dataflow/spgemm/queues/hardware.ts';
import { queueReasonNames } from '../../../src/dataflow/spgemm/queues/queueCounts.ts';
import { queuePlan } from '../../../src/dataflow/spgemm/queues/queuePlan.ts';
import { runQueues } from '../../../src/dataflow/spgemm/queues/runQueues.ts';
import { sparseProblem } from '../../../src/dataflow/spgemm/sparseProblem.ts';
import spgemmQueues from '../../../src/dataflow/spgemmQueues.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { anyDram } from '../../arch/dram/randomDram.ts';
import { assert, runs, suite } from '../../harness.ts';
import { queueOracle } from './queueOracle.ts';
import { slowDram, slowInterface } from './slowInterface.ts';
import { denseOf, pair, referenceProduct, sorted } from './sparseCases.ts';
import { sparseOperation } from './sparseOperation.ts';

const test = suite('sorting queues');

const few = (most: number) => fc.integer({ min: 1, max: most });
const clock_hz = 1e9;
const hardware: fc.Arbitrary<QueueHardware> = fc
  .record({
    count: few(4),
    queues: fc.integer({ min: 2, max: 4 }),
    size: few(12),
    fetches: few(4),
    index_bytes: few(4),
    bandwidth: few(40),
    latency: fc.nat(30),
  })
  .map(({ count, queues, size, fetches, index_bytes, bandwidth, latency }) => ({
    elements: { count, queues, queue_kib: (size * (index_bytes + 4)) / 1024, fetches, value_bits: 32 },
    word_bits: 64,
    index_bytes,
    dram: {
      model: 'simple',
      kind: 'ddr4',
      bandwidth_bytes_per_s: bandwidth * 1e9,
      latency_cycles: latency,
    },
  }));

const contextOf = (a: SparseMatrix, b: SparseMatrix) =>
  ({
    clock_hz,
    technology: { node_nm: 32, device: 'itrs-hp' },
    pattern: (name: string) => (name === 'a' ? a : b),
  }) as unknown as SimulationContext;

const problemOf = (a: SparseMatrix, b: SparseMatrix, hw: QueueHardware) =>
  sparseProblem(sparseOperation(a, b, 32), hw.index_bytes, contextOf(a, b));
const regionsOf = (a: SparseMatrix, b: SparseMatrix, hw: QueueHardware) =>
  operandRegions(problemOf(a, b, hw));

test('cycles, reasons, bytes and product of the reference machine', () => {
  fc.assert(
    fc.property(pair, hardware, ({ a, b }, hw) => {
      const operation = sparseOperation(a, b, 32);
      const context = contextOf(a, b);
      const { dram } = hw;
      if (dram.model !== 'simple') throw new Error('a simple memory');
      const slow = queueOracle(a, b, hw, 4, slowInterface(byteClock(dram, clock_hz)), regionsOf(a, b, hw));
      const fast = spgemmQueues.simulate(operation, hw, {}, context);
      assert.is(fast.cycles, slow.cycles);
      const elements = hw.elements.count;
      let sum = 0;
      for (const [reason, cycles] of Object.entries(fast.breakdown)) {
        assert.ok(Math.abs(cycles - (slow.reasons.get(reason) ?? 0) / elements) < 1, reason);
        sum += cycles;
      }
      assert.is(sum, fast.cycles);
      assert.is(
        fast.traffic.reduce((bytes, row) => bytes + row.read_bytes + row.write_bytes, 0),
        slow.bytes,
      );
      const expected = referenceProduct(a, b);
      assert.equal(sorted(slow.product), sorted(expected));
      const product = spgemmQueues.compute(operation, hw, {}, { a: denseOf(a), b: denseOf(b) });
      for (let i = 0; i < a.rows; i++)
        for (let j = 0; j < b.cols; j++) assert.is(product[i * b.cols + j], expected.get(`${i},${j}`) ?? 0);
      const bound = spgemmQueues.bound(operation, hw, context);
      assert.ok(bound.cycles <= fast.cycles, `bound ${bound.cycles}, cycles ${fast.cycles}`);
      const estimate = spgemmQueues.estimate(operation, hw, {}, context);
      assert.ok(bound.cycles <= estimate.cycles);
      assert.equal(estimate.traffic, fast.traffic);
    }),
    { numRuns: runs(350) },
  );
});

test('the same on a DRAM that is stepped clock by clock', () => {
  fc.assert(
    fc.property(pair, hardware, anyDram, few(2), few(2), ({ a, b }, hw, dram, perClock, ratio) => {
      const problem = queuePlan(problemOf(a, b, hw), hw);
      const clock = { perCycle: 1, perByte: 1, latency: 0 };
      const port = requestPortOf(dram, perClock, dram.clock_hz / ratio);
      const fast = runQueues(problem, hw, { clock, port });
      const slow = queueOracle(a, b, hw, 4, slowDram(dram, perClock, ratio), regionsOf(a, b, hw));
      assert.is(fast.cycles, slow.cycles);
      queueReasonNames.forEach((reason, i) => {
        assert.is(fast.spent[i], slow.reasons.get(reason) ?? 0, reason);
      });
    }),
    { numRuns: runs(100) },
  );
});

test('any exact memory moves the same bytes', () => {
  fc.assert(
    fc.property(
      pair,
      hardware,
      fc.constantFrom('ddr4-2400' as const, 'hbm2-2000' as const),
      ({ a, b }, hw, preset) => {
        const operation = sparseOperation(a, b, 32);
        const context = contextOf(a, b);
        const dram: OffChipMemory = { model: 'exact', preset };
        const exact = spgemmQueues.simulate(operation, { ...hw, dram }, {}, context);
        const simple = spgemmQueues.simulate(operation, hw, {}, context);
        assert.equal(exact.traffic, simple.traffic);
        assert.ok(spgemmQueues.bound(operation, { ...hw, dram }, context).cycles <= exact.cycles);
        assert.is(
          Object.values(exact.breakdown).reduce((x, y) => x + y, 0),
          exact.cycles,
        );
      },
    ),
    { numRuns: runs(60) },
  );
});

test.run();
