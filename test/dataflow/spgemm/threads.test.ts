import * as fc from 'fast-check';
import { requestPortOf } from '../../../src/arch/dram/requestPort.ts';
import { memoryPace } from '../../../src/arch/offChipMemory.ts';
import { byteClock } from '../../../src/dataflow/spgemm/byteClock.ts';
import type { ThreadHardware } from '../../../src/dataflow/spgemm/threads/hardware.ts';
import { runThreads } from '../../../src/dataflow/spgemm/threads/runThreads.ts';
import { type ThreadCounts, threadReasonNames } from '../../../src/dataflow/spgemm/threads/threadCounts.ts';
import { planWindows, windowsFit } from '../../../src/dataflow/spgemm/threads/windows.ts';
import { productWork } from '../../../src/tensor/productWork.ts';
import { anyDram } from '../../arch/dram/randomDram.ts';
import { slowPort } from '../../arch/dram/slowPort.ts';
import { assert, runs, suite } from '../../harness.ts';
import { slowInterface } from './agents.ts';
import { pair, problemOf, referenceProduct, sorted } from './sparseCases.ts';
import { type OracleResult, threadOracle } from './threadOracle.ts';

const test = suite('threads on a scratchpad');

const few = (most: number) => fc.integer({ min: 1, max: most });
/** Stretches of a run that end in the middle of everything. */
const batches = fc.record({
  reach: fc.constantFrom(40, 300, 524_287),
  events: fc.constantFrom(1, 7, 8192),
});
const hardware: fc.Arbitrary<ThreadHardware> = fc
  .record({
    // Few threads mostly; also whole blocks of PIUMA.
    cores: fc.oneof(
      { weight: 5, arbitrary: fc.record({ count: few(3), threads: few(4) }) },
      { weight: 1, arbitrary: fc.record({ count: few(5), threads: few(16) }) },
    ),
    instructions: fc.record({
      row: few(4),
      nonzero: few(5),
      load: few(4),
      multiply: few(4),
      probe: few(3),
      scan: few(3),
    }),
    scratchpad: fc.record({
      capacity_kib: fc.constantFrom(0.125, 0.5, 1, 8),
      banks: few(5),
      atomic_cycles: few(4),
    }),
    index_bytes: fc.constantFrom(4, 8),
    dram: fc.record({
      model: fc.constant('simple' as const),
      kind: fc.constant('ddr4' as const),
      bandwidth_bytes_per_s: fc.constantFrom(1e9, 3.7e9, 16e9, 128e9),
      latency_cycles: fc.nat(30),
    }),
    accumulator: fc.oneof(
      fc.record({
        kind: fc.constant('hash' as const),
        bits: fc.constantFrom('high' as const, 'low' as const),
        slot_bytes: fc.constantFrom(12, 16),
        load: fc.constantFrom(0.25, 0.5, 0.9),
      }),
      fc.constant({ kind: 'dense' as const }),
      fc.constant({ kind: 'memory' as const }),
    ),
    distribution: fc.constantFrom('static' as const, 'row-tokens' as const, 'nonzero-tokens' as const),
    operands: fc.constantFrom('loads' as const, 'dma' as const),
    write_back: fc.constantFrom('threads' as const, 'dma' as const),
    transfers: fc.constantFrom(1, 2, 64),
    fragment_bytes: fc.constantFrom(8, 64, 4096),
  })
  .map((hw) => (hw.accumulator.kind === 'hash' ? hw : { ...hw, write_back: 'threads' as const }));

function compare(fast: ThreadCounts, slow: OracleResult): void {
  assert.is(fast.cycles, slow.cycles, 'cycles');
  threadReasonNames.forEach((reason, i) => {
    assert.is(fast.spent[i], slow.reasons.get(reason) ?? 0, reason);
  });
  assert.is(fast.collisions, slow.collisions);
  assert.is(fast.outputs, slow.product.size);
}

test('equals a machine that is stepped cycle by cycle, in time, reasons and product', () => {
  let ran = 0;
  const kinds = new Set<string>();
  fc.assert(
    fc.property(pair, hardware, batches, ({ a, b }, hw, batch) => {
      if (windowsFit(hw, b.cols, 8) !== true) return;
      const problem = problemOf(a, b, hw.index_bytes);
      const clock = byteClock(memoryPace(hw.dram, 1e9), 1e9);
      const { outputs } = productWork(a, b);
      const fast = runThreads(problem, hw, planWindows(problem, hw), { clock, port: null }, outputs, batch);
      const slow = threadOracle(a, b, hw, 64, slowInterface(clock), false);
      compare(fast, slow);
      assert.equal(sorted(slow.product), sorted(referenceProduct(a, b)));
      ran++;
      kinds.add(`${hw.accumulator.kind} ${hw.distribution} ${hw.operands} ${hw.write_back}`);
    }),
    { numRuns: runs(900) },
  );
  assert.ok(ran >= runs(400), `${ran} cases ran`);
  assert.ok(kinds.size >= 14, `${kinds.size} kinds of machine`);
});

test('equals it on a DRAM that is stepped clock by clock', () => {
  let ran = 0;
  fc.assert(
    fc.property(
      pair,
      hardware,
      batches,
      anyDram,
      few(2),
      few(2),
      ({ a, b }, hw, batch, dram, perClock, ratio) => {
        if (windowsFit(hw, b.cols, 8) !== true) return;
        const problem = problemOf(a, b, hw.index_bytes);
        const clock = { perCycle: 1, perByte: 1, latency: 0 };
        const port = requestPortOf(dram, perClock, dram.clock_hz / ratio);
        const { outputs } = productWork(a, b);
        const fast = runThreads(problem, hw, planWindows(problem, hw), { clock, port }, outputs, batch);
        const slow = threadOracle(a, b, hw, 64, slowPort(dram, perClock, ratio), true);
        compare(fast, slow);
        ran++;
      },
    ),
    { numRuns: runs(200) },
  );
  assert.ok(ran >= runs(80), `${ran} cases ran`);
});

test.run();
