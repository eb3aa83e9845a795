import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError } from '../src/core/diagnostic.ts';
import { dataflows } from '../src/dataflow/registry.gen.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import { planSweep } from '../src/explore/plan/planSweep.ts';
import { writeMapping } from '../src/io/mappingFile.ts';
import { loadSpec } from '../src/loadSpec.ts';
import { assert, repositoryRoot, suite } from './harness.ts';
import { baseText, edited } from './hostile/baseSpec.ts';
import { temporaryFolder } from './io/temporaryFolder.ts';

const test = suite('load a sweep');
const quickstart = fileURLToPath(new URL('experiments/quickstart.yaml', repositoryRoot));

const withFiles = <T>(
  files: Readonly<Record<string, string>>,
  use: (path: (name: string) => string) => T,
): T => {
  const folder = temporaryFolder(files);
  try {
    return use(folder.path);
  } finally {
    folder.remove();
  }
};

test('the quickstart has at least 300 points and its metric table', () => {
  const loaded = loadSpec(quickstart);
  assert.ok(planSweep(loaded.sweep).size >= 300);
  assert.is(loaded.tables['weights_kept']!.length, 3);
  assert.equal(loaded.warnings, []);
  assert.is(loaded.files.length, 5);
  const bits = loaded.origin(['architectures', 0, 'array', 'bits_a']);
  assert.match(bits.file, /systolic\.yaml$/);
  assert.match(loaded.resolved, /^ {4}dataflow: systolic {2}# configs\/arch\/systolic\.yaml:\d+:\d+$/m);
});

test('flags change the sweep and stand in its origins', () => {
  const { sweep, origin } = loadSpec(quickstart, {
    set: [
      'arch.array.rows=8',
      'arch.array.bits_a=[8, 16]',
      'arch.clock_hz=1.0e9',
      'fidelity=estimate',
      'workloads[1].batch=1',
    ],
  });
  assert.equal(sweep.axes['arch.array.rows'], [8]);
  assert.equal(sweep.axes['arch.array.bits_a'], [8, 16]);
  assert.is(sweep.architectures[0]!['clock_hz'], 1e9);
  assert.is(sweep.fidelity, 'estimate');
  assert.is(sweep.workloads[1]!.batch, 1);
  assert.is(origin(['architectures', 0, 'clock_hz']).file, '--set arch.clock_hz');
});

test('a topology, a workload file and a model file become layers and definitions', () => {
  const model = readFileSync(join(fileURLToPath(repositoryRoot), 'configs/workload/resnet9.yaml'), 'utf8');
  const files = {
    'sub/net.csv': 'Layer,M,N,K\na,8,8,8\nb,16,16,16,2:4\n',
    'sub/net.yaml':
      'kind: workload\nversion: 1\ntopology: net.csv\nsparsity: { activations: { pattern: uniform, density: 0.5 } }\n',
    'mine.yaml': model.replace('name: resnet9', 'name: mine'),
    'spec.yaml': edited(
      '  - name: net',
      '  - file: sub/net.yaml\n  - model: mine.yaml\n  - file: mine.yaml\n  - name: net',
    ),
  };
  withFiles(files, (path) => {
    const { sweep } = loadSpec(path('spec.yaml'));
    const [topology, byModel, byFile] = sweep.workloads;
    assert.equal(
      topology!.layers!.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.ok(topology!.sparsity !== undefined);
    assert.is(byModel!.definition!['name'], 'mine');
    assert.is(byFile!.definition!['name'], 'mine');
  });
});

test('a mapping that was found runs again from its file, to the same cycles, and can be edited', () => {
  withFiles({ 'spec.yaml': baseText }, (path) => {
    const { sweep } = loadSpec(path('spec.yaml'));
    const found = evaluate(planSweep(sweep).point(0, 'cycle'));
    const dataflow = dataflows.find(({ name }) => name === found.dataflow)!;
    const layers = found.layers.map(({ name, mapping }) => ({ layer: name, mapping }));
    const text = writeMapping({ dataflow: found.dataflow, layers }, dataflow);
    withFiles({ 'm.yaml': text, 'spec.yaml': edited('search: exhaustive', 'file: m.yaml') }, (again) => {
      const loaded = loadSpec(again('spec.yaml'));
      const rerun = evaluate(planSweep(loaded.sweep, loaded.fixed).point(0, 'cycle'));
      assert.equal(
        rerun.layers.map((l) => l.execution),
        found.layers.map((l) => l.execution),
      );
      assert.equal(
        rerun.layers.map((l) => l.mapping_candidates),
        rerun.layers.map(() => 1),
      );
    });
  });
});

test('mistakes of architecture, workload, axes and metrics come in one go, in the order of the lines', () => {
  const text = baseText
    .replace('gemm: [64', 'gem: [64')
    .replace('bits_a: 8', 'bits_a: wide')
    .replace('[8, 16]', '[8, 1.5]')
    .replace('clock_hz: 1.0e9', 'clock_hz: 1GHz');
  withFiles({ 'spec.yaml': text }, (path) => {
    try {
      loadSpec(path('spec.yaml'));
      assert.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      assert.equal(
        error.diagnostics.map((d) => `${d.line}:${d.column} ${d.code}`),
        [
          '7:9 WIN-CFG-005',
          '7:22 WIN-CFG-001',
          '14:15 WIN-CFG-003',
          '20:15 WIN-CFG-003',
          '27:24 WIN-CFG-003',
        ],
      );
    }
  });
});

test.run();
