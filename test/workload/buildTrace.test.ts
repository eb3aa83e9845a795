import fc from 'fast-check';
import { asGemm } from '../../src/workload/asGemm.ts';
import { buildTrace } from '../../src/workload/buildTrace.ts';
import type { LayerTrace } from '../../src/workload/layer.ts';
import { macs, traceMacs, weightElements } from '../../src/workload/macs.ts';
import { mergeLayers } from '../../src/workload/mergeLayers.ts';
import { operandShapeOf } from '../../src/workload/operandShapeOf.ts';
import type { Convolution } from '../../src/workload/operations/convolution.ts';
import { type WorkloadSpec, workloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, runs, suite } from '../harness.ts';
import { codes, diagnose } from './diagnose.ts';
import { zooDefinition } from './zoo.ts';

const test = suite('traces');

const model = (name: string, rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace({ ...rest, definition: zooDefinition(name) });
const layers = (list: unknown[], rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace(workloadSpec.parse({ ...rest, layers: list }));
const find = (trace: LayerTrace, name: string) => trace.layers.find(({ names }) => names.includes(name))!;

const twoOfFour = { pattern: 'n:m', n: 2, m: 4 };

test('layers of identical shape are one line that keeps all names', () => {
  const trace = model('resnet18');
  const line = find(trace, 's1b1.conv1');
  assert.equal(line.names, ['s1b1.conv1', 's1b1.conv2', 's1b2.conv1', 's1b2.conv2']);
  assert.is(line.count, 4);
  assert.is(line.name, 's1b1.conv1');
  assert.is(trace.layers.length, 12);
  assert.is(
    trace.layers.reduce((sum, { count }) => sum + count, 0),
    21,
  );
});

test('merging never changes totals and leaves no two equal lines', () => {
  const anyLayer = fc.record({
    name: fc.constantFrom('x', 'y', 'z'),
    gemm: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }), fc.constant(2)),
    count: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(anyLayer, { minLength: 1, maxLength: 20 }), (list) => {
      const trace = layers(list);
      const expected = list.reduce((sum, { gemm: [m, n, k], count }) => sum + m * n * k * count, 0);
      assert.is(traceMacs(trace), expected);
      assert.is(
        new Set(trace.layers.map(({ operation }) => JSON.stringify(operation))).size,
        trace.layers.length,
      );
      assert.equal(mergeLayers(trace.layers), [...trace.layers]);
    }),
    { numRuns: runs(100) },
  );
});

test('grouped-query attention shares one K and V among the query heads of a group', () => {
  const trace = model('llama-3-8b', { phase: 'decode', batch: 2, context: 100 });
  const scores = find(trace, 'decoder.7.scores').operation;
  assert.equal(asGemm(scores), { batch: 64, m: 1, n: 100, k: 128, b_shared_by: 4 });
  const av = find(trace, 'decoder.31.av').operation;
  assert.equal(asGemm(av), { batch: 64, m: 1, n: 128, k: 100, b_shared_by: 4 });
  assert.is(scores.kind === 'gemm' && scores.weights, null);
  assert.is(weightElements(scores), 0);
  const qkv = find(trace, 'decoder.0.qkv');
  assert.equal(asGemm(qkv.operation), { batch: 1, m: 2, n: (32 + 16) * 128, k: 4096, b_shared_by: 1 });
  assert.is(qkv.count, 32);
});

test('prefill attends over the prompt, a sliding window over at most its keys', () => {
  const long = model('mistral-7b', { phase: 'prefill', batch: 3, context: 5000 });
  assert.equal(asGemm(find(long, 'decoder.0.scores').operation), {
    batch: 96,
    m: 5000,
    n: 4096,
    k: 128,
    b_shared_by: 4,
  });
  const short = model('mistral-7b', { phase: 'decode', context: 70 });
  assert.is(asGemm(find(short, 'decoder.0.scores').operation)!.n, 70);
});

test('experts get equal shares of the tokens, whole tokens only', () => {
  for (const batch of [1, 2, 3, 4, 5, 64, 101]) {
    const trace = model('mixtral-8x7b', { phase: 'decode', batch, context: 10 });
    const visits = new Map<string, number>();
    for (const { names, operation } of trace.layers) {
      for (const name of names) {
        const expert = /^decoder\.9\.ffn\.(expert\d)\.up$/.exec(name)?.[1];
        if (expert !== undefined) visits.set(expert, asGemm(operation)!.m);
      }
    }
    const counts = [...visits.values()];
    assert.is(
      counts.reduce((a, b) => a + b, 0),
      2 * batch,
    );
    assert.is(visits.size, Math.min(8, 2 * batch));
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    assert.equal(asGemm(find(trace, 'decoder.0.ffn.router').operation), {
      batch: 1,
      m: batch,
      n: 8,
      k: 4096,
      b_shared_by: 1,
    });
  }
});

test('encoders and vision transformers', () => {
  const bert = model('bert-base', { batch: 2, context: 64, output_head: true });
  assert.is(asGemm(find(bert, 'lm_head').operation)!.m, 128);
  assert.equal(bert.outputs, { unit: 'samples', count: 2 });
  assert.is(asGemm(find(model('bert-base'), 'encoder.0.qkv').operation)!.m, 512);
  const vit = model('vit-b16', { batch: 4 });
  assert.equal(asGemm(find(vit, 'patch_embed').operation), {
    batch: 1,
    m: 784,
    n: 768,
    k: 768,
    b_shared_by: 1,
  });
  assert.is(asGemm(find(vit, 'encoder.3.scores').operation)!.n, 197);
  assert.equal(asGemm(find(vit, 'head').operation), { batch: 1, m: 4, n: 1000, k: 768, b_shared_by: 1 });
});

test('weights sparsity goes to the trained operand, and not to attention', () => {
  const trace = model('llama-2-7b', { phase: 'decode', sparsity: { weights: twoOfFour } });
  for (const { name, operation } of trace.layers) {
    const { a, b, out } = operation.operands;
    const attention = /scores|av/.test(name);
    assert.is(b.sparsity.pattern, attention ? 'dense' : 'n:m', name);
    assert.is(a.sparsity.pattern, 'dense');
    assert.is(out.sparsity.pattern, 'dense');
  }
});

test('entries choose layers by glob, later ones win, and merged lines split where they differ', () => {
  const trace = model('resnet18', {
    sparsity: [
      { weights: twoOfFour },
      { layers: 's1b1.*', weights: { pattern: 'uniform', density: 0.25 } },
      { layers: '*.conv1', activations: { pattern: 'uniform', density: 0.5 } },
      { layers: 'fc', weights: { pattern: 'dense' }, outputs: { pattern: 'uniform', density: 0.1 } },
    ],
  });
  const sparsity = (name: string) => {
    const { a, b, out } = find(trace, name).operation.operands;
    return [a.sparsity.pattern, b.sparsity.pattern, out.sparsity.pattern];
  };
  assert.equal(sparsity('stem'), ['dense', 'n:m', 'dense']);
  assert.equal(sparsity('s1b1.conv1'), ['uniform', 'uniform', 'dense']);
  assert.equal(sparsity('s1b1.conv2'), ['dense', 'uniform', 'dense']);
  assert.equal(sparsity('s1b2.conv1'), ['uniform', 'n:m', 'dense']);
  assert.equal(sparsity('s1b2.conv2'), ['dense', 'n:m', 'dense']);
  assert.equal(sparsity('fc'), ['dense', 'dense', 'uniform']);
  assert.is(
    trace.layers.reduce((sum, { count }) => sum + count, 0),
    21,
  );
});

test('a layer may carry its own sparsity; weights may be operand a', () => {
  const trace = layers(
    [
      { name: 'one', gemm: { m: 8, n: 8, k: 8, weights: 'a' }, sparsity: { weights: twoOfFour } },
      { name: 'two', gemm: { m: 8, n: 8, k: 8, weights: 'none', batch: 6, b_shared_by: 3 } },
      { name: 'three', gemm: [4, 8, 16], sparsity: { weights: twoOfFour }, count: 5 },
    ],
    {
      sparsity: [
        { activations: { pattern: 'uniform', density: 0.5 } },
        { layers: 'three', weights: { pattern: 'n:m', n: 1, m: 4 } },
      ],
      bits: { weights: 4, activations: 8, outputs: 32 },
    },
  );
  const one = find(trace, 'one').operation.operands;
  assert.equal(one.a, { bits: 4, sparsity: twoOfFour });
  assert.equal(one.b, { bits: 8, sparsity: { pattern: 'uniform', density: 0.5 } });
  assert.is(one.out.bits, 32);
  const two = find(trace, 'two').operation;
  assert.equal(two.operands.a, { bits: 8, sparsity: { pattern: 'uniform', density: 0.5 } });
  assert.equal(two.operands.b, { bits: 8, sparsity: { pattern: 'dense' } });
  assert.is(weightElements(two), 0);
  const three = find(trace, 'three');
  assert.equal(three.operation.operands.b.sparsity, { pattern: 'n:m', n: 1, m: 4 });
  assert.is(three.count, 5);
  assert.is(weightElements(three.operation), 128);
  assert.is(weightElements(find(trace, 'one').operation), 64);
});

test('default widths: 8 bits for convolutional networks and written layers, 16 for transformers', () => {
  const bits = (trace: LayerTrace) => trace.layers[0]!.operation.operands.b.bits;
  assert.equal(
    [model('resnet9'), model('gpt2-small'), layers([{ name: 'x', gemm: [1, 1, 1] }])].map(bits),
    [8, 16, 8],
  );
});

/** Every multiply-accumulate of a convolution, counted by walking it: padding included, as im2col does. */
function walk(conv: Convolution): number {
  const [top, bottom, left, right] = conv.padding;
  const reach = (kernel: number) => conv.dilation * (kernel - 1) + 1;
  let count = 0;
  for (let y = 0; y + reach(conv.kernel_height) <= conv.height + top + bottom; y += conv.stride) {
    for (let x = 0; x + reach(conv.kernel_width) <= conv.width + left + right; x += conv.stride) {
      for (let filter = 0; filter < conv.filters; filter++) {
        const inGroup = conv.channels / conv.groups;
        for (let tap = 0; tap < conv.kernel_height * conv.kernel_width; tap++) count += inGroup;
      }
    }
  }
  return count * conv.batch;
}

test('the GEMM view of a convolution does the same multiply-accumulates', () => {
  const size = fc.integer({ min: 1, max: 9 });
  const pad = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(
      fc.tuple(size, size, size, size, pad, pad, pad, pad),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      ([height, width, kernelHeight, kernelWidth, ...padding], stride, dilation, groups, cin, cout) => {
        fc.pre(dilation * (kernelHeight - 1) + 1 <= height + padding[0] + padding[1]);
        fc.pre(dilation * (kernelWidth - 1) + 1 <= width + padding[2] + padding[3]);
        const sizes = {
          height,
          width,
          channels: cin * groups,
          filters: cout * groups,
          stride,
          dilation,
          groups,
        };
        const trace = layers(
          [{ name: 'c', conv: { ...sizes, kernel: [kernelHeight, kernelWidth], padding } }],
          {
            batch: 2,
          },
        );
        const { operation } = trace.layers[0]!;
        if (operation.kind !== 'conv2d') throw new Error('not a convolution');
        assert.is(macs(operation), walk(operation));
        assert.is(asGemm(operation)!.batch, groups);
        assert.is(weightElements(operation), kernelHeight * kernelWidth * cin * cout * groups);
        const shape = operandShapeOf(operation, 'b')!;
        assert.is(shape.rows, kernelHeight * kernelWidth * cin);
        assert.is(shape.cols, cout);
      },
    ),
    { numRuns: runs(300) },
  );
});

test('operations that are no products have no view', () => {
  const operand = { bits: 8, sparsity: { pattern: 'dense' } };
  const softmax = {
    kind: 'elementwise',
    function: 'softmax',
    elements: 10,
    reads_per_element: 1,
    writes_per_element: 1,
    operands: { a: operand, b: operand, out: operand },
  } as const;
  assert.is(asGemm(softmax), null);
  assert.is(macs(softmax), 0);
  assert.is(weightElements(softmax), 0);
  assert.is(operandShapeOf(softmax, 'a'), null);
});

test('sizes past exact counting are refused', () => {
  const cube = (side: number) => [{ name: 'huge', gemm: [side, side, side] }];
  assert.equal(
    codes(() => layers(cube(1e12))),
    ['WIN-WRK-005'],
  );
  assert.equal(
    codes(() => layers([{ name: 'long', gemm: [9e15, 9e15, 1] }])),
    ['WIN-WRK-005'],
  );
  assert.equal(
    codes(() => layers([{ name: 'many', gemm: [1000, 1000, 1000], count: 9e12 }])),
    ['WIN-WRK-005'],
  );
  assert.equal(
    codes(() => model('opt-175b', { batch: 1_000_000, context: 100_000_000 })),
    new Array(6).fill('WIN-WRK-005'),
  );
  // 2^53 − 1 = 6361 · 69431 · 20394401 is still counted.
  assert.is(traceMacs(layers([{ name: 'most', gemm: [6361, 69_431, 20_394_401] }])), Number.MAX_SAFE_INTEGER);
});

test('mistakes in workloads are diagnosed together, with paths', () => {
  const definition = zooDefinition('resnet9');
  assert.equal(
    codes(() => buildTrace({})),
    ['WIN-WRK-001'],
  );
  assert.equal(
    codes(() => buildTrace({ definition, layers: [{ name: 'x' }] })),
    ['WIN-WRK-001'],
  );
  assert.equal(
    codes(() => buildTrace({ layers: [] })),
    ['WIN-WRK-001 layers'],
  );
  assert.equal(
    codes(() => buildTrace({ definition, context: 5, output_head: true, phase: 'decode' })),
    ['WIN-WRK-004 context', 'WIN-WRK-004 output_head', 'WIN-WRK-004 phase'],
  );
  assert.equal(
    codes(() => layers([{ name: 'x', gemm: [1, 1, 1] }], { batch: 4, context: 3 })),
    ['WIN-WRK-004 context'],
  );
  assert.equal(
    codes(() => layers([{ name: 'x', gemm: [1, 1, 1] }], { batch: 4 })),
    ['WIN-WRK-004 batch'],
  );
  assert.equal(
    codes(() => model('llama-2-7b', { phase: 'inference' })),
    ['WIN-WRK-004 phase'],
  );
  assert.equal(
    codes(() => buildTrace({ definition, sparsity: { weights: { pattern: 'n:n', n: 2, m: 4 } } })),
    ['WIN-PAT-001 sparsity.weights.pattern'],
  );
  assert.equal(
    codes(() => buildTrace({ definition, sparsity: [{}, { outputs: { pattern: 'n:m', n: 5, m: 4 } }] })),
    ['WIN-PAT-002 sparsity.1.outputs.n'],
  );
  const [unmatched] = diagnose(() =>
    buildTrace({ definition, sparsity: { layers: 'layer4*', weights: twoOfFour } }),
  );
  assert.is(unmatched?.code, 'WIN-WRK-006');
  assert.match(unmatched?.hint ?? '', /layer1/);
  assert.equal(
    codes(() => model('bert-base', { sparsity: [{ layers: '*.scores', weights: twoOfFour }] })),
    ['WIN-WRK-007 sparsity.0.weights'],
  );
  assert.equal(
    codes(() => buildTrace({ definition, sparsity: { layers: 'fc', outputs: twoOfFour } })),
    ['WIN-PAT-003'],
  );
});

test('mistakes in definitions and written layers are diagnosed with paths', () => {
  const definition = zooDefinition('resnet9');
  const change = (key: string, value: unknown) =>
    codes(() => buildTrace({ definition: { ...definition, [key]: value } }));
  const [family] = diagnose(() => buildTrace({ definition: { ...definition, family: 'cnm' } }));
  assert.is(`${family?.code} ${family?.hint}`, 'WIN-WRK-002 did you mean cnn?');
  assert.match(
    diagnose(() => buildTrace({ definition: {} }))[0]?.hint ?? '',
    /families: .*decoder-transformer/,
  );
  assert.equal(change('imagee', 3), ['WIN-WRK-003 definition.imagee']);
  assert.equal(change('image', 0), ['WIN-WRK-003 definition.image']);
  assert.equal(change('layers', []), ['WIN-WRK-003 definition.layers']);
  const row = (...rest: unknown[]) => change('layers', [['x', ...rest]]);
  assert.equal(row(3, 64, 3, 1, 1, 1, 32, 31), ['WIN-WRK-003 definition.layers.0']);
  assert.equal(row(3, 64, 3, 1, 1, 2, 32, 32), ['WIN-WRK-003 definition.layers.0']);
  const llama = zooDefinition('llama-2-7b');
  const wrong = (keys: object) => codes(() => buildTrace({ definition: { ...llama, ...keys } }));
  assert.equal(wrong({ kv_heads: 5 }), ['WIN-WRK-003 definition.kv_heads']);
  assert.equal(wrong({ top_k: 1 }), ['WIN-WRK-003 definition.top_k']);
  assert.equal(wrong({ experts: 4, top_k: 5 }), ['WIN-WRK-003 definition.top_k']);
  assert.equal(wrong({ experts: 65_536, top_k: 1 }), ['WIN-WRK-003 definition.experts']);
  assert.equal(
    codes(() => buildTrace({ definition: { ...zooDefinition('deit-s'), patch: 225 } })),
    ['WIN-WRK-003 definition.patch'],
  );
  const conv = { height: 4, width: 4, channels: 4, filters: 6, kernel: 3 };
  for (const [layer, path] of [
    [{ name: 'x' }, 'layers.0'],
    [{ name: 'x', gemm: [1, 1, 1], conv }, 'layers.0'],
    [{ name: 'x', gemm: [1, 0, 1] }, 'layers.0.gemm.1'],
    [{ name: 'x', gemm: { m: 1, n: -1, k: 1 } }, 'layers.0.gemm.n'],
    [{ name: 'x', gemm: { m: 1, n: 1, k: 1, batch: 5, b_shared_by: 2 } }, 'layers.0.gemm.b_shared_by'],
    [{ name: 'x', gemm: [1, 2 ** 60, 1] }, 'layers.0.gemm.1'],
    [{ name: '', gemm: [1, 1, 1] }, 'layers.0.name'],
    [{ name: 'x', gemm: [1, 1, 1], count: 0 }, 'layers.0.count'],
    [{ name: 'x', gem: [1, 1, 1] }, 'layers.0.gem'],
    [{ name: 'x', conv: { ...conv, groups: 4 } }, 'layers.0.conv.groups'],
    [{ name: 'x', conv: { ...conv, kernel: 5 } }, 'layers.0.conv.kernel'],
    [
      { name: 'x', gemm: [1, 1, 1], sparsity: { weights: { pattern: 'x' } } },
      'layers.0.sparsity.weights.pattern',
    ],
  ] as const) {
    const found = codes(() => layers([layer]));
    assert.ok(
      found.some((text) => text.endsWith(` ${path}`)),
      `${JSON.stringify(layer)}: ${found.join('; ')}`,
    );
  }
});

test('hostile values never leave by another door than a diagnostic', () => {
  fc.assert(
    fc.property(
      fc.anything({ maxDepth: 3 }),
      fc.constantFrom('layers', 'gemm', 'conv', 'image'),
      (value, key) => {
        diagnose(() => buildTrace({ definition: { ...zooDefinition('resnet9'), [key]: value } }));
        diagnose(() => buildTrace({ layers: [{ name: 'x', [key]: value }] }));
      },
    ),
    { numRuns: runs(300) },
  );
});

test.run();
