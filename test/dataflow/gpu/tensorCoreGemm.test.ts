import fc from 'fast-check';
import { type GpuDevice, gpuDevice } from '../../../src/arch/gpu/gpuDevice.ts';
import { rankKernels } from '../../../src/dataflow/gpu/chooseKernel.ts';
import { computeTiles } from '../../../src/dataflow/gpu/computeTiles.ts';
import type { GemmShape } from '../../../src/dataflow/gpu/gemmShape.ts';
import { kernelBound } from '../../../src/dataflow/gpu/kernelBound.ts';
import { kernelFacts } from '../../../src/dataflow/gpu/kernelFacts.ts';
import { closedLoop, eventLoop, runKernel } from '../../../src/dataflow/gpu/kernelRun.ts';
import { kernelTiles } from '../../../src/dataflow/gpu/kernelTiles.ts';
import { warpInt8Choice } from '../../../src/dataflow/gpu/warpInt8Tiles.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import { assert, runs, suite } from '../../harness.ts';
import { gpus, h200, h200Clock, point, twoOfFour, zoo } from './gpuCases.ts';

const tests = suite('tensor-core GEMM');

const llama = zoo('llama-2-7b');

for (const [name, architecture] of Object.entries(gpus))
  tests(`${name} runs LLaMA-2-7B, prefill and decode, dense and 2:4, by every law`, () => {
    for (const phase of ['prefill', 'decode'] as const)
      for (const sparsity of [undefined, twoOfFour])
        for (const fidelity of ['estimate', 'cycle'] as const) {
          const workload = {
            definition: llama,
            phase,
            context: 512,
            batch: 4,
            ...(sparsity && { sparsity }),
          };
          const result = evaluate(point(architecture, workload, fidelity));
          const { metrics, breakdown, layers } = result;
          assert.is(
            Object.values(breakdown).reduce((sum, x) => sum + x, 0),
            metrics['cycles'],
          );
          // 13.2 GB of weights of 16 bits (half of it and indices in 2:4) cross the bandwidth of the board at least once.
          const least = (sparsity ? 0.5 : 1) * 2 * 6.4e9;
          const hbm = Number((architecture['gpu'] as { hbm_bytes_per_s?: number }).hbm_bytes_per_s ?? 4.9e12);
          assert.ok(metrics['latency_s']! > least / hbm, `${metrics['latency_s']} s`);
          for (const layer of layers) assert.ok(layer.execution.cycles >= layer.bound.cycles, layer.name);
        }
  });

const shapes: fc.Arbitrary<GemmShape> = fc.record({
  batch: fc.constant(1),
  m: fc.integer({ min: 1, max: 6000 }),
  n: fc.integer({ min: 1, max: 6000 }),
  k: fc.integer({ min: 1, max: 9000 }),
  format: fc.constantFrom('f16' as const, 'f8' as const, 'i8' as const),
  output_bytes: fc.constantFrom(1, 2, 4),
  sparse: fc.boolean(),
  warm: fc.boolean(),
});

/** Any device that ships, its rates and times moved by up to a factor of 8 either way. */
const devices: fc.Arbitrary<GpuDevice> = fc
  .tuple(
    fc.constantFrom(...Object.values(gpus)),
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }),
    fc.boolean(),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0.05, max: 1 }) },
    ),
  )
  .map(([architecture, powers, capped, memory]) => {
    const { sustained_flops, ...device } = gpuDevice.parse(architecture['gpu']);
    const scaled = (x: number, place: number): number => x * 2 ** powers[place]!;
    const rate = scaled(sustained_flops?.f16 ?? 3e14, 11);
    return {
      ...device,
      shared_memory_kib: device.shared_memory_kib * memory,
      ...(capped && { sustained_flops: { f16: rate, f8: 2 * rate, i8: 2 * rate } }),
      hbm_bytes_per_s: scaled(device.hbm_bytes_per_s, 0),
      fill_bytes_per_cycle: scaled(device.fill_bytes_per_cycle, 1),
      write_bytes_per_cycle: scaled(device.write_bytes_per_cycle, 2),
      write_port_bytes_per_cycle: scaled(device.write_port_bytes_per_cycle, 3),
      launch_us: scaled(device.launch_us, 4),
      load_latency_us: scaled(device.load_latency_us, 5),
      l2_latency_us: scaled(device.l2_latency_us, 6),
      step_floor_cycles: scaled(device.step_floor_cycles, 7),
      reduction_us: scaled(device.reduction_us, 8),
      sparse_step_cycles: scaled(device.sparse_step_cycles, 9),
      overrun_rows_per_cycle: scaled(device.overrun_rows_per_cycle, 10),
    };
  });

tests('ranks tiles as the closed form of each says, whatever it skips', () => {
  fc.assert(
    fc.property(
      shapes,
      fc.integer({ min: 1, max: 64 }),
      devices,
      fc.integer({ min: 1, max: 8 }),
      (drawn, batch, device, keep) => {
        const shape = { ...drawn, batch, sparse: drawn.sparse && device.sparse_tensor_core };
        const facts = kernelFacts(shape, device, h200Clock);
        const all = kernelTiles(shape, device).map((tile) => ({
          tile,
          cycles: runKernel(facts, tile, closedLoop).cycles,
        }));
        // Array.prototype.sort is stable, so ties keep the order of the tiles.
        const expected = all.sort((x, y) => x.cycles - y.cycles).slice(0, keep);
        assert.equal(
          rankKernels(facts, keep).map(({ tile, cycles }) => ({ tile, cycles })),
          expected,
        );
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('every tile keeps sums, bounds, and the distance between pipeline and closed form', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, pick) => {
      const facts = kernelFacts(shape, h200, h200Clock);
      const tiles = kernelTiles(shape, h200);
      assert.ok(tiles.length > 0);
      const run = runKernel(facts, tiles[pick % tiles.length]!, eventLoop);
      const { launch, fill, compute, hbm, shared_memory, step_overhead, latency, epilogue } = run;
      const sum = launch + fill + compute + hbm + shared_memory + step_overhead + latency + epilogue;
      assert.is(sum + run.overrun + run.reduction + run.power, run.cycles);
      assert.ok(run.cycles >= kernelBound(shape, h200, h200Clock).cycles);
      assert.is(run.cycles, runKernel(facts, tiles[pick % tiles.length]!, closedLoop).cycles);
    }),
    { numRuns: runs(150) },
  );
});

tests('a faster part never makes the best kernel slower', () => {
  const best = (shape: GemmShape, device: typeof h200): number =>
    rankKernels(kernelFacts(shape, device, h200Clock), 1)[0]!.cycles;
  const { sustained_flops, ...uncapped } = h200;
  assert.ok(sustained_flops !== undefined);
  fc.assert(
    fc.property(shapes, (shape) => {
      const base = best(shape, h200);
      for (const device of [
        { ...h200, hbm_bytes_per_s: 2 * h200.hbm_bytes_per_s },
        { ...h200, fill_bytes_per_cycle: 2 * h200.fill_bytes_per_cycle },
        { ...h200, write_bytes_per_cycle: 2 * h200.write_bytes_per_cycle },
        { ...h200, launch_us: 0 },
        { ...h200, load_latency_us: h200.l2_latency_us },
        { ...h200, step_floor_cycles: 0 },
        uncapped,
      ])
        assert.ok(best(shape, device) <= base, JSON.stringify(shape));
    }),
    { numRuns: runs(40) },
  );
});

tests('a longer K takes no less time', () => {
  // In whole lines: a pitch that isn't a multiple of 128 B costs more than the next one that is.
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 60 }), (shape, lines) => {
      const at = (k: number): number =>
        rankKernels(kernelFacts({ ...shape, k, sparse: false }, h200, h200Clock), 1)[0]!.cycles;
      // The library's rule for dense int8 may turn to a faster kernel at a longer K.
      const place = (k: number): number => warpInt8Choice({ ...shape, k }, h200.sm_count);
      const turns = shape.format === 'i8' && place((lines + 1) * 128) !== place(lines * 128);
      assert.ok(turns || at((lines + 1) * 128) >= at(lines * 128));
    }),
    { numRuns: runs(60) },
  );
});

const small = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  m: fc.integer({ min: 1, max: 20 }),
  n: fc.integer({ min: 1, max: 20 }),
  k: fc.integer({ min: 1, max: 300 }),
  split_k: fc.integer({ min: 1, max: 5 }),
  tile_k: fc.constantFrom(16, 32, 64),
  shared: fc.boolean(),
});

tests('computes the dense product exactly where fp32 sums are exact', () => {
  fc.assert(
    fc.property(small, ({ batch, m, n, k, split_k, tile_k, shared }) => {
      const matrices = shared ? 1 : batch;
      const a = Float64Array.from({ length: batch * m * k }, (_, i) => ((i * 7919) % 31) - 15);
      const b = Float64Array.from({ length: matrices * k * n }, (_, i) => ((i * 104_729) % 29) - 14);
      const tile = {
        tile_n: 64,
        tile_m: 64,
        tile_k,
        stages: 4,
        cluster_n: 1,
        cluster_m: 1,
        rows: 'n' as const,
        split_k,
      };
      const out = computeTiles({ batch, m, n, k, b_shared_by: batch / matrices }, tile, { a, b });
      for (let g = 0; g < batch; g++)
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let l = 0; l < k; l++)
              sum += a[(g * m + i) * k + l]! * b[((shared ? 0 : g) * k + l) * n + j]!;
            assert.is(out[(g * m + i) * n + j], sum);
          }
    }),
    { numRuns: runs(60) },
  );
});

tests('adds in fp32, part of K by part', () => {
  // 2^24 + 1 is no fp32 number: added to a large sum a one is lost, in a part of its own it counts.
  const a = Float64Array.from([2 ** 24, 1, 1, 0]);
  const b = new Float64Array(4).fill(1);
  const view = { batch: 1, m: 1, n: 1, k: 4, b_shared_by: 1 };
  const tile = {
    tile_n: 64,
    tile_m: 64,
    tile_k: 1,
    stages: 4,
    cluster_n: 1,
    cluster_m: 1,
    rows: 'n' as const,
    split_k: 1,
  };
  assert.is(computeTiles(view, tile, { a, b })[0], 2 ** 24);
  const cut = computeTiles(view, { ...tile, split_k: 3 }, { a: Float64Array.from([2 ** 24, 0, 1, 1]), b });
  assert.is(cut[0], 2 ** 24 + 2);
});

tests('says why it refuses', () => {
  const refusal = (layer: Record<string, unknown>, bits?: Record<string, number>): string => {
    try {
      evaluate(point(gpus['h200']!, { layers: [{ name: 'g', ...layer }], ...(bits && { bits }) }));
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(refusal({ gemm: [64, 64, 64] }, { weights: 32, activations: 16 }), /at most 16 bits, has 32/);
  assert.is(refusal({ gemm: [64, 64, 64] }), '');
});

tests.run();
