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
import { assert, suite } from '../harness.ts';
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
