import { lint, lintFile } from '../../src/cli/lint/lintFile.ts';
import { sweepHints } from '../../src/cli/lint/sweepHints.ts';
import { sweepSpec } from '../../src/explore/sweepSpec.ts';
import type { LoadedSpec } from '../../src/loadSpec.ts';
import { assert, suite } from '../harness.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const test = suite('lint');

/** A loaded sweep with the keys given; positions are not at stake here. */
const loaded = (keys: object): LoadedSpec => ({
  sweep: sweepSpec.parse({
    kind: 'sweep',
    version: 1,
    name: 's',
    workloads: [{ model: 'resnet18' }],
    architectures: [{ name: 'a' }],
    ...keys,
  }),
  file: 's.yaml',
  fixed: {},
  tables: {},
  warnings: [],
  matrices: [],
  files: [],
  origin: (path) => ({ file: path.join('.'), line: 1, column: 1, length: 1 }),
  resolved: '',
});
const hints = (keys: object): string[] => sweepHints(loaded(keys)).map((d) => `${d.code} ${d.file}`);

test('a sound sweep gives no hint', () => {
  assert.equal(
    hints({
      axes: { 'arch.array.rows': [8, 16], 'arch.array.cols': { from: 1, to: 4, step: 'x2' } },
      constraints: ['area_mm2 <= 12', 'area_mm2 >= 1', 'power_w < 5', '2 * cycles <= 10', 'cycles != 3'],
      metrics: { accuracy: { table: 'a.csv', better: 'higher' } },
      objectives: ['latency_s', 'max: accuracy'],
    }),
    [],
  );
});

test('axes of one value, and values that repeat', () => {
  assert.equal(
    hints({
      axes: {
        'arch.a': [1],
        'arch.b': [1, 2, 1],
        'arch.c': { from: 1, to: 1 },
        'arch.d, arch.e': [
          [1, 2],
          [1, 2],
        ],
      },
    }),
    [
      'WIN-LNT-001 axes.arch.a',
      'WIN-LNT-002 axes.arch.b',
      'WIN-LNT-001 axes.arch.c',
      'WIN-LNT-002 axes.arch.d, arch.e',
    ],
  );
});

test('metrics that nothing uses', () => {
  const metrics = {
    accuracy: { table: 'a.csv', better: 'higher' },
    price: { table: 'b.csv', better: 'lower' },
  };
  assert.equal(hints({ metrics, constraints: ['accuracy >= 0.7'] }), ['WIN-LNT-003 metrics.price']);
});

test('constraints that no design can keep, or that all keep', () => {
  const never = 'WIN-LNT-004';
  assert.equal(hints({ constraints: ['area_mm2 <= 12', 'area_mm2 > 12'] }), [`${never} constraints.1`]);
  assert.equal(hints({ constraints: ['area_mm2 < 0'] }), [`${never} constraints.0`]);
  assert.equal(hints({ constraints: ['0 > energy_pj'] }), [`${never} constraints.0`]);
  assert.equal(hints({ constraints: ['cycles == 3', 'cycles == 4'] }), [`${never} constraints.1`]);
  assert.equal(hints({ constraints: ['5 <= cycles', '3 >= cycles'] }), [`${never} constraints.1`]);
  assert.equal(hints({ constraints: ['1 > 2', '1 + 1 == 2'] }), [
    `${never} constraints.0`,
    'WIN-LNT-005 constraints.1',
  ]);
  assert.equal(hints({ constraints: ['cycles <= 3', 'cycles >= 3'] }), []);
});

test('architectures of one name', () => {
  assert.equal(hints({ architectures: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] }), [
    'WIN-LNT-006 architectures.2',
  ]);
});

test('a folder is linted file by file, by kind, without what others made', () => {
  const modeline = '# yaml-language-server: $schema=s.json\n';
  const folder = temporaryFolder({
    'model.yaml': `${modeline}kind: workload-model\nversion: 1\nname: m\nfamily: rnn\nsource: s\nconfidence: c\n`,
    'workload.yaml': `${modeline}kind: workload\nversion: 1\nmodel: resnet18\nbatch: 0\n`,
    'fine.yaml': `${modeline}kind: workload\nversion: 1\nmodel: resnet18\n`,
    'bare.yaml': 'kind: workload\nversion: 1\nmodel: resnet18\n',
    'odd.yaml': 'kind: sweeep\n',
    'none.yaml': 'on: [push]\n',
    'runs/x/sweep.yaml': 'broken: [',
    'a.lock.json': '{"kind": "lock"}',
    'notes.txt': 'broken: [',
  });
  try {
    const { files, diagnostics } = lint(folder.path('.'));
    assert.is(files.length, 7);
    assert.equal(
      diagnostics.map((d) => `${d.file!.replace(/^.*\//, '')} ${d.code} ${d.line}:${d.column}`).sort(),
      [
        'a.lock.json WIN-CFG-002 1:1',
        'a.lock.json WIN-CFG-002 1:1',
        'a.lock.json WIN-CFG-002 1:1',
        'a.lock.json WIN-CFG-002 1:1',
        'bare.yaml WIN-LNT-011 1:1',
        'model.yaml WIN-CFG-004 5:9',
        'odd.yaml WIN-LNT-010 1:7',
        'workload.yaml WIN-CFG-005 5:8',
      ],
    );
    assert.equal(
      lintFile(folder.path('nowhere.yaml')).map((d) => d.code),
      ['WIN-YML-001'],
    );
  } finally {
    folder.remove();
  }
});

test.run();
