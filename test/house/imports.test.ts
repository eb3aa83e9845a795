import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';

const root = fileURLToPath(repositoryRoot);
const source = join(root, 'src');

const toEngine = [
  'core',
  'numerics',
  'tensor',
  'workload',
  'arch',
  'mapping',
  'dataflow',
  'energy',
  'engine',
];

/** The import table of docs/architecture.md. A room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  numerics: ['core'],
  tensor: ['core', 'numerics'],
  workload: ['core', 'tensor'],
  arch: ['core', 'numerics'],
  mapping: ['core', 'tensor', 'workload', 'arch'],
  dataflow: ['core', 'numerics', 'tensor', 'workload', 'arch', 'mapping'],
  energy: ['core', 'arch'],
  engine: toEngine,
  explore: toEngine,
  io: toEngine,
  report: toEngine,
  cli: [...toEngine, 'explore', 'io', 'report', '.'],
  '.': [...toEngine, 'explore', 'io', 'report'],
};

const files = readdirSync(source, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

const room = (file: string): string => {
  const parts = relative(source, file).split('/');
  return parts.length === 1 ? '.' : parts[0]!;
};

const specifiers = (text: string): string[] =>
  [
    ...text.matchAll(
      /^(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3])!);

const inBrowser = (file: string): boolean => toEngine.includes(room(file));

const house = suite('the house');

house('has every room in the table', () => {
  assert.ok(files.length > 20);
  for (const file of files) assert.ok(room(file) in mayImport, `unknown room: ${relative(root, file)}`);
});

house('imports only as the table allows', () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const specifier of specifiers(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) continue;
      const target = room(normalize(join(dirname(file), specifier)));
      const from = room(file);
      if (target !== from && !mayImport[from]!.includes(target))
        wrong.push(`${relative(root, file)} imports ${specifier}`);
    }
  }
  assert.equal(wrong, []);
});

house('keeps core … engine free of Node, clocks, chance and inexact functions', () => {
  const wrong: string[] = [];
  const banned =
    /from 'node:|\bprocess\.|\bMath\.(random|exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|cbrt|hypot)\b|\bDate\b|\bperformance\.|\*\*[^*/]|\bconsole\./;
  for (const file of files.filter(inBrowser)) {
    const code = readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*$/gm, '')
      .replace(/(['"`])(?:\\.|(?!\1)[^\\])*\1/g, (text) => (text.startsWith("'node:") ? text : "''"));
    const found = code.match(banned);
    if (found) wrong.push(`${relative(root, file)}: ${found[0]}`);
  }
  assert.equal(wrong, []);
});

house('keeps the engine down to one library', () => {
  const packages = new Set<string>();
  for (const file of files.filter(inBrowser))
    for (const specifier of specifiers(readFileSync(file, 'utf8')))
      if (!specifier.startsWith('.')) packages.add(specifier);
  assert.equal([...packages].sort(), ['zod']);
});

house('keeps files small', () => {
  const generated = /\.gen\.ts$/;
  const long = files
    .filter((file) => !generated.test(file))
    .map((file) => ({ file: relative(root, file), lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400);
  assert.equal(long, []);
});

house('parks no work in comments', () => {
  const parked = files.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(readFileSync(file, 'utf8')));
  assert.equal(
    parked.map((file) => relative(root, file)),
    [],
  );
});

house.run();
