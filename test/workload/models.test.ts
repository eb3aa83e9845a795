import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asGemm } from '../../src/workload/asGemm.ts';
import { buildTrace } from '../../src/workload/buildTrace.ts';
import { families } from '../../src/workload/families/registry.gen.ts';
import type { LayerTrace } from '../../src/workload/layer.ts';
import { traceMacs, traceWeights, weightElements } from '../../src/workload/macs.ts';
import { modelDefinition } from '../../src/workload/modelDefinition.ts';
import type { WorkloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, repositoryRoot, sharedData, suite } from '../harness.ts';
import { zooDefinition, zooNames, zooText } from './zoo.ts';

interface Golden {
  readonly macs?: number;
  readonly params_with_norm_or_bias?: number;
  readonly published_params?: number;
  readonly linear_params_per_layer?: number;
  readonly linear_params_all_layers?: number;
  readonly active_linear_params_all_layers?: number;
  readonly kv_bytes_per_token_fp16?: number;
}

/** Totals that are known of the models: layer tables' sums, published parameter counts. */
const golden: Record<string, Golden> = JSON.parse(
  readFileSync(new URL('test/golden/workload/models.json', repositoryRoot), 'utf8'),
);

const test = suite('model zoo');
const trace = (name: string, rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace({ ...rest, definition: zooDefinition(name) });

/** Weights of the layers inside blocks: no head, no patch embedding, no classifier. */
const blockWeights = (built: LayerTrace): number =>
  built.layers
    .filter((layer) => /^(de|en)coder\./.test(layer.name))
    .reduce((sum, { count, operation }) => sum + count * weightElements(operation), 0);

for (const name of zooNames) {
  test(`${name}: the file is valid and names itself`, () => {
    const definition = modelDefinition.parse(zooDefinition(name));
    assert.is(definition['name'], name);
    assert.match(
      zooText(name),
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/winnow\.schema\.json\n/,
    );
    assert.ok(families.some((family) => family.name === definition['family']));
    // Traces are plain data: they survive the way to a worker, and are the same each time.
    const built = trace(name, { sparsity: { weights: { pattern: 'n:m', n: 2, m: 4 } } });
    assert.equal(JSON.parse(JSON.stringify(built)), built);
    assert.equal(trace(name, { sparsity: { weights: { pattern: 'n:m', n: 2, m: 4 } } }), built);
    assert.is(
      built.layers.reduce((sum, { names }) => sum + names.length, 0),
      new Set(built.layers.flatMap(({ names }) => names)).size,
    );
  });
}

for (const [name, known] of Object.entries(golden)) {
  test(`${name}: totals equal the known ones`, () => {
    const definition = zooDefinition(name);
    if (known.macs !== undefined) {
      assert.is(traceMacs(trace(name)), known.macs);
      assert.is(traceMacs(trace(name, { batch: 3 })), 3 * known.macs);
    }
    if (known.params_with_norm_or_bias !== undefined) {
      // Convolutions carry a batch norm (scale and shift) or, in VGG, a bias; fully connected layers a bias.
      const rows = definition['layers'] as (string | number)[][];
      const fc = definition['fc'] as [number, number][];
      const squeezes = (definition['squeeze_excite'] ?? []) as [string, number, number][];
      const perChannel = name.startsWith('vgg') ? 1 : 2;
      const extra =
        rows.reduce((sum, row) => sum + perChannel * Number(row[2]), 0) +
        fc.reduce((sum, [, out]) => sum + out, 0) +
        squeezes.reduce((sum, [, channels, squeezed]) => sum + channels + squeezed, 0);
      assert.is(traceWeights(trace(name)) + extra, known.params_with_norm_or_bias);
      if (known.published_params !== undefined) {
        assert.is(known.params_with_norm_or_bias, known.published_params);
      }
    }
    if (known.linear_params_all_layers !== undefined) {
      // Every expert is visited from experts / top_k tokens on.
      assert.is(blockWeights(trace(name, { batch: 8 })), known.linear_params_all_layers);
      if (known.linear_params_per_layer !== undefined) {
        assert.is(
          known.linear_params_per_layer * Number(definition['layers']),
          known.linear_params_all_layers,
        );
      }
    }
    if (known.active_linear_params_all_layers !== undefined) {
      const one = trace(name, { phase: 'decode', batch: 1, context: 1 });
      assert.is(blockWeights(one), known.active_linear_params_all_layers);
    }
    if (known.kv_bytes_per_token_fp16 !== undefined) {
      const context = 640;
      let elements = 0;
      for (const { name: layer, count, operation } of trace(name, { phase: 'decode', batch: 2, context })
        .layers) {
        if (!/\.(scores|av)$/.test(layer)) continue;
        const { batch, b_shared_by, n, k } = asGemm(operation)!;
        elements += (count * batch * n * k) / b_shared_by;
      }
      assert.is((2 * elements) / (2 * context), known.kv_bytes_per_token_fp16);
    }
  });
}

test('published figures that the tables do not list', () => {
  // ResNet-50 at 224: 4.09 GMAC (torchvision); VGG-19: 19.63; ResNet-18: 1.81.
  assert.is((traceMacs(trace('resnet50')) / 1e9).toFixed(2), '4.09');
  assert.is((traceMacs(trace('vgg19')) / 1e9).toFixed(2), '19.63');
  assert.is((traceMacs(trace('resnet18')) / 1e9).toFixed(2), '1.81');
  // MobileNet-v1: 569 M multiply-adds, 4.2 M parameters (Howard et al. 2017, table 8); v2: 300 M (Sandler et al. 2018).
  assert.is(Math.round(traceMacs(trace('mobilenet-v1')) / 1e6), 569);
  assert.is(Math.round(traceMacs(trace('mobilenet-v2')) / 1e7), 30);
  // ViT-B/16: 17.56 GMAC (torchvision); DeiT-S: 4.6 (Touvron et al. 2021, table 5).
  assert.is((traceMacs(trace('vit-b16')) / 1e9).toFixed(2), '17.56');
  assert.is((traceMacs(trace('deit-s')) / 1e9).toFixed(1), '4.6');
  // BERT-base, 128 tokens: 22.5 GFLOP at 2 per multiply-add, all operations (Sun et al., MobileBERT, 2020, table 4).
  const bert = 2 * traceMacs(trace('bert-base', { context: 128 }));
  assert.ok(bert > 0.98 * 22.5e9 && bert < 22.5e9, `${bert}`);
});

test('LLaMA-2-7B: 6.476 G linear weights, 6.607 G with the output head', () => {
  for (const phase of ['prefill', 'decode'] as const) {
    assert.is(traceWeights(trace('llama-2-7b', { phase })), 6_476_005_376);
    assert.is(traceWeights(trace('llama-2-7b', { phase, output_head: true })), 6_607_077_376);
  }
  // All parameters: the embedding and 65 norms of 4096 on top.
  assert.is(6_607_077_376 + 32_000 * 4096 + 65 * 4096, 6_738_415_616);
});

test('decode runs a multiply-accumulate for each weight and token, and two products over the KV cache', () => {
  const definition = zooDefinition('llama-3-8b');
  const [batch, context] = [5, 777];
  const built = trace('llama-3-8b', { phase: 'decode', batch, context, output_head: true });
  const heads = Number(definition['heads']) * Number(definition['head_dim']);
  const attention = batch * Number(definition['layers']) * 2 * heads * context;
  assert.is(traceMacs(built), batch * traceWeights(built) + attention);
  assert.equal(built.outputs, { unit: 'tokens', count: batch });
});

test('prefill runs all tokens, the output head the last one of each sequence', () => {
  const [batch, context] = [3, 100];
  const plain = trace('gpt2-xl', { batch, context });
  const headed = trace('gpt2-xl', { batch, context, output_head: true });
  const attention = batch * 48 * 2 * 1600 * context * context;
  assert.is(traceMacs(plain), batch * context * 1_474_560_000 + attention);
  assert.is(traceMacs(headed) - traceMacs(plain), batch * 50_257 * 1600);
  assert.is(plain.phase, 'prefill');
  assert.equal(plain.outputs, { unit: 'tokens', count: 300 });
});

test('the zoo says what the reference tables say', () => {
  let text: string;
  try {
    text = readFileSync(new URL('data/models.yaml', sharedData), 'utf8');
  } catch {
    console.log('SKIPPED no shared/data/models.yaml beside the checkout');
    return;
  }
  const tables: Record<string, Record<string, unknown>> = parse(text).models;
  let compared = 0;
  for (const [key, table] of Object.entries(tables)) {
    const name = key.replace(' (33b)', '');
    if (!zooNames.includes(name)) continue;
    const definition = zooDefinition(name);
    for (const [field, value] of Object.entries(definition)) {
      if (!(field in table) || field === 'family' || field === 'columns') continue;
      const flat = (v: unknown) => (typeof v === 'string' ? v.replace(/\s+/g, ' ') : v);
      assert.equal(flat(value), flat(table[field]), `${name}.${field}`);
      compared += 1;
    }
  }
  assert.ok(compared > 300, `${compared} fields`);
});

test.run();
