import * as fc from 'fast-check';
import { requestPortOf } from '../../../src/arch/dram/requestPort.ts';
import type { OffChipMemory } from '../../../src/arch/offChipMemory.ts';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { byteClock } from '../../../src/dataflow/spgemm/byteClock.ts';
import type { InnerHardware } from '../../../src/dataflow/spgemm/inner/hardware.ts';
import { innerReasonNames } from '../../../src/dataflow/spgemm/inner/innerCounts.ts';
import { innerProblem } from '../../../src/dataflow/spgemm/inner/innerProblem.ts';
import { runInner } from '../../../src/dataflow/spgemm/inner/runInner.ts';
import { operandRegions } from '../../../src/dataflow/spgemm/operandRegions.ts';
import { sparseProblem } from '../../../src/dataflow/spgemm/sparseProblem.ts';
import spgemmInner from '../../../src/dataflow/spgemmInner.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { anyDram } from '../../arch/dram/randomDram.ts';
import { assert, runs, suite } from '../../harness.ts';
import { innerOracle } from './innerOracle.ts';
import { slowDram, slowInterface } from './slowInterface.ts';
import { denseOf, pair, referenceProduct, sorted } from './sparseCases.ts';
import { sparseOperation } from './sparseOperation.ts';

const test = suite('inner product by intersection');

const few = (most: number) => fc.integer({ min: 1, max: most });
const clock_hz = 1e9;
const method: fc.Arbitrary<InnerHardware['intersection']> = fc.oneof(
  fc.constant({ method: 'two-pointer' as const }),
  fc.constant({ method: 'skip-ahead' as const }),
  few(9).map((mask_bits) => ({ method: 'bitmap' as const, mask_bits })),
);
const hardware: fc.Arbitrary<InnerHardware> = fc
  .record({
    elements: few(5),
    piece: few(9),
    method,
    capacity: fc.integer({ min: 120, max: 900 }),
    rate: few(40),
    index_bytes: few(4),
    bandwidth: few(40),
    latency: fc.nat(30),
  })
  .map(({ elements, piece, method, capacity, rate, index_bytes, bandwidth, latency }) => ({
    array: { elements, buffer_kib: (piece * (index_bytes + 4)) / 1024, value_bits: 32 },
    intersection: method,
    last_level: { capacity_kib: capacity / 1024, bytes_per_cycle: rate, banks: 1 },
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

const problemOf = (a: SparseMatrix, b: SparseMatrix, hw: InnerHardware) =>
  sparseProblem(sparseOperation(a, b, 32), hw.index_bytes, contextOf(a, b));
const regionsOf = (a: SparseMatrix, b: SparseMatrix, hw: InnerHardware) =>
  operandRegions(problemOf(a, b, hw));

/** Holds one product to the reference machine. */
function holds(a: SparseMatrix, b: SparseMatrix, hw: InnerHardware): void {
  const operation = sparseOperation(a, b, 32);
  const context = contextOf(a, b);
  const { dram } = hw;
  if (dram.model !== 'simple') throw new Error('a simple memory');
  const slow = innerOracle(a, b, hw, 4, slowInterface(byteClock(dram, clock_hz)), regionsOf(a, b, hw));
  const fast = spgemmInner.simulate(operation, hw, {}, context);
  assert.is(fast.cycles, slow.cycles);
  let sum = 0;
  for (const [reason, cycles] of Object.entries(fast.breakdown)) {
    assert.ok(Math.abs(cycles - (slow.reasons.get(reason) ?? 0) / hw.array.elements) < 1, reason);
    sum += cycles;
  }
  assert.is(sum, fast.cycles);
  assert.is(
    fast.traffic.reduce((bytes, row) => bytes + row.read_bytes + row.write_bytes, 0),
    slow.bytes,
  );
  const expected = referenceProduct(a, b);
  assert.equal(sorted(slow.product), sorted(expected));
  const product = spgemmInner.compute(operation, hw, {}, { a: denseOf(a), b: denseOf(b) });
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.cols; j++) assert.is(product[i * b.cols + j], expected.get(`${i},${j}`) ?? 0);
  const bound = spgemmInner.bound(operation, hw, context);
  assert.ok(bound.cycles <= fast.cycles, `bound ${bound.cycles}, cycles ${fast.cycles}`);
  const estimate = spgemmInner.estimate(operation, hw, {}, context);
  assert.ok(bound.cycles <= estimate.cycles);
  assert.equal(estimate.traffic, fast.traffic);
}

test('cycles, reasons, bytes and product of the reference machine', () => {
  fc.assert(
    fc.property(pair, hardware, ({ a, b }, hw) => holds(a, b, hw)),
    { numRuns: runs(400) },
  );
});

// Rows 0, 2 and 3 wait for the buffer; row 1 ends in front of b's only row and asks it for nothing.
test('a row that asks the buffer for nothing', () => {
  const k = 14;
  const ones = (length: number) => new Float64Array(length).fill(1);
  const all = Int32Array.from({ length: k }, (_, i) => i);
  const a: SparseMatrix = {
    rows: 4,
    cols: k,
    rowPointers: Int32Array.of(0, 14, 15, 16, 17),
    columns: Int32Array.of(...all, 0, 2, 3),
    values: ones(17),
  };
  const b: SparseMatrix = {
    rows: k,
    cols: k,
    rowPointers: Int32Array.from({ length: k + 1 }, (_, r) => (r < 3 ? 0 : k)),
    columns: all,
    values: ones(k),
  };
  holds(a, b, {
    array: { elements: 3, buffer_kib: 5 / 1024, value_bits: 32 },
    intersection: { method: 'skip-ahead' },
    last_level: { capacity_kib: 120 / 1024, bytes_per_cycle: 1, banks: 1 },
    word_bits: 64,
    index_bytes: 1,
    dram: { model: 'simple', kind: 'ddr4', bandwidth_bytes_per_s: 1e9, latency_cycles: 0 },
  });
});

test('the same on a DRAM that is stepped clock by clock', () => {
  fc.assert(
    fc.property(pair, hardware, anyDram, few(2), few(2), ({ a, b }, hw, dram, perClock, ratio) => {
      const problem = innerProblem(problemOf(a, b, hw), hw);
      const clock = { perCycle: 1, perByte: 1, latency: 0 };
      const port = requestPortOf(dram, perClock, dram.clock_hz / ratio);
      const fast = runInner(problem, hw, { clock, port });
      const slow = innerOracle(a, b, hw, 4, slowDram(dram, perClock, ratio), regionsOf(a, b, hw));
      assert.is(fast.cycles, slow.cycles);
      innerReasonNames.forEach((reason, i) => {
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
        const dram: OffChipMemory = { model: 'exact', preset };
        const exact = spgemmInner.simulate(operation, { ...hw, dram }, {}, contextOf(a, b));
        const simple = spgemmInner.simulate(operation, hw, {}, contextOf(a, b));
        assert.equal(exact.traffic, simple.traffic);
        assert.ok(spgemmInner.bound(operation, { ...hw, dram }, contextOf(a, b)).cycles <= exact.cycles);
        assert.is(
          Object.values(exact.breakdown).reduce((x, y) => x + y, 0),
          exact.cycles,
        );
      },
    ),
    { numRuns: runs(60) },
  );
});

test('names the column that no buffer holds', () => {
  const column: SparseMatrix = {
    rows: 4,
    cols: 1,
    rowPointers: Int32Array.of(0, 1, 2, 3, 4),
    columns: new Int32Array(4),
  };
  const hw: InnerHardware = {
    array: { elements: 1, buffer_kib: 1, value_bits: 32 },
    intersection: { method: 'skip-ahead' },
    last_level: { capacity_kib: 0.03, bytes_per_cycle: 8, banks: 1 },
    word_bits: 64,
    index_bytes: 4,
    dram: { model: 'simple', kind: 'ddr4', bandwidth_bytes_per_s: 1e9, latency_cycles: 1 },
  };
  const row = {
    ...column,
    rows: 1,
    cols: 4,
    rowPointers: Int32Array.of(0, 4),
    columns: Int32Array.of(0, 1, 2, 3),
  };
  try {
    spgemmInner.simulate(sparseOperation(row, column, 32), hw, {}, contextOf(row, column));
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof DiagnosticError);
    assert.is(error.diagnostics[0]!.code, 'WIN-SPG-001');
    assert.match(error.diagnostics[0]!.message, 'column 0 of b has 40 bytes');
  }
});

test.run();
