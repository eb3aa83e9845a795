import fc from 'fast-check';
import type { GpuDevice } from '../../../src/arch/gpu/gpuDevice.ts';
import { blockSparseCycles } from '../../../src/dataflow/gpu/kernels/blockSparseGemm.ts';
import { csrCycles, csrSpmm } from '../../../src/dataflow/gpu/kernels/csrSpmm.ts';
import { groupedCycles, groupedGemm } from '../../../src/dataflow/gpu/kernels/groupedGemm.ts';
import { loadSparseGemm } from '../../../src/dataflow/gpu/kernels/loadSparseGemm.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import type { GroupedGemm } from '../../../src/workload/operations/groupedGemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { h200 } from './gpuCases.ts';
import { multiplyTile, type Phase, runGridOracle, writeCycles } from './gridOracle.ts';
import { type PingpongTile, runPingpongOracle } from './pingpongOracle.ts';

const tests = suite('block-sparse, grouped and unstructured kernels against one cycle at a time');

/** At 1 MHz a microsecond of the device's file is one clock. */
const clock = 1e6;
const norm4 = (...times: number[]): number => times.reduce((sum, t) => sum + t ** 4, 0) ** 0.25;
const values = (count: number, seed: number, keep: (i: number) => boolean = () => true): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (keep(i) ? ((i * 7 + seed * 13) % 9) - 4 : 0));
const product = (a: Float64Array, b: Float64Array, m: number, n: number, k: number): Float64Array => {
  const out = new Float64Array(m * n);
  multiplyTile(out, a, b, { n, k }, [0, m], [0, n], [0, k]);
  return out;
};
const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;

tests('block-sparse: CTAs of one row of blocks each, block by block, on slots in launch order', () => {
  fc.assert(
    fc.property(
      fc.record({
        sms: fc.integer({ min: 1, max: 4 }),
        rows: fc.integer({ min: 1, max: 5 }),
        cols: fc.integer({ min: 1, max: 5 }),
        side: fc.constantFrom(2, 4, 8),
        m: fc.integer({ min: 1, max: 12 }),
        tile_m: fc.integer({ min: 1, max: 8 }),
        line: fc.constantFrom(0.5, 1, 2.5),
        latency: fc.integer({ min: 0, max: 12 }),
        prologue: fc.integer({ min: 0, max: 6 }),
        shared: fc.constantFrom(1, 2, 64),
        kept: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
        seed: fc.nat(99),
      }),
      ({ sms, rows, cols, side, m, tile_m, line, latency, prologue, shared, kept, seed }) => {
        const [n, k] = [rows * side, cols * side];
        const has = (row: number, col: number): boolean => kept[row * cols + col]!;
        const counts = Int32Array.from({ length: rows }, (_, r) =>
          Array.from({ length: cols }, (_, c) => +has(r, c)).reduce((x, y) => x + y, 0),
        );
        const grid = {
          view: { batch: 1, m, n, k, b_shared_by: 1 },
          block_n: side,
          block_k: side,
          rows,
          cols,
          kept: counts.reduce((x, y) => x + y, 0),
        };
        const device: GpuDevice = {
          ...h200,
          sm_count: sms,
          shared_memory_kib: shared,
          tensor_macs_per_cycle: { f16: 16 },
          hbm_bytes_per_s: 1e18,
          kernels: {
            ...h200.kernels,
            block_gemm: { cycles_per_line: line, load_latency_cycles: latency, cta_us: prologue },
          },
        };
        const a = values(m * k, seed);
        const b = values(k * n, seed + 1, (i) =>
          has(Math.floor((i % n) / side), Math.floor(Math.floor(i / n) / side)),
        );

        // The machine: its slots are what shared memory has room for, its step what the three resources take.
        const tiles = Math.ceil(m / tile_m);
        const roomy = Math.floor((shared * 1024) / (3 * side * (side + tile_m) * 2));
        const resident = Math.max(1, Math.min(16, roomy, Math.ceil((rows * tiles) / sms)));
        const lines = Math.ceil((side * side * 2) / 128) + side * Math.ceil((tile_m * 2) / 128);
        const load = lines * line;
        const tensor = (side * side * tile_m) / 16;
        const step = Math.max(
          1,
          Math.round(norm4(latency + load + tensor, resident * load, resident * tensor)),
        );
        const out = new Float64Array(m * n);
        const oracle = runGridOracle(rows * tiles, sms * resident, false, (cta) => {
          const row = Math.floor(cta / tiles);
          const from = (cta % tiles) * tile_m;
          const phases: Phase[] = [{ cycles: prologue }];
          for (let col = 0; col < cols; col++) {
            if (!has(row, col)) continue;
            phases.push({
              cycles: step,
              done: () =>
                multiplyTile(
                  out,
                  a,
                  b,
                  { n, k },
                  [from, Math.min(m, from + tile_m)],
                  [row * side, (row + 1) * side],
                  [col * side, (col + 1) * side],
                ),
            });
          }
          return phases;
        });
        const { parts } = blockSparseCycles(grid, tile_m, false, counts, device, clock);
        assert.is(parts.compute + parts.shared_memory + parts.imbalance, oracle.cycles);
        assert.equal(out, product(a, b, m, n, k));
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('grouped: tiles of every group in whole clusters, wave by wave, with writes hidden or not', () => {
  fc.assert(
    fc.property(
      fc.record({
        sms: fc.integer({ min: 1, max: 5 }),
        rows: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 }),
        n: fc.integer({ min: 1, max: 24 }),
        k: fc.integer({ min: 1, max: 200 }),
        tile_n: fc.constantFrom(8, 16),
        tile_m: fc.constantFrom(8, 16),
        tile_k: fc.constantFrom(16, 64, 128),
        cluster_m: fc.constantFrom(1, 2),
        schedule: fc.constantFrom('pingpong' as const, 'cooperative' as const),
        share: fc.constantFrom(1, 0.8),
        resident: fc.boolean(),
        bandwidth: fc.constantFrom(64, 256, 4096),
        fill_rate: fc.constantFrom(64, 256),
        write: fc.constantFrom(1, 4, 16, 31),
        port: fc.constantFrom(2, 16, 64),
        overrun: fc.constantFrom(0.5, 4, 1000),
        latency: fc.integer({ min: 0, max: 9 }),
        seed: fc.nat(99),
      }),
      (c) => {
        if (c.rows.every((m) => m === 0)) return;
        const device: GpuDevice = {
          ...h200,
          sm_count: c.sms,
          tensor_macs_per_cycle: { f16: 512 },
          fill_bytes_per_cycle: c.fill_rate,
          hbm_bytes_per_s: c.bandwidth * clock,
          write_bytes_per_cycle: c.write,
          write_port_bytes_per_cycle: c.port,
          step_floor_cycles: 3,
          launch_us: 5,
          load_latency_us: c.latency,
          sustained_flops: undefined,
          kernels: {
            ...h200.kernels,
            grouped: {
              launch_us: 2,
              hbm_efficiency: 1,
              overrun_rows_per_cycle: c.overrun,
              cooperative_share: c.share,
            },
          },
        } as never;
        const operation: GroupedGemm = {
          kind: 'grouped-gemm',
          rows: c.rows,
          n: c.n,
          k: c.k,
          operands: { a: operand, b: operand, out: operand },
        };
        const used = c.rows.reduce((x, y) => x + y, 0);
        const a = values(used * c.k, c.seed);
        const b = values(c.rows.length * c.k * c.n, c.seed + 1);

        // Every tile with the group it belongs to, tiles of outputs innermost; those that fill a cluster have no rows.
        const tiles: { group: number; from: number; to: number; col: number }[] = [];
        let first = 0;
        c.rows.forEach((m, group) => {
          for (let from = 0; from < m; from += c.tile_m * c.cluster_m)
            for (let part = 0; part < c.cluster_m; part++)
              for (let col = 0; col < c.n; col += c.tile_n) {
                const start = Math.min(m, from + part * c.tile_m);
                tiles.push({ group, from: first + start, to: first + Math.min(m, start + c.tile_m), col });
              }
          first += m;
        });
        const groups = c.rows.filter((m) => m > 0).length;
        const steps = Math.ceil(c.k / c.tile_k);
        const bytes = c.resident ? 0 : (groups * c.k * c.n + used * c.k) * 2;
        const rowTiles = tiles.length / Math.ceil(c.n / c.tile_n);
        const out = new Float64Array(used * c.n);
        const rate = c.schedule === 'cooperative' ? 512 * c.share : 512;
        const program = (cta: number, together: number) => {
          const { group, from, to, col } = tiles[cta]!;
          const overlapped = norm4(
            (c.tile_n * c.tile_m * c.tile_k) / rate,
            ((c.tile_n / c.cluster_m + c.tile_m) * c.tile_k * 2) / c.fill_rate,
            (bytes * together) / (tiles.length * steps) / c.bandwidth,
            3,
          );
          const lines = Math.ceil((c.tile_k * 2) / 128);
          const empty = (((rowTiles * c.tile_m - used) / rowTiles) * lines * together) / c.overrun;
          const weights = b.subarray(group * c.k * c.n, (group + 1) * c.k * c.n);
          const cols = [col, Math.min(c.n, col + c.tile_n)] as const;
          return {
            step: Math.max(1, Math.round(Math.sqrt(overlapped ** 2 + empty ** 2))),
            steps: Array.from({ length: steps }, (_, s) => () => {
              const inner = [s * c.tile_k, Math.min(c.k, (s + 1) * c.tile_k)] as const;
              multiplyTile(out, a, weights, { n: c.n, k: c.k }, [from, to], cols, inner);
            }),
            write: writeCycles(c.tile_n * c.tile_m * 2, Math.min(c.port, (c.write * c.sms) / together)),
          };
        };
        let cycles = 0;
        if (c.schedule === 'cooperative') {
          const phases = (cta: number, together: number): readonly Phase[] => {
            const { step, steps: list, write } = program(cta, together);
            return [...list.map((done) => ({ cycles: step, done })), { cycles: write }];
          };
          cycles = runGridOracle(tiles.length, c.sms, true, phases).cycles;
        } else
          for (let sm = 0; sm < Math.min(c.sms, tiles.length); sm++) {
            const own: PingpongTile[] = [];
            for (let cta = sm; cta < tiles.length; cta += c.sms)
              own.push(program(cta, Math.min(c.sms, tiles.length - (cta - sm))));
            cycles = Math.max(cycles, runPingpongOracle(own));
          }
        const { tile_n, tile_m, tile_k, cluster_m, schedule } = c;
        const mapping = { kernel: 'grouped-gemm', tile_n, tile_m, tile_k, cluster_m, schedule } as const;
        const parts = groupedCycles(operation, mapping, device, clock, c.resident);
        const total = Object.values(parts).reduce((x, y) => x + y, 0);
        assert.is(total, 5 + 2 + c.latency + cycles);
        assert.ok(Object.values(parts).every((x) => x >= 0));
        assert.equal(groupedGemm.compute(operation, mapping, { a, b }), out);
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('unstructured: passes over the non-zeros, each of them retired by the SMs together', () => {
  fc.assert(
    fc.property(
      fc.record({
        sms: fc.integer({ min: 1, max: 8 }),
        m: fc.integer({ min: 1, max: 300 }),
        n: fc.integer({ min: 1, max: 6 }),
        k: fc.integer({ min: 1, max: 6 }),
        each: fc.integer({ min: 1, max: 9 }),
        column: fc.integer({ min: 0, max: 3 }),
        seed: fc.nat(99),
      }),
      ({ sms, m, n, k, each, column, seed }) => {
        const device = {
          ...h200,
          sm_count: sms,
          kernels: {
            ...h200.kernels,
            csr: { launch_us: 4, cycles_per_nonzero: each, cycles_per_column: column },
          },
        };
        const a = values(m * k, seed);
        const b = values(k * n, seed + 1, (i) => (i * 5 + seed) % 3 !== 0);
        const out = new Float64Array(m * n);
        // A clock gives each SM one unit of work; the look-ups of all passes come first, then their arithmetic.
        let clocks = 0;
        let credit = 0;
        const retire = (cost: number, then: () => void): void => {
          for (; credit < cost; credit += sms) clocks += 1;
          credit -= cost;
          then();
        };
        const each128 = (visit: (j: number, l: number, from: number, to: number) => void): void => {
          for (let from = 0; from < m; from += 128)
            for (let j = 0; j < n; j++)
              for (let l = 0; l < k; l++) if (b[l * n + j] !== 0) visit(j, l, from, Math.min(m, from + 128));
        };
        each128(() => retire(each, () => {}));
        const looked = clocks;
        credit = 0;
        each128((j, l, from, to) =>
          retire(column * Math.min(128, m), () =>
            multiplyTile(out, a, b, { n, k }, [from, to], [j, j + 1], [l, l + 1]),
          ),
        );
        const nnz = b.reduce((count, x) => count + +(x !== 0), 0);
        const parts = csrCycles(nnz, m, device, clock);
        assert.equal(parts, { launch: 4, latency: looked, compute: clocks - looked });
        assert.equal(out, product(a, b, m, n, k));
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('unstructured kernels compute the dense product exactly where fp32 sums are exact', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 90 }),
      fc.nat(99),
      (m, n, k, seed) => {
        const sparsity = { pattern: 'uniform', density: 0.5 };
        const operation: Gemm = {
          kind: 'gemm',
          batch: 1,
          m,
          n,
          k,
          weights: 'b',
          b_shared_by: 1,
          operands: { a: operand, b: { bits: 16, sparsity }, out: operand },
        };
        const a = values(m * k, seed);
        const b = values(k * n, seed + 1, (i) => (i * 5 + seed) % 2 === 0);
        for (const kernel of [csrSpmm, loadSparseGemm] as const) {
          const plan = kernel.plans(operation, h200, 1.98e9)[0]!;
          const out = kernel.compute(operation, plan.mapping as never, { a, b });
          assert.equal(out, product(a, b, m, n, k));
        }
      },
    ),
    { numRuns: runs(100) },
  );
});

tests.run();
