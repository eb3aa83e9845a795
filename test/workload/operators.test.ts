import * as fc from 'fast-check';
import { buildTrace } from '../../src/workload/buildTrace.ts';
import type { Layer, LayerTrace } from '../../src/workload/layer.ts';
import { traceMacs, traceWeights } from '../../src/workload/macs.ts';
import { wantedOutputs } from '../../src/workload/wantedOutputs.ts';
import type { WorkloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, runs, suite } from '../harness.ts';
import { codes } from './diagnose.ts';
import { zooDefinition } from './zoo.ts';

const tests = suite('detail: operators');

const trace = (name: string, rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace({ ...rest, definition: zooDefinition(name), detail: 'operators' });
const line = (built: LayerTrace, name: string): Layer =>
  built.layers.find(({ names }) => names.includes(name))!;
const elementwise = ({ operation }: Layer) => {
  assert.ok(operation.kind === 'elementwise');
  return operation as Extract<typeof operation, { kind: 'elementwise' }>;
};

tests('products are those of the other detail: as many multiply-accumulates and weights', () => {
  for (const name of ['llama-2-7b', 'llama-3-8b', 'opt-6.7b', 'gpt2-small', 'falcon-180b', 'mistral-7b'])
    for (const rest of [
      { phase: 'decode', context: 700, batch: 2 },
      { phase: 'prefill', context: 130, output_head: true },
    ] as const) {
      const whole = buildTrace({ ...rest, definition: zooDefinition(name) });
      const apart = trace(name, rest);
      assert.is(traceMacs(apart), traceMacs(whole), name);
      assert.is(traceWeights(apart), traceWeights(whole), name);
    }
});

tests('a block holds each operator once, with as many elements as what it follows', () => {
  const [batch, context] = [3, 50];
  const built = trace('llama-2-7b', { phase: 'prefill', batch, context });
  const names = built.layers.flatMap((layer) => layer.names).filter((name) => name.startsWith('decoder.7.'));
  const short = names.map((name) => name.slice('decoder.7.'.length)).sort();
  assert.equal(
    short,
    [
      ...[
        'norm',
        'q',
        'q_rope',
        'k',
        'k_rope',
        'v',
        'scores',
        'softmax',
        'av',
        'out',
        'residual',
        'ffn_norm',
      ],
      ...['ffn.gate', 'ffn.up', 'ffn.down', 'ffn.activation', 'ffn.product', 'ffn_residual'],
    ].sort(),
  );
  for (const layer of built.layers) {
    const { operation } = layer;
    assert.is(layer.count, layer.names.length);
    if (operation.kind !== 'elementwise' || operation.producer === undefined) continue;
    const { batch: matrices, m, n } = operation.producer;
    assert.is(operation.elements, matrices * m * n, layer.name);
  }
  assert.is(elementwise(line(built, 'decoder.7.softmax')).rows, batch * 32 * context);
  assert.is(elementwise(line(built, 'decoder.7.norm')).rows, batch * context);
  assert.is(built.layers.filter(({ names: all }) => all.includes('final_norm')).length, 1);
});

tests('a decode step appends to the cache; models without rotary embedding have none', () => {
  const decode = trace('opt-6.7b', { phase: 'decode', context: 200 });
  const names = decode.layers.flatMap((layer) => layer.names);
  assert.ok(names.includes('decoder.0.k_append') && names.includes('decoder.31.v_append'));
  assert.is(elementwise(line(decode, 'decoder.0.k_append')).elements, 200 * 4096);
  assert.not.ok(names.some((name) => name.includes('rope')));
  assert.ok(names.includes('decoder.0.ffn.fc1') && !names.includes('decoder.0.ffn.gate'));
  assert.not.ok(trace('opt-6.7b', { phase: 'prefill' }).layers.some(({ name }) => name.includes('append')));
});

tests('an operator has the product that it follows, with that layer’s sparsity and widths', () => {
  const weights = { pattern: 'n:m', n: 2, m: 4 } as const;
  const built = trace('llama-2-7b', {
    phase: 'decode',
    context: 64,
    bits: { weights: 4 },
    sparsity: [{ layers: '*.5.q', weights }],
  });
  const producerOf = (name: string) => elementwise(line(built, name)).producer!;
  assert.equal(producerOf('decoder.5.q_rope').operands.b, { bits: 4, sparsity: weights });
  assert.equal(producerOf('decoder.4.q_rope').operands.b, { bits: 4, sparsity: { pattern: 'dense' } });
  assert.equal(line(built, 'decoder.5.q_rope').names, ['decoder.5.q_rope']);
  assert.is(producerOf('decoder.5.ffn_residual').k, 11008);
  assert.is(producerOf('decoder.5.softmax').n, 64);
});

tests('scores of a prompt want what is at and left of the diagonal', () => {
  const scores = (phase: 'prefill' | 'decode') => {
    const { operation } = line(trace('gpt2-small', { phase, context: 40 }), 'decoder.0.scores');
    assert.ok(operation.kind === 'gemm');
    return operation as Extract<typeof operation, { kind: 'gemm' }>;
  };
  assert.is(wantedOutputs(scores('prefill')), (40 * 41) / 2);
  assert.is(wantedOutputs(scores('decode')), 40);
  const size = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(size, size, (m, n) => {
      let wanted = 0;
      for (let row = 0; row < m; row++) for (let col = 0; col < n; col++) if (col <= row) wanted++;
      assert.is(wantedOutputs({ m, n, causal: true }), wanted);
      assert.is(wantedOutputs({ m, n }), m * n);
    }),
    { numRuns: runs(100) },
  );
});

tests('what has no operators is refused', () => {
  assert.equal(
    codes(() => trace('mixtral-8x7b')),
    ['WIN-WRK-004 detail'],
  );
  assert.equal(
    codes(() => trace('resnet18')),
    ['WIN-WRK-004 detail'],
  );
  assert.equal(
    codes(() => trace('llama-2-7b', { attention: 'fused' })),
    ['WIN-WRK-004 detail'],
  );
});

tests.run();
