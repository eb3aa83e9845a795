import * as fc from 'fast-check';
import { resolvePattern } from '../../src/tensor/resolvePattern.ts';
import { accounting } from '../../src/workload/accounting.ts';
import { asGemm } from '../../src/workload/asGemm.ts';
import { buildTrace } from '../../src/workload/buildTrace.ts';
import type { Layer, LayerTrace } from '../../src/workload/layer.ts';
import { macs, traceMacs, traceWeights } from '../../src/workload/macs.ts';
import type { OperandName } from '../../src/workload/operand.ts';
import { operandShapeOf } from '../../src/workload/operandShapeOf.ts';
import type { TrainingMethod } from '../../src/workload/trainingMethod.ts';
import type { WorkloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, runs, suite } from '../harness.ts';
import { codes } from './diagnose.ts';
import { zooDefinition } from './zoo.ts';

const test = suite('training traces');

const step = (name: string, rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace({ ...rest, definition: zooDefinition(name), phase: 'training' });
const one = (method: TrainingMethod, weights: object, layer: object = { gemm: [64, 96, 160] }): LayerTrace =>
  buildTrace({
    layers: [{ name: 'l', ...layer }],
    phase: 'training',
    training: { method },
    sparsity: { weights: weights as { pattern: string } },
  });
const stageMacs = (trace: LayerTrace, stage: Layer['stage']): number =>
  traceMacs({ ...trace, layers: trace.layers.filter((layer) => layer.stage === stage) });
const groupOf = ({ operation }: Layer, operand: OperandName): string => {
  const statistics = resolvePattern(operation.operands[operand].sparsity).statistics(
    operandShapeOf(operation, operand)!,
  );
  const { group } = statistics;
  return group === null ? 'none' : `${group.n}:${group.m} ${group.along}`;
};

test('a step is three times the forward work, less the gradient of the input', () => {
  for (const [name, rest, image] of [
    ['resnet9', { batch: 4 }, true],
    ['resnet50', { batch: 2 }, true],
    ['mobilenet-v2', {}, true],
    ['vit-b16', { batch: 3 }, true],
    ['bert-base', { context: 96 }, false],
    ['llama-3-8b', { context: 128 }, false],
  ] as const) {
    const trained = step(name, rest);
    const forward = stageMacs(trained, 'forward');
    const first = trained.layers[0]!;
    const skipped = image ? macs(first.operation) : 0;
    assert.is(traceMacs(trained), 3 * forward - skipped, name);
    const gradient = trained.layers.some(({ names }) => names.includes(`${first.name}.dx`));
    assert.is(gradient, !image);
    assert.is(trained.phase, 'training');
    const names = trained.layers.flatMap((layer) => layer.names);
    assert.is(new Set(names).size, names.length);
  }
  // The head's loss is over every token.
  const plain = buildTrace({
    definition: zooDefinition('llama-3-8b'),
    phase: 'prefill',
    context: 128,
    output_head: 'all',
  });
  assert.is(stageMacs(step('llama-3-8b', { context: 128 }), 'forward'), traceMacs(plain));
  assert.is(traceWeights(step('llama-3-8b', { context: 128 })), traceWeights(plain));
});

test('products of a linear layer: dx = dy·wᵀ and dw = xᵀ·dy', () => {
  const [forward, backward, update] = one('dense', { pattern: 'dense' }).layers;
  assert.equal([forward!.stage, backward!.stage, update!.stage], ['forward', 'backward', 'update']);
  const sizes = ({ operation }: Layer) => {
    const { m, n, k } = asGemm(operation)!;
    return [m, n, k];
  };
  assert.equal(sizes(forward!), [64, 96, 160]);
  assert.equal(sizes(backward!), [64, 160, 96]);
  assert.equal(sizes(update!), [160, 96, 64]);
});

test('products of a convolution, strided and grouped', () => {
  const conv = { height: 9, width: 7, channels: 8, filters: 12, kernel: 3, stride: 2, padding: 1, groups: 4 };
  const { layers } = one('bdwp', { pattern: 'n:m', n: 1, m: 2 }, { conv: { ...conv, batch: 5 } });
  const views = layers.map(({ operation }) => asGemm(operation)!);
  // 5 × 4 output rows and columns for each of 5 images; 2 channels × 9 taps and 3 filters a group.
  assert.equal(
    views.map(({ batch, m, n, k }) => [batch, m, n, k]),
    [
      [4, 100, 3, 18],
      [4, 100, 18, 3],
      [4, 18, 3, 100],
    ],
  );
  assert.equal(
    layers.map((layer) => groupOf(layer, 'b')),
    ['1:2 rows', '1:2 rows', 'none'],
  );
});

test('gradients of a convolution are the products that their views say', () => {
  const size = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(
      fc.record({
        height: fc.integer({ min: 1, max: 6 }),
        width: fc.integer({ min: 1, max: 6 }),
        kernel: fc.tuple(size, size),
        stride: size,
        padding: fc.constantFrom(0, 1),
        groups: fc.integer({ min: 1, max: 2 }),
        batch: fc.integer({ min: 1, max: 2 }),
      }),
      fc.nat(1000),
      (sizes, seed) => {
        const given = { ...sizes, channels: 2 * sizes.groups, filters: 3 * sizes.groups };
        const [kh, kw] = given.kernel;
        const oh = Math.floor((given.height + 2 * given.padding - kh) / given.stride) + 1;
        const ow = Math.floor((given.width + 2 * given.padding - kw) / given.stride) + 1;
        if (oh < 1 || ow < 1) return;
        const [forward, data, weights] = one('dense', { pattern: 'dense' }, { conv: given }).layers;
        const draw = (salt: number, i: number): number => ((seed + 7 * salt + 13 * i * (i + salt)) % 11) - 5;
        const pixels = given.batch * given.height * given.width;
        const x = Float64Array.from({ length: pixels * given.channels }, (_, i) => draw(1, i));
        const w = Float64Array.from({ length: given.filters * 2 * kh * kw }, (_, i) => draw(2, i));
        const dy = Float64Array.from({ length: given.batch * oh * ow * given.filters }, (_, i) => draw(3, i));
        // The derivative of Σ y·dy, straight from the sums that define the convolution.
        const dx = new Float64Array(x.length);
        const dw = new Float64Array(w.length);
        const { groups, stride, padding } = given;
        const places: { image: number; row: number; f: number; tap: number; at: number }[] = [];
        for (let row = 0; row < given.batch * oh * ow; row++)
          for (let f = 0; f < given.filters; f++)
            for (let c = 0; c < 2; c++)
              for (let r = 0; r < kh; r++)
                for (let s = 0; s < kw; s++) {
                  const y = (Math.floor(row / ow) % oh) * stride + r - padding;
                  const z = (row % ow) * stride + s - padding;
                  if (y < 0 || z < 0 || y >= given.height || z >= given.width) continue;
                  const image = Math.floor(row / (oh * ow));
                  const channel = Math.floor(f / 3) * 2 + c;
                  const at = ((image * given.channels + channel) * given.height + y) * given.width + z;
                  const tap = (c * kh + r) * kw + s;
                  places.push({ image, row, f, tap, at });
                  dx[at]! += dy[row * given.filters + f]! * w[f * 2 * kh * kw + tap]!;
                  dw[f * 2 * kh * kw + tap]! += dy[row * given.filters + f]! * x[at]!;
                }
        // The same from the matrices of the views: columns of dy·wᵀ summed into the image; im2col transposed times dy.
        const a = asGemm(data!.operation)!;
        const b = asGemm(weights!.operation)!;
        assert.equal([a.batch, a.m, a.n, a.k], [groups, given.batch * oh * ow, 2 * kh * kw, 3]);
        assert.equal([b.batch, b.m, b.n, b.k], [groups, 2 * kh * kw, 3, given.batch * oh * ow]);
        const columns = new Map(
          places.map(({ row, f, tap, at }) => [`${Math.floor(f / 3)},${row},${tap}`, at]),
        );
        const summed = new Float64Array(x.length);
        const product = new Float64Array(w.length);
        for (const [key, at] of columns) {
          const [g, row, tap] = key.split(',').map(Number) as [number, number, number];
          for (let j = 0; j < a.k; j++) {
            const f = g * 3 + j;
            summed[at]! += dy[row * given.filters + f]! * w[f * 2 * kh * kw + tap]!;
            product[f * 2 * kh * kw + tap]! += x[at]! * dy[row * given.filters + f]!;
          }
        }
        assert.equal([...summed], [...dx]);
        assert.equal([...product], [...dw]);
        assert.is(macs(data!.operation), macs(forward!.operation));
        assert.is(macs(weights!.operation), macs(forward!.operation));
      },
    ),
    { numRuns: runs(100) },
  );
});

test('attention: a gradient for each operand, shared keys added up', () => {
  const trained = step('llama-3-8b', { context: 16 });
  const scores = trained.layers.filter(({ name }) => name.startsWith('decoder.0.scores'));
  assert.equal(
    scores.map(({ name, operation }) => [name, ...Object.values(asGemm(operation)!)]),
    [
      ['decoder.0.scores', 32, 16, 16, 128, 4],
      ['decoder.0.scores.da', 32, 16, 128, 16, 4],
      ['decoder.0.scores.db', 8, 128, 16, 64, 1],
    ],
  );
});

test('which operand each method thins, and along what', () => {
  const pattern = { pattern: 'n:m', n: 2, m: 8 };
  const thinned = (method: TrainingMethod): string[] =>
    one(method, pattern).layers.map((layer) =>
      (['a', 'b', 'out'] as const)
        .flatMap((name) => (groupOf(layer, name) === 'none' ? [] : [`${name} ${groupOf(layer, name)}`]))
        .join(),
    );
  assert.equal(thinned('dense'), ['', '', '']);
  assert.equal(thinned('forward-only'), ['b 2:8 rows', '', '']);
  assert.equal(thinned('sr-ste'), ['b 2:8 rows', 'b 2:8 cols', '']);
  assert.equal(thinned('bdwp'), ['b 2:8 rows', 'b 2:8 rows', '']);
  assert.equal(thinned('sdgp'), ['', 'a 2:8 cols', '']);
  assert.equal(thinned('static'), ['b 2:8 rows', 'b 2:8 cols', 'out 2:8 rows']);
  const repruned = (method: TrainingMethod) => {
    const { operation } = one(method, pattern).layers[2]!;
    return operation.kind === 'gemm' ? (operation.repruned ?? []).length : null;
  };
  assert.equal(
    (['dense', 'forward-only', 'sr-ste', 'bdwp', 'sdgp', 'static'] as const).map(repruned),
    [0, 1, 1, 2, 0, 0],
  );
});

test('FLOPs: dense over sparse is 3 / (2·N/M + 1) for BDWP and 3 / (N/M + 2) forward only, exactly', () => {
  for (const [n, m] of [
    [2, 4],
    [2, 8],
    [2, 16],
    [1, 4],
    [4, 8],
  ] as const) {
    const pattern = { pattern: 'n:m', n, m };
    for (const layer of [
      { gemm: [64, 96, 160] },
      { conv: { height: 8, width: 8, channels: 16, filters: 32, kernel: 3, padding: 1 } },
    ]) {
      const count = (method: TrainingMethod) => accounting(one(method, pattern, layer));
      const { flops_dense, flops } = count('bdwp');
      assert.is(flops * 3 * m, flops_dense * (2 * n + m));
      const forward = count('forward-only');
      assert.is(forward.flops * 3 * m, forward.flops_dense * (n + 2 * m));
      assert.is(count('sdgp').flops, forward.flops);
      assert.is(count('static').flops * m, forward.flops_dense * n);
      assert.is(count('dense').flops, forward.flops_dense);
    }
  }
});

test('what training refuses', () => {
  const definition = zooDefinition('llama-2-7b');
  assert.equal(
    codes(() => buildTrace({ definition, training: { method: 'bdwp' } })),
    ['WIN-WRK-004 training'],
  );
  assert.equal(
    codes(() =>
      buildTrace({ definition, phase: 'training', attention: 'fused', detail: 'operators' }),
    ).sort(),
    ['WIN-WRK-004 attention', 'WIN-WRK-004 detail', 'WIN-WRK-004 detail'],
  );
  assert.equal(
    codes(() =>
      buildTrace({
        layers: [{ name: 'r', elementwise: { function: 'relu', elements: 4 } }],
        phase: 'training',
      }),
    ),
    ['WIN-WRK-009'],
  );
});

test.run();
