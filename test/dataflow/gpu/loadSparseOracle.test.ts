import fc from 'fast-check';
import type { GpuDevice } from '../../../src/arch/gpu/gpuDevice.ts';
import { loadSparseCycles, loadSparseGemm } from '../../../src/dataflow/gpu/kernels/loadSparseGemm.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../../harness.ts';
import { h200 } from './gpuCases.ts';
import { type Phase, runGridOracle, writeCycles } from './gridOracle.ts';

const tests = suite('load-sparse-compute-dense against one cycle at a time');

/** At 1 MHz a microsecond of the device's file is one clock. */
const clock = 1e6;
/** Inputs of a step, warps of a CTA, bytes of a word of Tiled-CSL and of a value. */
const [deep, warps, word, value] = [64, 4, 4, 2];
const norm4 = (...times: number[]): number => times.reduce((sum, t) => sum + t ** 4, 0) ** 0.25;
const integers = (count: number, seed: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => ((i * 7 + seed * 13) % 9) - 4);

/** A tile of Tiled-CSL: every non-zero with its place in the dense tile. */
interface Word {
  readonly value: number;
  readonly place: number;
}

/** Weights k × n as lists of words, by tile of inputs (outer) and of outputs. */
function tiledCsl(b: Float64Array, n: number, k: number, tile_n: number): Word[][][] {
  const lists: Word[][][] = [];
  for (let top = 0; top < k; top += deep) {
    const row: Word[][] = [];
    for (let left = 0; left < n; left += tile_n) {
      const words: Word[] = [];
      for (let j = 0; j < Math.min(tile_n, n - left); j++)
        for (let l = 0; l < Math.min(deep, k - top); l++) {
          const weight = b[(top + l) * n + left + j]!;
          if (weight !== 0) words.push({ value: weight, place: j * deep + l });
        }
      row.push(words);
    }
    lists.push(row);
  }
  return lists;
}

const cases = fc.record({
  sms: fc.integer({ min: 1, max: 5 }),
  m: fc.integer({ min: 1, max: 20 }),
  n: fc.integer({ min: 1, max: 40 }),
  k: fc.integer({ min: 1, max: 260 }),
  tile_n: fc.constantFrom(16, 32),
  tile_m: fc.constantFrom(8, 16),
  split_k: fc.integer({ min: 1, max: 3 }),
  kept: fc.integer({ min: 1, max: 6 }),
  rate: fc.constantFrom(64, 512, 4096),
  bandwidth: fc.constantFrom(8, 64, 4096),
  fill: fc.constantFrom(16, 90),
  write: fc.constantFrom(4, 16, 31),
  port: fc.constantFrom(16, 64),
  floor: fc.integer({ min: 0, max: 40 }),
  latency: fc.integer({ min: 0, max: 9 }),
  turn: fc.integer({ min: 0, max: 9 }),
  joining: fc.integer({ min: 0, max: 9 }),
  seed: fc.nat(99),
});

tests('CTAs in waves: zero, scatter, read back and multiply step by step, then the write of a tile', () => {
  fc.assert(
    fc.property(cases, (c) => {
      const { m, n, k, tile_n, tile_m, split_k } = c;
      const device = {
        ...h200,
        sm_count: c.sms,
        tensor_macs_per_cycle: { f16: c.rate },
        fill_bytes_per_cycle: c.fill,
        hbm_bytes_per_s: c.bandwidth * clock,
        hbm_efficiency: 1,
        write_bytes_per_cycle: c.write,
        write_port_bytes_per_cycle: c.port,
        step_floor_cycles: c.floor,
        launch_us: 5,
        load_latency_us: c.latency,
        l2_latency_us: c.turn,
        reduction_us: c.joining,
        sustained_flops: undefined,
      } as unknown as GpuDevice;
      const a = integers(m * k, c.seed);
      const b = integers(k * n, c.seed + 1).map((x, i) => ((i * 5 + c.seed) % 7 < c.kept ? x : 0));
      const nnz = b.reduce((count, x) => count + +(x !== 0), 0);
      const lists = tiledCsl(b, n, k, tile_n);

      // The machine: one CTA an SM; a step takes the mean words of a tile, whatever the tile at hand holds.
      const [across, down] = [Math.ceil(n / tile_n), Math.ceil(m / tile_m)];
      const ctas = across * down * split_k;
      const steps = Math.ceil(lists.length / split_k);
      const words = (nnz / (n * k)) * tile_n * deep;
      const dense = tile_n * deep * value;
      const tokens = tile_m * deep * value;
      const zeroed = dense / 128;
      const scattered = words / 32;
      const readBack = (dense + tokens * warps) / 128;
      const stored = tokens / 128;
      const parts: Float64Array[] = Array.from({ length: split_k }, () => new Float64Array(m * n));
      const oracle = runGridOracle(ctas, c.sms, true, (cta, together) => {
        const part = Math.floor(cta / (across * down));
        const col = (cta % across) * tile_n;
        const row = Math.floor((cta % (across * down)) / across) * tile_m;
        const memory = (((nnz * word + m * k * value) / (ctas * steps)) * together) / c.bandwidth;
        const step = norm4(
          (tile_n * tile_m * deep) / c.rate,
          zeroed + scattered + readBack + stored + c.floor,
          (words * word + tokens) / c.fill,
          memory,
        );
        const phases: Phase[] = [];
        for (let s = part * steps; s < (part + 1) * steps; s++)
          phases.push({
            cycles: Math.max(1, Math.round(step)),
            done() {
              const tile = new Float64Array(tile_n * deep);
              for (const { value: weight, place } of lists[s]?.[col / tile_n] ?? []) tile[place] = weight;
              for (let i = row; i < Math.min(m, row + tile_m); i++)
                for (let j = col; j < Math.min(n, col + tile_n); j++)
                  for (let l = 0; l < Math.min(deep, k - s * deep); l++)
                    parts[part]![i * n + j]! += a[i * k + s * deep + l]! * tile[(j - col) * deep + l]!;
            },
          });
        const written = tile_n * Math.min(tile_m, m) * (split_k > 1 ? 4 : value);
        const rate = Math.min(c.port, (c.write * c.sms) / together);
        return [...phases, { cycles: c.turn }, { cycles: writeCycles(written, rate) }];
      });
      const out = new Float64Array(m * n);
      for (const sums of parts) for (let i = 0; i < out.length; i++) out[i]! += sums[i]!;
      const joined = split_k > 1 ? c.joining + writeCycles(m * n * (4 * split_k + value), c.sms * c.fill) : 0;

      const view = { batch: 1, m, n, k, b_shared_by: 1 };
      const mapping = { kernel: 'load-sparse-compute-dense', tile_n, tile_m, split_k } as const;
      const cycles = loadSparseCycles(view, nnz, mapping, device, clock);
      const total = Object.values(cycles).reduce((x, y) => x + y, 0);
      assert.is(total, 5 + c.latency + oracle.cycles + joined);
      assert.is(cycles.reduction, joined);
      assert.ok(Object.values(cycles).every((part) => part >= 0));

      const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
      const operation: Gemm = {
        kind: 'gemm',
        ...view,
        weights: 'b',
        operands: {
          a: operand,
          b: { bits: 16, sparsity: { pattern: 'uniform', density: 0.5 } },
          out: operand,
        },
      };
      const context = { clock_hz: clock } as never;
      const run = loadSparseGemm.run(operation, mapping, device, context, 'cycle');
      assert.is(run.macs.effectual + run.macs.padded, m * n * k);
      assert.equal(loadSparseGemm.compute(operation, mapping, { a, b }), out);
    }),
    { numRuns: runs(400) },
  );
});

tests.run();
