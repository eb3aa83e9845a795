import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { type ImageOperation, imageReads } from '../../../src/dataflow/sat/imageReads.ts';
import { prepare } from '../../../src/dataflow/sat/run.ts';
import { stageProblem } from '../../../src/dataflow/sat/stageProblem.ts';
import { leftBits, rightBits, tilingOf } from '../../../src/dataflow/sat/tiling.ts';
import sat from '../../../src/dataflow/sat.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { LayerResult } from '../../../src/engine/pointResult.ts';
import { loadSpec, pointsOf } from '../../../src/index.ts';
import { convolutionOutput } from '../../../src/workload/convolutionOutput.ts';
import { assert, repositoryRoot, runs, suite } from '../../harness.ts';
import { clock_hz, type SatCase, satCase } from './satCases.ts';

const test = suite('sat laws');

const context = { clock_hz, technology: { node_nm: 16, device: 'itrs-hp' } } as unknown as SimulationContext;
const legal = ({ operation, hardware, mapping }: SatCase): boolean =>
  tilingOf(stageProblem(operation, hardware)!, hardware, mapping) !== null;
const cycles = ({ operation, hardware, mapping }: SatCase): number =>
  sat.simulate(operation, hardware, mapping, context).cycles;

test('faster memory and engines never make the same mapping slower', () => {
  fc.assert(
    fc.property(satCase, fc.integer({ min: 2, max: 9 }), (given, factor) => {
      if (!legal(given)) return;
      const { hardware } = given;
      const now = cycles(given);
      const { memory, reduction, update } = hardware;
      for (const better of [
        { memory: { ...memory, bandwidth_bytes_per_s: factor * memory.bandwidth_bytes_per_s } },
        { reduction: { ...reduction, elements_per_cycle: factor * reduction.elements_per_cycle } },
        { update: { ...update, lanes: factor * update.lanes } },
      ])
        assert.ok(cycles({ ...given, hardware: { ...hardware, ...better } }) <= now);
    }),
    { numRuns: runs(200) },
  );
});

test('tiles fill the buffers and no more: one group or block larger does not fit', () => {
  fc.assert(
    fc.property(satCase, (given) => {
      if (!legal(given)) return;
      const { operation, hardware, mapping } = given;
      const { problem, tiling } = prepare(operation, hardware, mapping);
      const { tile_m, tile_n, tile_k } = tiling;
      const { buffers, array } = hardware;
      const fits = (rows: number, sum: number): boolean =>
        leftBits(problem, rows, sum) <= buffers.left_kib * 4096 &&
        rightBits(problem, sum, tile_n) <= buffers.right_kib * 4096 &&
        rows * tile_n * 32 <= buffers.out_kib * 4096;
      assert.ok(fits(tile_m, tile_k));
      if (mapping.stationary === 'output') {
        assert.is(tile_m, Math.min(problem.m, array.rows * array.interleave));
        if (tile_k < problem.k) assert.not.ok(fits(tile_m, Math.min(problem.k, tile_k + problem.group.m)));
      } else if (tile_m < problem.m)
        assert.not.ok(fits(Math.min(problem.m, tile_m + array.interleave), tile_k));
    }),
    { numRuns: runs(300) },
  );
});

const conv = fc
  .record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    kernel_height: fc.integer({ min: 1, max: 4 }),
    kernel_width: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pad: fc.integer({ min: 0, max: 2 }),
    batch: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ pad, ...sizes }) => ({ ...sizes, padding: [pad, pad, pad, pad] }) as unknown as ImageOperation)
  .filter((given) => {
    const { out_height, out_width } = convolutionOutput(given);
    return out_height > 0 && out_width > 0;
  });

test('pixels under windows: never fewer than there are, never more than im2col has', () => {
  fc.assert(
    fc.property(conv, fc.nat(200), (given, cut) => {
      const { out_height, out_width } = convolutionOutput(given);
      const { kernel_height, kernel_width, stride, dilation, padding, height, width, batch } = given;
      const outputs = batch * out_height * out_width;
      const rows = 1 + (cut % outputs);
      const seen = new Set<string>();
      // Outputs from the first of an image on, as tiles are taken to begin with a row of the output map.
      for (let o = 0; o < rows; o++) {
        const image = Math.floor(o / (out_height * out_width));
        const y = Math.floor(o / out_width) % out_height;
        for (let r = 0; r < kernel_height; r++)
          for (let s = 0; s < kernel_width; s++) {
            const row = y * stride + r * dilation - padding[0];
            const col = (o % out_width) * stride + s * dilation - padding[2];
            if (row >= 0 && row < height && col >= 0 && col < width) seen.add(`${image},${row},${col}`);
          }
      }
      const reads = imageReads(given);
      const pixels = reads.pixels(rows);
      assert.ok(pixels >= seen.size, `${pixels} of ${seen.size}`);
      assert.ok(pixels <= rows * reads.taps);
      assert.ok(pixels <= batch * height * width);
    }),
    { numRuns: runs(300) },
  );
});

/** Layers of a training step of a model of the paper, dense and 2:8. */
const layersOf = (workload: string): Map<string, LayerResult[]> => {
  const file = fileURLToPath(new URL('experiments/papers/sat/training.yaml', repositoryRoot));
  const found = new Map<string, LayerResult[]>();
  for (const { at, spec } of pointsOf(loadSpec(file)))
    if (at['workload'] === workload && ['dense', 'bdwp'].includes(String(at['workload.training.method'])))
      found.set(String(at['workload.training.method']), [...evaluate(spec).layers]);
  return found;
};

test('pruned layers take N/M of the dense compute cycles forward and backward, updates all of them', () => {
  for (const model of ['ResNet-9', 'ViT', 'ResNet-50']) {
    const layers = layersOf(model);
    const dense = new Map(layers.get('dense')!.flatMap((layer) => layer.names.map((name) => [name, layer])));
    let pruned = 0;
    const odd: string[] = [];
    for (const layer of layers.get('bdwp')!) {
      const before = dense.get(layer.name)!;
      const { macs, breakdown, cycles: all } = layer.execution;
      if (layer.stage === 'update') {
        assert.is(breakdown['compute'], before.execution.breakdown['compute']);
        continue;
      }
      if (macs.skipped === 0) {
        assert.is(all, before.execution.cycles);
        continue;
      }
      pruned += layer.names.length;
      const share = breakdown['compute']! / before.execution.breakdown['compute']!;
      if (Math.abs(share / 0.25 - 1) > 0.1) odd.push(layer.name);
      // Never less time than the kept products need.
      assert.ok(all * 1024 >= macs.effectual, layer.name);
    }
    assert.ok(pruned >= 15, `${model}: ${pruned}`);
    // A sum of ten classes has two groups of 2:8, the second of two weights: nothing is skipped there.
    assert.equal(odd, model === 'ResNet-9' ? ['fc.dx'] : []);
  }
});

test('weights reduced on their way make the array wait and come dense from memory; made behind the update they do not', () => {
  const file = fileURLToPath(new URL('experiments/papers/sat/training.yaml', repositoryRoot));
  const run = (pregenerate: boolean) => {
    const set = [`arch.reduction.pregenerate=${pregenerate}`];
    for (const { at, spec } of pointsOf(loadSpec(file, { set })))
      if (at['workload'] === 'ViT' && at['workload.training.method'] === 'bdwp') return evaluate(spec);
    throw new Error('no such point');
  };
  const made = run(true);
  const reduced = run(false);
  assert.is(made.breakdown['reduction'], 0);
  assert.ok(reduced.breakdown['reduction']! > 0);
  assert.ok(reduced.metrics['dram_bytes']! > made.metrics['dram_bytes']!);
  assert.is(made.metrics['effectual_macs'], reduced.metrics['effectual_macs']);
});

test('the estimate is near the simulation on the layers of the models', () => {
  let sum = 0;
  let count = 0;
  const file = fileURLToPath(new URL('experiments/papers/sat/training.yaml', repositoryRoot));
  for (const { at, spec } of pointsOf(loadSpec(file))) {
    if (at['workload.training.method'] !== 'bdwp') continue;
    const simulated = evaluate(spec).layers;
    const estimated = evaluate({ ...spec, fidelity: 'estimate' }).layers;
    simulated.forEach(({ execution }, i) => {
      const estimate = estimated[i]!.execution;
      sum += Math.abs(estimate.cycles / execution.cycles - 1);
      count++;
      assert.equal(estimate.macs, execution.macs);
      assert.equal(estimate.traffic, execution.traffic);
      assert.equal(estimate.actions.slice(2), execution.actions.slice(2));
    });
  }
  assert.ok(count > 100 && sum / count < 0.02, `${sum / count} over ${count}`);
});

test.run();
