import * as fc from 'fast-check';
import { requestPortOf } from '../../../src/arch/dram/requestPort.ts';
import { memoryPace } from '../../../src/arch/offChipMemory.ts';
import { byteClock } from '../../../src/dataflow/spgemm/byteClock.ts';
import { type MergeHardware, mergeHardware } from '../../../src/dataflow/spgemm/merge/hardware.ts';
import { type MergeCounts, mergeReasonNames } from '../../../src/dataflow/spgemm/merge/mergeCounts.ts';
import { mergeTasks } from '../../../src/dataflow/spgemm/merge/mergeTasks.ts';
import { runMerge } from '../../../src/dataflow/spgemm/merge/runMerge.ts';
import { productWork } from '../../../src/tensor/productWork.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { anyDram } from '../../arch/dram/randomDram.ts';
import { slowPort } from '../../arch/dram/slowPort.ts';
import { assert, runs, suite } from '../../harness.ts';
import { slowInterface } from './agents.ts';
import { type MergeOracleResult, mergeOracle } from './mergeOracle.ts';
import { pair, problemOf, referenceProduct, sorted } from './sparseCases.ts';

const test = suite('mergers behind a cache');

const few = (most: number) => fc.integer({ min: 1, max: most });
const hardware: fc.Arbitrary<MergeHardware> = fc
  .record({
    elements: fc.record({ count: few(4), radix: fc.integer({ min: 2, max: 6 }) }),
    cache: fc.record({
      capacity_kib: fc.constantFrom(0.125, 0.25, 0.5, 1, 4),
      banks: few(4),
      ways: few(4),
      line_bytes: fc.constantFrom(8, 16, 24, 64),
      hit_cycles: fc.nat(3),
    }),
    index_bytes: fc.constantFrom(4, 8),
    dram: fc.record({
      model: fc.constant('simple' as const),
      kind: fc.constant('hbm2' as const),
      bandwidth_bytes_per_s: fc.constantFrom(1e9, 3.7e9, 16e9, 128e9),
      latency_cycles: fc.nat(30),
    }),
  })
  .filter((hw) => mergeHardware.safeParse(hw).success);

const run = (
  a: SparseMatrix,
  b: SparseMatrix,
  hw: MergeHardware,
  memory: Parameters<typeof runMerge>[3],
): MergeCounts => {
  const problem = problemOf(a, b, hw.index_bytes);
  const work = productWork(a, b);
  const tasks = mergeTasks(a, b, work, hw.elements.radix, problem.bytesOut, hw.cache.line_bytes);
  return runMerge(problem, hw, tasks, memory, work.outputs);
};

function compare(fast: MergeCounts, slow: MergeOracleResult, a: SparseMatrix, b: SparseMatrix): void {
  for (const [name, count] of Object.entries(slow.counts))
    assert.is(fast[name as keyof MergeOracleResult['counts']], count, name);
  assert.is(fast.cycles, slow.cycles, 'cycles');
  mergeReasonNames.forEach((reason, i) => {
    assert.is(fast.spent[i], slow.reasons.get(reason) ?? 0, reason);
  });
  assert.is(fast.outputs, slow.product.size);
  assert.equal(sorted(slow.product), sorted(referenceProduct(a, b)));
}

test('equal a machine that is stepped cycle by cycle, in time, reasons, traffic and product', () => {
  let trees = 0;
  let evictions = 0;
  fc.assert(
    fc.property(pair, hardware, ({ a, b }, hw) => {
      const clock = byteClock(memoryPace(hw.dram, 1e9), 1e9);
      const fast = run(a, b, hw, { clock, port: null });
      const { outputs } = productWork(a, b);
      compare(fast, mergeOracle(a, b, hw, 64, outputs, slowInterface(clock)), a, b);
      if (fast.partials > 0) trees++;
      if (fast.evicted > 0) evictions++;
    }),
    { numRuns: runs(500) },
  );
  assert.ok(trees > runs(50) && evictions > runs(10), `${trees} with trees, ${evictions} with evictions`);
});

test('equal it on a DRAM that is stepped clock by clock', () => {
  fc.assert(
    fc.property(pair, hardware, anyDram, few(2), few(2), ({ a, b }, hw, dram, perClock, ratio) => {
      const clock = { perCycle: 1, perByte: 1, latency: 0 };
      const port = requestPortOf(dram, perClock, dram.clock_hz / ratio);
      const { outputs } = productWork(a, b);
      const fast = run(a, b, hw, { clock, port });
      compare(fast, mergeOracle(a, b, hw, 64, outputs, slowPort(dram, perClock, ratio)), a, b);
    }),
    { numRuns: runs(150) },
  );
});

test.run();
