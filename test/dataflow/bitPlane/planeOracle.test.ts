import fc from 'fast-check';
import { compute } from '../../../src/dataflow/bitPlane/compute.ts';
import { planeExecution } from '../../../src/dataflow/bitPlane/execution.ts';
import type { BitPlaneHardware } from '../../../src/dataflow/bitPlane/hardware.ts';
import type { BitPlaneMapping } from '../../../src/dataflow/bitPlane/mapping.ts';
import { closedLoop, eventLoop } from '../../../src/dataflow/gpu/kernelRun.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { h200 } from '../gpu/gpuCases.ts';
import { writeCycles } from '../gpu/gridOracle.ts';
import { type PlaneCase, runPlaneOracle } from './planeOracle.ts';

const tests = suite('bit planes against one cycle at a time');

/** At 1 MHz a microsecond of the device's file is one clock. */
const mhz = 1;
const dense = { pattern: 'dense' } as const;

const cases = fc.record({
  sms: fc.integer({ min: 1, max: 4 }),
  m: fc.integer({ min: 1, max: 6 }),
  n: fc.integer({ min: 1, max: 6 }),
  k: fc.integer({ min: 1, max: 40 }),
  a_bits: fc.integer({ min: 1, max: 4 }),
  b_bits: fc.integer({ min: 1, max: 4 }),
  output_bytes: fc.constantFrom(1, 2, 4),
  tile_n: fc.integer({ min: 1, max: 4 }),
  tile_m: fc.integer({ min: 1, max: 4 }),
  tile_k: fc.constantFrom(4, 8, 16),
  stages: fc.integer({ min: 1, max: 4 }),
  split_k: fc.integer({ min: 1, max: 3 }),
  recovery: fc.constantFrom('shared' as const, 'memory' as const),
  rate: fc.constantFrom(8, 32, 256),
  shifts: fc.constantFrom(1, 3, 64),
  bandwidth: fc.constantFrom(1, 4, 64),
  fill: fc.constantFrom(1, 4, 90),
  write: fc.constantFrom(2, 16),
  floor: fc.integer({ min: 0, max: 12 }),
  latency: fc.integer({ min: 0, max: 20 }),
  turn: fc.integer({ min: 0, max: 9 }),
  joining: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(1e6),
});

/** Two's complement integers of some bits. */
const integers = (count: number, bits: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => (((i + 1) * 2_654_435 + seed * 97) % 2 ** bits) - 2 ** (bits - 1));

tests('clocks and products of random grids, rings and planes', () => {
  fc.assert(
    fc.property(cases, (c) => {
      const hardware: BitPlaneHardware = {
        gpu: {
          ...h200,
          sm_count: c.sms,
          fill_bytes_per_cycle: c.fill,
          hbm_bytes_per_s: c.bandwidth * 1e6,
          hbm_efficiency: 1,
          write_bytes_per_cycle: c.write,
          write_port_bytes_per_cycle: 16,
          step_floor_cycles: c.floor,
          launch_us: 5,
          load_latency_us: c.latency,
          l2_latency_us: c.turn,
          reduction_us: c.joining,
        },
        integer_mma: { b1_macs_per_cycle: c.rate, shift_adds_per_cycle: c.shifts, accumulator_kib: 128 },
        library_fallback: false,
      };
      const { m, n, k, tile_n, tile_m, tile_k, stages, split_k, recovery } = c;
      const mapping: BitPlaneMapping = {
        kernel: 'bit-plane-gemm',
        unit: 'b1',
        tile_n,
        tile_m,
        tile_k,
        stages,
        split_k,
        recovery,
      };
      const operation: Gemm = {
        kind: 'gemm',
        batch: 1,
        m,
        n,
        k,
        weights: 'b',
        b_shared_by: 1,
        operands: {
          a: { bits: c.a_bits, sparsity: dense },
          b: { bits: c.b_bits, sparsity: dense },
          out: { bits: 8 * c.output_bytes, sparsity: dense },
        },
      };
      const a = integers(m * k, c.a_bits, c.seed);
      const b = integers(k * n, c.b_bits, c.seed + 1);
      const bipolar: PlaneCase = { ...c, a: a.map((x) => 2 * x + 1), b: b.map((x) => 2 * x + 1) };
      const oracle = runPlaneOracle(bipolar, mapping, hardware, mhz);
      const pairs = c.a_bits * c.b_bits;
      const spilled = recovery === 'memory' && pairs > 1;
      const sums = (spilled ? 4 * pairs : 4) * split_k;
      const joined =
        split_k > 1 || spilled
          ? c.joining +
            writeCycles(m * n * (sums + c.output_bytes), recovery === 'memory' ? c.bandwidth : c.sms * c.fill)
          : 0;

      const run = planeExecution(operation, mapping, hardware, mhz * 1e6, eventLoop);
      assert.is(run.cycles, 5 + oracle.clocks + joined);
      assert.is(run.breakdown['recovery'], oracle.recovering);
      assert.is(run.breakdown['reduction'], joined);
      assert.ok(Object.values(run.breakdown).every((part) => part >= 0));
      assert.equal(planeExecution(operation, mapping, hardware, mhz * 1e6, closedLoop).cycles, run.cycles);

      const data = { a: Float64Array.from(a), b: Float64Array.from(b) };
      const out = compute(operation, mapping, data);
      const inDigits = compute(operation, { ...mapping, unit: 'i4' }, data);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let plain = 0;
          let odd = 0;
          for (let l = 0; l < k; l++) {
            plain += a[i * k + l]! * b[l * n + j]!;
            odd += bipolar.a[i * k + l]! * bipolar.b[l * n + j]!;
          }
          assert.is(oracle.product[i * n + j], odd);
          assert.is(out[i * n + j], plain);
          assert.is(inDigits[i * n + j], plain);
        }
    }),
    { numRuns: runs(400) },
  );
});

tests.run();
