import fc from 'fast-check';
import { compute } from '../../../src/dataflow/groupQuant/compute.ts';
import { groupCounts, groupsOf } from '../../../src/dataflow/groupQuant/groups.ts';
import type { GroupQuantHardware } from '../../../src/dataflow/groupQuant/hardware.ts';
import { slotsOf } from '../../../src/dataflow/groupQuant/shares.ts';
import { groupTimes, sharesOf } from '../../../src/dataflow/groupQuant/times.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { h200 } from '../gpu/gpuCases.ts';
import { type GroupCase, runGroupOracle, type StoredGroup } from './groupOracle.ts';

const tests = suite('group-sparse products against one cycle at a time');

/** At 1 MHz a microsecond is one clock. */
const clock = 1e6;

const cases = fc.record({
  sms: fc.integer({ min: 1, max: 3 }),
  resident: fc.integer({ min: 1, max: 2 }),
  n: fc.integer({ min: 1, max: 24 }),
  k: fc.integer({ min: 1, max: 600 }),
  size: fc.constantFrom(4, 16, 24, 32, 64),
  bits: fc.integer({ min: 2, max: 8 }),
  kept: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 24, maxLength: 24 }),
  split: fc.constantFrom('rows' as const, 'tasks' as const),
  latency: fc.integer({ min: 0, max: 30 }),
  step: fc.integer({ min: 0, max: 40 }),
  scattered: fc.integer({ min: 0, max: 9 }),
  bandwidth: fc.constantFrom(1, 16, 4096),
  seed: fc.nat(1e6),
});

tests('clocks, steps and products of random groups, by rows and by tasks', () => {
  fc.assert(
    fc.property(cases, (c) => {
      const { n, k, size, bits, split } = c;
      const each = Math.ceil(k / size);
      const half = 2 ** (bits - 1);
      const has = (row: number, place: number): boolean =>
        (row * 31 + place * 17 + c.seed) % 10 < c.kept[row]!;
      // Weights k × n, and the same as an output's list of stored groups; a kept group holds a non-zero.
      const b = new Float64Array(k * n);
      const rows: StoredGroup[][] = [];
      for (let row = 0; row < n; row++) {
        const list: StoredGroup[] = [];
        for (let place = 0; place < each; place++) {
          if (!has(row, place)) continue;
          const codes = Array.from({ length: size }, (_, i) => {
            const l = place * size + i;
            if (l >= k) return half;
            const value = i === 0 ? 1 : ((l * 7 + row * 13 + c.seed) % (2 * half)) - half;
            b[l * n + row] = value;
            return value + half;
          });
          list.push({ place, codes, zero: half });
        }
        rows.push(list);
      }
      const x = Array.from({ length: k }, (_, i) => ((i * 5 + c.seed) % 15) - 7);
      const slow: GroupCase = { n, k, size, x, rows };
      const hardware: GroupQuantHardware = {
        gpu: {
          ...h200,
          sm_count: c.sms,
          hbm_bytes_per_s: c.bandwidth * clock,
          hbm_efficiency: 1,
          launch_us: 5,
        },
        group_gemv: {
          group: size,
          dense_group: 64,
          row_ctas_per_sm: c.resident,
          task_ctas_per_sm: c.resident,
          latency_us: c.latency,
          step_cycles: c.step,
          scattered_cycles: c.scattered,
        },
      };
      const dense = { pattern: 'dense' } as const;
      const operation: Gemm = {
        kind: 'gemm',
        batch: 1,
        m: 1,
        n,
        k,
        weights: 'b',
        b_shared_by: 1,
        operands: {
          a: { bits: 16, sparsity: dense },
          b: { bits, sparsity: { pattern: 'uniform', density: 0.5 } },
          out: { bits: 16, sparsity: dense },
        },
      };
      const mapping = { kernel: 'group-sparse-quant-gemv', split } as const;
      const slots = slotsOf(hardware, mapping);
      const oracle = runGroupOracle(slow, split, slots, c.latency);

      // Steps retire one by one from the SMs that have work; bytes arrive one clock's worth at a time.
      const busy = Math.min(c.sms, oracle.longest.length);
      let work = 0;
      for (let i = 0; i < oracle.steps; i++) work += (c.step + c.scattered) / busy;
      const kept = rows.reduce((sum, list) => sum + list.length, 0);
      const about = Math.ceil((kept * (16 + bits + 16)) / 8) + 4 * (n + 1);
      const bytes = Math.ceil((kept * size * bits) / 8) + about + 2 * k + 2 * n;
      const norm = (oracle.clocks ** 4 + work ** 4 + (bytes / c.bandwidth) ** 4) ** 0.25;

      const groups = groupsOf(operation, hardware);
      const counts = Int32Array.from(rows, (list) => list.length);
      assert.equal(groupCounts(sparse(b, k, n), size), counts);
      const shares = sharesOf(counts, groups, mapping, hardware);
      assert.is(shares.steps, oracle.steps);
      const parts = groupTimes(operation, groups, kept, shares, slots, hardware, clock, false);
      const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
      // Whole clocks of a number that both work out in their own order.
      assert.ok(total - 5 >= norm - 1e-6 && total - 5 < norm + 1 + 1e-6, `${total - 5} clocks for ${norm}`);
      assert.ok(Object.values(parts).every((part) => part >= 0));
      if (c.step + c.scattered === 0 && c.bandwidth === 4096)
        assert.ok(total - 5 >= oracle.clocks, `${total} clocks`);

      const out = compute(operation, mapping, hardware, { a: Float64Array.from(x), b });
      assert.equal(out, oracle.product);
      for (let row = 0; row < n; row++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += x[l]! * b[l * n + row]!;
        assert.is(out[row], sum);
      }
    }),
    { numRuns: runs(400) },
  );
});

tests('a chain of steps alone is the grid of one cycle at a time', () => {
  fc.assert(
    fc.property(cases, (c) => {
      const counts = Int32Array.from({ length: c.n }, (_, row) => (row * 7 + c.seed) % (c.kept[row]! + 1));
      const rows = Array.from(counts, (count) =>
        Array.from({ length: count }, (_, place) => ({ place, codes: new Array(c.size).fill(1), zero: 1 })),
      );
      const slow: GroupCase = {
        n: c.n,
        k: 10 * c.size,
        size: c.size,
        x: new Array(10 * c.size).fill(1),
        rows,
      };
      const hardware = {
        gpu: {
          ...h200,
          sm_count: c.sms,
          hbm_bytes_per_s: Number.POSITIVE_INFINITY,
          hbm_efficiency: 1,
          launch_us: 0,
        },
        group_gemv: {
          group: c.size,
          dense_group: 64,
          row_ctas_per_sm: c.resident,
          task_ctas_per_sm: c.resident,
          latency_us: c.latency,
          step_cycles: 0,
          scattered_cycles: 0,
        },
      };
      const view = { batch: 1, m: 1, n: c.n, k: 10 * c.size, b_shared_by: 1 };
      const groups = { view, size: c.size, each: 10, sparse: true, nonzeros: 0 };
      const mapping = { kernel: 'group-sparse-quant-gemv', split: c.split } as const;
      const slots = slotsOf(hardware, mapping);
      const oracle = runGroupOracle(slow, c.split, slots, c.latency);
      const dense = { bits: 16, sparsity: { pattern: 'dense' } } as const;
      const operation = { kind: 'gemm', operands: { a: dense, b: dense, out: dense } } as unknown as Gemm;
      const shares = sharesOf(counts, groups, mapping, hardware);
      const parts = groupTimes(operation, groups, 0, shares, slots, hardware, clock, false);
      assert.is(parts.launch, 0);
      assert.is(parts.latency + parts.imbalance, oracle.clocks);
    }),
    { numRuns: runs(300) },
  );
});

function sparse(b: Float64Array, rows: number, cols: number): SparseMatrix {
  const rowPointers = new Int32Array(rows + 1);
  const columns: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) if (b[row * cols + col] !== 0) columns.push(col);
    rowPointers[row + 1] = columns.length;
  }
  return { rows, cols, rowPointers, columns: Int32Array.from(columns) };
}

tests.run();
