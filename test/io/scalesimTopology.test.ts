import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readScaleSimTopology } from '../../src/io/scalesimTopology.ts';
import { asGemm } from '../../src/workload/asGemm.ts';
import { buildTrace } from '../../src/workload/buildTrace.ts';
import { traceMacs } from '../../src/workload/macs.ts';
import type { WorkloadSpec } from '../../src/workload/workloadSpec.ts';
import { assert, runs, sharedData, suite } from '../harness.ts';
import { diagnose } from '../workload/diagnose.ts';
import { zooDefinition } from '../workload/zoo.ts';

const test = suite('SCALE-Sim topologies');

const trace = (text: string) =>
  buildTrace({ layers: readScaleSimTopology(text).layers as NonNullable<WorkloadSpec['layers']> });
const views = (text: string) => trace(text).layers.map(({ operation }) => asGemm(operation)!);
const header =
  'Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n';

test('reads convolutions as SCALE-Sim lowers them', () => {
  const text = `${header}Conv1, 224, 224, 7, 7, 3, 64, 2,\nFC, 1, 1, 1, 1, 512, 1000, 1,\n`;
  // ceil((224 − 7 + 2) / 2) = 110: one column more than whole strides give.
  assert.equal(views(text), [
    { batch: 1, m: 110 * 110, n: 64, k: 147, b_shared_by: 1 },
    { batch: 1, m: 1, n: 1000, k: 512, b_shared_by: 1 },
  ]);
  const { warnings, kind } = readScaleSimTopology(text, { file: 'net.csv' });
  assert.is(kind, 'conv');
  assert.equal(
    warnings.map(({ code, file, line, column }) => [code, file, line, column]),
    [['WIN-TOP-011', 'net.csv', 2, 31]],
  );
});

test('rounding up is reported once for a file', () => {
  const text = `${header}a,8,8,3,3,1,1,2,\nb,9,9,3,3,1,1,2,\nc,6,7,3,3,1,1,2,\n`;
  const { warnings } = readScaleSimTopology(text);
  assert.equal(
    warnings.map(({ code, line }) => [code, line]),
    [['WIN-TOP-011', 2]],
  );
  assert.match(warnings[0]!.message, /and in 1 more lines/);
});

test('any convolution has the outputs of the published formula', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      size,
      size,
      size,
      fc.integer({ min: 1, max: 5 }),
      (h, w, fh, fw, c, f, s) => {
        const [eh, ew] = [Math.ceil((h - fh + s) / s), Math.ceil((w - fw + s) / s)];
        const row = `${header}x,${[h, w, fh, fw, c, f, s].join()},\n`;
        if (eh < 1 || ew < 1) assert.is(diagnose(() => trace(row))[0]?.code, 'WIN-TOP-005');
        else assert.equal(views(row), [{ batch: 1, m: eh * ew, n: f, k: fh * fw * c, b_shared_by: 1 }]);
      },
    ),
    { numRuns: runs(300) },
  );
});

test('DP in a name is depthwise', () => {
  assert.equal(views(`${header}Conv2_DP, 114, 114, 3, 3, 32, 1, 1,\n`), [
    { batch: 32, m: 112 * 112, n: 1, k: 9, b_shared_by: 1 },
  ]);
});

test('reads GEMMs, by header or by width', () => {
  const expected = [{ batch: 1, m: 5, n: 6, k: 7, b_shared_by: 1 }];
  assert.equal(views('Layer,M,N,K,\nx,5,6,7,\n'), expected);
  assert.equal(views('Layer, a, b, c,\nx, 5, 6, 7\n'), expected);
  assert.equal(views('x,5,6,7\n'), expected);
  assert.equal(readScaleSimTopology('name,p,q,r,\ng,1,2,3,', { kind: 'gemm' }).layers, [
    { name: 'g', gemm: [1, 2, 3] },
  ]);
});

test('N:M columns become sparsity of the weights; n = m is dense', () => {
  const patterns = trace('Layer,M,N,K,Sparsity,\nx,5,6,8,2:4,\ny,5,6,9,4:4,\nz,5,6,10,1:4\n').layers.map(
    ({ operation }) => operation.operands.b.sparsity,
  );
  assert.equal(patterns, [
    { pattern: 'n:m', n: 2, m: 4 },
    { pattern: 'dense' },
    { pattern: 'n:m', n: 1, m: 4 },
  ]);
  assert.equal(
    trace(`${header.trimEnd()}Sparsity,\nc,8,8,3,3,4,4,1,1:2,\n`).layers[0]!.operation.operands.b.sparsity,
    { pattern: 'n:m', n: 1, m: 2 },
  );
});

test('tolerates what SCALE-Sim chokes on', () => {
  const tidy = views(`${header}a,8,8,3,3,4,4,1,\nb,8,8,1,1,4,4,1,\n`);
  assert.equal(views(`\uFEFF${header}a , 8,8,3,3,4,4,1\r\n,,,,,,,,\r\n\r\nb,8,8,1,1,4,4,1,,,\r\n`), tidy);
  assert.equal(
    readScaleSimTopology(`${header},8,8,3,3,4,4,1,\n,8,8,3,3,4,4,1,\n`).layers.map(({ name }) => name),
    ['layer1', 'layer2'],
  );
  const bare = readScaleSimTopology('a,8,8,3,3,4,4,1,\n');
  assert.equal(
    bare.warnings.map(({ code }) => code),
    ['WIN-TOP-012'],
  );
  const wide = readScaleSimTopology(`${header.trimEnd()}Eh,Ew,batch,\na,8,8,3,3,4,4,1,6,6,1,\n`);
  assert.equal(
    wide.warnings.map(({ code, line, column }) => [code, line, column]),
    [['WIN-TOP-013', 2, 17]],
  );
});

test('says file, line and column of every mistake', () => {
  const text = `${header}a,8,8,3,3,4,4,0,\nb,8,x,3,3,-4,4,1,\nc,8,8,3,\nd,8,8,9,9,4,4,1,\ne,8,8,3,3,4,4,1,5:4,\nf,8,8,3,3,1e9,4,1,\n`;
  const found = diagnose(() => readScaleSimTopology(text, { file: 'bad.csv' }));
  assert.ok(
    found.every(({ file, source, hint }) => file === 'bad.csv' && source !== undefined && hint !== undefined),
  );
  assert.equal(
    found.map(({ code, line, column }) => `${code} ${line}:${column}`),
    [
      'WIN-TOP-003 2:15',
      'WIN-TOP-003 3:5',
      'WIN-TOP-003 3:11',
      'WIN-TOP-002 4:1',
      'WIN-TOP-002 4:1',
      'WIN-TOP-002 4:1',
      'WIN-TOP-002 4:1',
      'WIN-TOP-005 5:7',
      'WIN-TOP-004 6:17',
      'WIN-TOP-003 7:11',
    ],
  );
  assert.equal(
    diagnose(() => readScaleSimTopology('', { file: 'empty.csv' })).map(({ code, line }) => [code, line]),
    [['WIN-TOP-001', 1]],
  );
  assert.is(diagnose(() => readScaleSimTopology(header))[0]?.code, 'WIN-TOP-001');
});

test('any text gives layers or diagnostics', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.integer({ min: -2, max: 99 }).map(String),
    fc.constant('2:4'),
  );
  const line = fc.array(cell, { maxLength: 10 }).map((cells) => cells.join());
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      diagnose(() => trace(lines.join('\n')));
    }),
    { numRuns: runs(500) },
  );
});

test("SCALE-Sim's own lists: AlexNet is the zoo's, ResNet-18 has 21 layers", () => {
  let alexnet: string;
  let resnet: string;
  try {
    alexnet = readFileSync(new URL('data/scalesim/topologies/alexnet.csv', sharedData), 'utf8');
    resnet = readFileSync(new URL('data/scalesim/topologies/resnet18.csv', sharedData), 'utf8');
  } catch {
    console.log('SKIPPED no shared/data/scalesim/topologies beside the checkout');
    return;
  }
  const zoo = buildTrace({ definition: zooDefinition('alexnet') });
  assert.equal(
    views(alexnet),
    zoo.layers.map(({ operation }) => asGemm(operation)!),
  );
  assert.is(traceMacs(trace(alexnet)), traceMacs(zoo));
  assert.is(
    trace(resnet).layers.reduce((sum, { count }) => sum + count, 0),
    21,
  );
});

test.run();
