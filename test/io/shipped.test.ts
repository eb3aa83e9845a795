import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { lintFile } from '../../src/cli/lint/lintFile.ts';
import { renderDiagnostics } from '../../src/io/renderDiagnostics.ts';
import { packageRoot, shippedYaml } from '../../src/io/shippedFiles.ts';
import { schemaText } from '../../src/schemaText.ts';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { draft7 } from './draft7.ts';

const test = suite('shipped YAML');
const root = fileURLToPath(repositoryRoot);
const files = ['configs', 'experiments'].flatMap((folder) =>
  shippedYaml(folder).map((file) => join(root, folder, file)),
);
const schema = JSON.parse(schemaText()) as Record<string, unknown>;

test('the package is found from its built files', () => {
  assert.is(resolve(packageRoot()), resolve(root));
  assert.ok(files.length > 20);
});

test('every file is legal by its zod schema, without warnings', () => {
  const found = files.flatMap((file) => lintFile(file));
  assert.is(renderDiagnostics(found), '');
});

test('every file is legal by the JSON Schema that editors use', () => {
  const found = files.flatMap((file) =>
    draft7(schema, parse(readFileSync(file, 'utf8'))).map((fault) => `${file} ${fault}`),
  );
  assert.equal(found, []);
});

test('every file names the schema, which is there', () => {
  for (const file of files) {
    const modeline = readFileSync(file, 'utf8').match(/^# yaml-language-server: \$schema=(\S+)/m);
    assert.ok(modeline, `${file} has no modeline`);
    assert.is(resolve(dirname(file), modeline[1]!), join(root, 'schema', 'winnow.schema.json'), file);
  }
  assert.ok(existsSync(join(root, 'schema', 'winnow.schema.json')));
});

test('the JSON Schema refuses what the zod schemas refuse', () => {
  const architecture = {
    kind: 'architecture',
    version: 1,
    name: 'a',
    clock_hz: 1e9,
    technology: { node_nm: 45 },
  };
  const sweep = {
    kind: 'sweep',
    version: 1,
    name: 's',
    workloads: [{ model: 'resnet18' }],
    architectures: [{ extends: 'systolic' }],
  };
  assert.equal(draft7(schema, sweep), []);
  const wrong: [string, unknown][] = [
    ['no kind', { version: 1 }],
    ['unknown kind', { kind: 'sweeep' }],
    ['unknown key', { ...sweep, sede: 1 }],
    ['negative seed', { ...sweep, seed: -1 }],
    ['no workloads', { ...sweep, workloads: [] }],
    ['unknown pattern', { ...sweep, workloads: [{ model: 'x', sparsity: { weights: { pattern: 'nm' } } }] }],
    [
      'pattern without n',
      { ...sweep, workloads: [{ model: 'x', sparsity: { weights: { pattern: 'n:m', m: 4 } } }] },
    ],
    ['unknown method', { ...sweep, search: { method: 'gird' } }],
    ['no dataflow', architecture],
    [
      'unknown model family',
      { kind: 'workload-model', version: 1, name: 'x', family: 'rnn', source: 's', confidence: 'c' },
    ],
    ['mapping without layers', { kind: 'mapping', version: 1, dataflow: 'systolic' }],
  ];
  for (const [name, value] of wrong) assert.ok(draft7(schema, value).length > 0, `${name} was taken`);
});

test.run();
