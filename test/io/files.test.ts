import { parse } from 'yaml';
import * as z from 'zod';
import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostic.ts';
import { type AnyDataflow, defineDataflow } from '../../src/dataflow/defineDataflow.ts';
import { checkArchitecture } from '../../src/io/checkArchitecture.ts';
import { checkVariants } from '../../src/io/checkVariants.ts';
import { loadDocumentText } from '../../src/io/loadDocument.ts';
import { formatLock, lockKey, lockName, readLock, writeLock } from '../../src/io/lockFile.ts';
import { readMapping, writeMapping } from '../../src/io/mappingFile.ts';
import { readMetricTable } from '../../src/io/metricTable.ts';
import { parseOverrides } from '../../src/io/overrides.ts';
import { nodeAt, toValue } from '../../src/io/sourceNode.ts';
import { axisColumns } from '../../src/io/sweepAxes.ts';
import { applySweepOverrides } from '../../src/io/sweepOverrides.ts';
import { writeSpec } from '../../src/io/writeSpec.ts';
import { assert, suite } from '../harness.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const test = suite('mapping, lock, metric and resolved files');

const never = (): never => {
  throw new Error('not called');
};
const toy: AnyDataflow = defineDataflow({
  name: 'toy',
  title: 'Toy',
  reference: 'none',
  leaves_out: [],
  hardware: z.strictObject({
    array: z.strictObject({ rows: z.int().min(1).max(64), cols: z.int().min(1) }),
    buffers: z.array(z.strictObject({ name: z.string(), kib: z.number().positive() })).default([]),
  }),
  mapping: z.strictObject({
    tile_m: z.int().min(1).meta({ description: 'Rows of the output computed at once', unit: 'elements' }),
    order: z.enum(['mn', 'nm']).meta({ description: 'Outer loop first' }),
  }),
  reasons: {},
  components: never,
  supports: never,
  mapspace: never,
  simulate: never,
  estimate: never,
  bound: never,
  compute: never,
});

const codesOf = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return placed(error.diagnostics);
  }
  return [];
};
const placed = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map((d) => `${d.code} ${d.line}:${d.column}`);

test('a found mapping is written with notes and reads back as it was, any layer name included', () => {
  const layers = [
    { layer: 's1.conv1', mapping: { tile_m: 64, order: 'mn' } },
    { layer: '__proto__', mapping: { tile_m: 1, order: 'nm' } },
    { layer: '- odd: "name" #', mapping: { tile_m: 3, order: 'nm' } },
  ];
  const text = writeMapping({ dataflow: 'toy', workload: 'net\nwork', architecture: 'a', layers }, toy);
  assert.match(
    text,
    '#   tile_m: Rows of the output computed at once, elements\n#   order: Outer loop first',
  );
  const folder = temporaryFolder({ 'mapping.yaml': text });
  try {
    const { fixed } = readMapping(folder.path('mapping.yaml'), [toy]);
    assert.equal(
      Object.entries(fixed).map(([layer, mapping]) => ({ layer, mapping })),
      layers,
    );
  } finally {
    folder.remove();
  }
});

test('an edited mapping is held to its dataflow, line by line', () => {
  const text = [
    'kind: mapping',
    'version: 1',
    'dataflow: toy',
    'layers:',
    '  - { layer: a, mapping: { tile_m: 0, order: mn } }',
    '  - { layer: a, mapping: { tile_m: 1, order: mm } }',
  ].join('\n');
  const folder = temporaryFolder({ 'm.yaml': text, 'n.yaml': text.replace('toy', 'toi') });
  try {
    assert.equal(
      codesOf(() => readMapping(folder.path('m.yaml'), [toy])),
      ['WIN-CFG-005 5:36', 'WIN-CFG-050 6:14', 'WIN-CFG-004 6:46'],
    );
    assert.equal(
      codesOf(() => readMapping(folder.path('n.yaml'), [toy])),
      ['WIN-CFG-031 3:11'],
    );
  } finally {
    folder.remove();
  }
});

test('a lock file has a line a point, reads back as it was, and names the line that is broken', () => {
  const lock = {
    kind: 'lock' as const,
    version: 1 as const,
    sweep: 's',
    columns: ['workload', 'arch.array.rows'],
    points: [
      { at: ['net', 8], cycles: 100 },
      { at: ['net', 16], cycles: 60, layers: { a: 60 } },
    ],
  };
  const folder = temporaryFolder({
    'bad.lock.json': formatLock(lock).replace('"cycles": 60', '"cycles": -60'),
  });
  try {
    writeLock(folder.path('s.lock.json'), lock);
    assert.equal(readLock(folder.path('s.lock.json')), lock);
    assert.equal(
      codesOf(() => readLock(folder.path('bad.lock.json'))),
      ['WIN-CFG-005 8:34'],
    );
    assert.is(
      formatLock(lock)
        .split('\n')
        .filter((line) => line.includes('"at"')).length,
      2,
    );
    assert.is(lockName('a/quick.start.yaml'), 'a/quick.start.lock.json');
    assert.is.not(lockKey([8]), lockKey(['8']));
  } finally {
    folder.remove();
  }
});

test('a metric table is joined by the columns of the sweep, its mistakes named by line', () => {
  const { root } = loadDocumentText('s', 'table: x.csv\n');
  const by = nodeAt(root, ['table'])!.origin;
  const columns = [
    { name: 'workload', values: ['a', 'b'] },
    { name: 'arch.array.rows', values: ['8', '16', '32'] },
    { name: 'workload.sparsity.weights', values: ['dense'] },
  ];
  const read = (text: string) => {
    const folder = temporaryFolder({ 'm.csv': text });
    try {
      return readMetricTable(folder.path('m.csv'), 'accuracy', by, columns);
    } finally {
      folder.remove();
    }
  };
  const good = read('rows,workload,accuracy\n8,a,0.5\n16,a,0.6\n8,b,0.7\n');
  assert.equal(good.rows[0], { rows: '8', workload: 'a', accuracy: '0.5' });
  assert.equal(placed(good.warnings), ['WIN-MET-015 1:1']);
  assert.equal(
    codesOf(() => read('rows,workload,acuracy\n8,a,1\n')),
    ['WIN-MET-010 1:1', 'WIN-MET-011 1:15'],
  );
  assert.equal(
    codesOf(() => read('rows,depth,accuracy\n8,a,1\n')),
    ['WIN-MET-011 1:6'],
  );
  assert.equal(
    codesOf(() => read('rows,accuracy\n8,x\n8,\n16,1e999\n')),
    ['WIN-MET-012 2:3', 'WIN-MET-012 3:3', 'WIN-MET-013 3:1', 'WIN-MET-012 4:4'],
  );
  assert.equal(
    codesOf(() => read('rows,accuracy\n')),
    ['WIN-MET-014 1:1'],
  );
});

test('axis values are held to the hardware where they are written', () => {
  const text = [
    'architectures:',
    '  - { version: 1, name: a, dataflow: toy, clock_hz: 1, technology: { node_nm: 45 }, array: { cols: 4 }, buffers: [{ name: glb, kib: 1 }] }',
    'axes:',
    '  arch.array.rows: [8, 65, x]',
    '  arch.array.cols: { from: 1, to: 4, step: 0.5 }',
    '  arch.buffers[glb].kib: [1, -1]',
    '  arch.buffers[nil].kib: [1]',
    '  "arch.clock_hz, arch.technology.node_nm": [[1, 45], [2, 0]]',
    '  arch.name: [b, c]',
  ].join('\n');
  const { root } = loadDocumentText('s', text);
  const names = { dataflows: [toy], tables: [] };
  const check = () =>
    checkVariants(
      nodeAt(root, ['architectures', 0])!,
      ['architectures', 0],
      axisColumns(root, 'arch'),
      (node) => checkArchitecture(node, ['architectures', 0], names),
    );
  assert.equal(placed(check()), [
    'WIN-CFG-040 7:3',
    'WIN-CFG-005 4:24',
    'WIN-CFG-003 4:28',
    'WIN-CFG-003 5:44',
    'WIN-CFG-005 6:30',
    'WIN-CFG-005 8:59',
  ]);
});

test('the columns of a zipped axis are tried together', () => {
  const either = {
    ...toy,
    hardware: z.discriminatedUnion('kind_of', [
      z.strictObject({ kind_of: z.literal('a'), x: z.int() }),
      z.strictObject({ kind_of: z.literal('b'), x: z.string() }),
    ]),
  };
  const { root } = loadDocumentText(
    's',
    'architectures: [{ version: 1, name: a, dataflow: toy, clock_hz: 1, technology: { node_nm: 45 } }]\naxes:\n  "arch.kind_of, arch.x": [[a, 1], [b, text], [b, 2]]\n',
  );
  const names = { dataflows: [either], tables: [] };
  const found = checkVariants(
    nodeAt(root, ['architectures', 0])!,
    ['architectures', 0],
    axisColumns(root, 'arch'),
    (node) => checkArchitecture(node, ['architectures', 0], names),
  );
  assert.equal(placed(found), ['WIN-CFG-003 3:51']);
});

test('flags reach every architecture, make axes of lists, and pin axes to one value', () => {
  const { root } = loadDocumentText(
    's',
    'architectures: [{ array: { rows: 1 } }, { array: { rows: 2 } }]\naxes: { arch.array.cols: [1, 2], "arch.x, arch.y": [[1, 1]] }\nseed: 1\n',
  );
  const set = (...flags: string[]) =>
    toValue(applySweepOverrides(root, parseOverrides(flags))) as Record<string, unknown>;
  assert.equal(set('arch.array.rows=7', 'seed=3')['architectures'], [
    { array: { rows: 7 } },
    { array: { rows: 7 } },
  ]);
  assert.equal((set('arch.array.rows=[3, 4]')['axes'] as Record<string, unknown>)['arch.array.rows'], [3, 4]);
  assert.equal((set('arch.array.cols=9')['axes'] as Record<string, unknown>)['arch.array.cols'], [9]);
  assert.equal(set('architectures[1].array.rows=9')['architectures'], [
    { array: { rows: 1 } },
    { array: { rows: 9 } },
  ]);
  assert.equal(
    codesOf(() => set('arch.x=1')),
    ['WIN-CFG-022 1:1'],
  );
});

test('a resolved document reads back as the same values, each with its origin', () => {
  const folder = temporaryFolder({
    'base.yaml': 'array: { rows: 8, tags: [a, "yes", "1"] }\nempty: {}\nnone: []\n',
  });
  try {
    const { root } = loadDocumentText(
      'top.yaml',
      `extends: ${folder.path('base.yaml')}\nlist:\n  - { name: "x: y", rows: [[a, 1], [b, 2]] }\n  - [{ deep: [{ deeper: ~ }] }]\n  - 3\ntext: "# no comment"\nodd key: true\n`,
    );
    const text = writeSpec(root, folder.path('.'));
    assert.equal(parse(text), toValue(root));
    assert.match(text, 'rows: 8  # base.yaml:1:16');
    assert.match(text, 'text: "# no comment"  # top.yaml:6:7');
  } finally {
    folder.remove();
  }
});

test.run();
