import { buildTrace } from '../../src/workload/buildTrace.ts';
import type { LayerTrace } from '../../src/workload/layer.ts';
import { weightElements } from '../../src/workload/macs.ts';
import { type WorkloadSpec, workloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, suite } from '../harness.ts';
import { codes } from './diagnose.ts';
import { zooDefinition } from './zoo.ts';

const test = suite('traces: widths by layer');

const model = (bits: WorkloadSpec['bits'], rest: Partial<WorkloadSpec> = {}): LayerTrace =>
  buildTrace({
    ...rest,
    phase: 'decode',
    context: 64,
    detail: 'operators',
    bits,
    definition: zooDefinition('llama-2-7b'),
  });
const widthsOf = (trace: LayerTrace, ending: string): number[] => {
  const widths = trace.layers.flatMap(({ names, operation }) =>
    operation.kind === 'gemm'
      ? names.filter((name) => name.endsWith(ending)).map(() => operation.operands.b.bits)
      : [],
  );
  return [...new Set(widths)].sort();
};

test('one entry for all layers is what an entry in a list is', () => {
  const bits = { weights: 4, activations: 8, outputs: 8 };
  assert.equal(model([bits]), model(bits));
});

test('later entries win, layer by layer; layers of one shape and different widths are different lines', () => {
  const mixed = model([
    { weights: 4, activations: 8, outputs: 8 },
    { layers: '*.q', weights: 3 },
    { layers: '*.v', weights: 5 },
    { layers: '*.v', weights: 6, outputs: 16 },
  ]);
  assert.equal(widthsOf(mixed, '.q'), [3]);
  assert.equal(widthsOf(mixed, '.k'), [4]);
  assert.equal(widthsOf(mixed, '.v'), [6]);
  const uniform = model({ weights: 4, activations: 8, outputs: 8 });
  const elements = ({ layers }: LayerTrace) =>
    layers.reduce((sum, { count, operation }) => sum + count * weightElements(operation), 0);
  assert.is(elements(mixed), elements(uniform));
  assert.ok(mixed.layers.length > uniform.layers.length);
});

test('some layers of one shape: names part, and operators follow the product they stand behind', () => {
  const mixed = model([
    { weights: 4, activations: 8, outputs: 8 },
    { layers: '*1.ffn.*', weights: 3 },
  ]);
  const products = mixed.layers.filter(
    ({ name, operation }) => operation.kind === 'gemm' && name.includes('ffn'),
  );
  const threes = products.filter(({ operation }) => operation.operands.b.bits === 3);
  assert.ok(threes.length > 0 && threes.length < products.length);
  for (const { names } of threes) assert.ok(names.every((name) => /1\.ffn\./.test(name)));
  const behind = mixed.layers.flatMap(({ operation, names }) =>
    operation.kind === 'elementwise' && operation.producer !== undefined ? [{ operation, names }] : [],
  );
  for (const { operation, names } of behind)
    if (names.every((name) => /[^0-9]?1\.ffn\./.test(name) && operation.producer!.weights === 'b'))
      assert.is(operation.producer!.operands.b.bits, 3);
});

test('entries that change nothing are mistakes', () => {
  assert.equal(
    codes(() => model([{ weights: 4 }, { layers: 'nothing.*', weights: 3 }])),
    ['WIN-WRK-006 bits.1.layers'],
  );
  const attention = model({ weights: 4 }).layers.find(
    ({ operation }) => operation.kind === 'gemm' && operation.weights === null,
  )!.name;
  assert.equal(
    codes(() => model([{ layers: attention, weights: 3 }])),
    ['WIN-WRK-007 bits.0.weights'],
  );
});

test('the file takes one entry or a list, and widths from 1 to 64', () => {
  const parse = (bits: unknown) => workloadSpec.safeParse({ model: 'resnet18', bits }).success;
  assert.ok(parse({ weights: 4 }) && parse([{ weights: 4 }, { layers: 'fc', weights: 8 }]));
  assert.not.ok(parse([{ weights: 0 }]));
  assert.not.ok(parse([{ wieghts: 4 }]));
});

test.run();
