import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostic.ts';
import { loadDocument, loadDocumentText } from '../../src/io/loadDocument.ts';
import { mergeNodes } from '../../src/io/mergeNodes.ts';
import { applyOverride, parseOverrides } from '../../src/io/overrides.ts';
import { nodeAt, type SourceNode, toValue } from '../../src/io/sourceNode.ts';
import { position } from '../../src/io/sourceText.ts';
import { assert, runs, suite } from '../harness.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const test = suite('load a document');

const diagnosticsOf = (run: () => unknown): readonly Diagnostic[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
};

const places = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map((d) => `${d.code} ${d.line}:${d.column}+${d.length}`);

test('merges maps, replaces lists and scalars, removes with null, and remembers where each value was written', () => {
  const folder = temporaryFolder({
    'base/a.yaml':
      'kind: architecture\narray: { rows: 16, cols: 16, tags: [1, 2] }\nsparse: { n: 2 }\nclock_hz: 1e9\n',
    'b.yaml': 'extends: base/a.yaml\narray:\n  cols: 32\n  tags: [3]\nsparse: null\n',
  });
  try {
    const { root, files } = loadDocument(folder.path('b.yaml'));
    assert.equal(toValue(root), {
      kind: 'architecture',
      array: { rows: 16, cols: 32, tags: [3] },
      clock_hz: 1e9,
    });
    assert.equal(files, [folder.path('b.yaml'), folder.path('base/a.yaml')]);
    const rows = position(nodeAt(root, ['array', 'rows'])!.origin);
    assert.equal([rows.file, rows.line, rows.column, rows.length], [folder.path('base/a.yaml'), 2, 16, 2]);
    const cols = position(nodeAt(root, ['array', 'cols'])!.origin);
    assert.equal(
      [cols.file, cols.line, cols.column, cols.source],
      [folder.path('b.yaml'), 3, 9, '  cols: 32'],
    );
  } finally {
    folder.remove();
  }
});

test('merges several bases in order, and paths start from the file that names them', () => {
  const folder = temporaryFolder({
    'x/one.yaml': 'a: 1\nb: 1\n',
    'x/two.yaml': 'extends: ./three.yaml\nb: 2\n',
    'x/three.yaml': 'c: 3\nb: 3\n',
    'top.yaml': 'list:\n  - { extends: [x/one.yaml, x/two.yaml], d: 4 }\n',
  });
  try {
    assert.equal(toValue(loadDocument(folder.path('top.yaml')).root), { list: [{ a: 1, b: 2, c: 3, d: 4 }] });
  } finally {
    folder.remove();
  }
});

test('names circles, missing files, folders and other kinds at the reference', () => {
  const folder = temporaryFolder({
    'a.yaml': 'extends: b.yaml\n',
    'b.yaml': 'x: 1\nextends: a.yaml\n',
    'missing.yaml': 'one: {extends: nowhere.yaml}\ntwo:\n  extends: sub\n',
    'sub/file.yaml': 'kind: workload\n',
    'folder.yaml': 'extends: ./sub\n',
    'kind.yaml': 'kind: sweep\nextends: sub/file.yaml\n',
  });
  const load = (name: string) => diagnosticsOf(() => loadDocument(folder.path(name)));
  try {
    const circle = load('a.yaml');
    assert.equal(places(circle), ['WIN-CFG-013 2:10+6']);
    assert.equal(circle[0]!.file, folder.path('b.yaml'));
    assert.equal(places(load('missing.yaml')), ['WIN-YML-001 1:16+12', 'WIN-CFG-010 3:12+3']);
    assert.equal(places(load('folder.yaml')), ['WIN-YML-002 1:10+5']);
    assert.equal(places(load('kind.yaml')), ['WIN-CFG-016 1:7+5']);
  } finally {
    folder.remove();
  }
});

test('reports every duplicate key, odd key and odd number at once', () => {
  const found = diagnosticsOf(() =>
    loadDocumentText(
      'text',
      'a: 1\na: 2\n<<: {x: 1}\nn: .nan\nbig: 12345678901234567890\n? [k]\n: 1\nd: {e: 1e309, e: 2}\n__proto__: 3\n',
    ),
  );
  assert.equal(
    found.map((d) => `${d.code} ${d.line}:${d.column}`),
    [
      'WIN-YML-030 2:1',
      'WIN-YML-032 3:1',
      'WIN-YML-020 4:4',
      'WIN-YML-020 5:6',
      'WIN-YML-031 6:3',
      'WIN-YML-020 8:8',
      'WIN-YML-030 8:15',
      'WIN-YML-033 9:1',
    ],
  );
});

test('keeps positions right behind a byte-order mark and with CRLF', () => {
  const folder = temporaryFolder({ 'crlf.yaml': '\uFEFFa: 1\r\nb:\r\n  c: x\r\n' });
  try {
    const where = position(nodeAt(loadDocument(folder.path('crlf.yaml')).root, ['b', 'c'])!.origin);
    assert.equal([where.line, where.column, where.source], [3, 6, '  c: x']);
  } finally {
    folder.remove();
  }
});

test('sets values from flags, typed as YAML, with the flag as origin', () => {
  let { root } = loadDocumentText('text', 'arch: {array: {rows: 1}}\nlist: [{n: 1}]\n');
  for (const override of parseOverrides([
    'arch.array.rows=[8, 16]',
    'list[0].n=0x10',
    'arch.new.key=text',
    'axes."a.b"=true',
  ]))
    root = applyOverride(root, override);
  assert.equal(toValue(root), {
    arch: { array: { rows: [8, 16] }, new: { key: 'text' } },
    list: [{ n: 16 }],
    axes: { 'a.b': true },
  });
  const where = position(nodeAt(root, ['arch', 'array', 'rows', 1])!.origin);
  assert.equal(
    [where.file, where.line, where.column, where.source],
    ['--set arch.array.rows', 1, 21, 'arch.array.rows=[8, 16]'],
  );
});

test('refuses flags that are not path=value and paths that lead nowhere', () => {
  assert.equal(
    diagnosticsOf(() => parseOverrides(['rows', 'a..b=1', '__proto__.x=1', 'a=[1', 'ok=1'])).map(
      (d) => d.code,
    ),
    ['WIN-CFG-020', 'WIN-CFG-020', 'WIN-CFG-020', 'WIN-YML-011'],
  );
  const { root } = loadDocumentText('text', 'a: {b: 1}\nlist: [1]\n');
  const [through, past] = parseOverrides(['a.b.c=1', 'list[1]=2']);
  assert.equal(places(diagnosticsOf(() => applyOverride(root, through!))), ['WIN-CFG-021 1:1+5']);
  assert.equal(places(diagnosticsOf(() => applyOverride(root, past!))), ['WIN-CFG-021 1:1+7']);
});

const scalar = fc.oneof(
  fc.integer(),
  // Integers past 2^53 are refused: their digits would not survive.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((x) => (Object.is(x, -0) || (Number.isInteger(x) && !Number.isSafeInteger(x)) ? 0.5 : x)),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const key = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((k) => !(k in {}) && !['<<', 'extends'].includes(k)),
  // Often the same in both documents, so that parts meet.
  fc.constantFrom('model', 'dram', 'kind'),
);
const tree = fc.letrec<{ map: unknown; any: unknown }>((tie) => ({
  map: fc.dictionary(key, tie('any'), { maxKeys: 5, noNullPrototype: true }),
  any: fc.oneof({ depthSize: 'small' }, scalar, tie('map'), fc.array(tie('any'), { maxLength: 4 })),
}));

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const modelOf = (value: unknown): unknown => (isMap(value) && 'model' in value ? value['model'] : undefined);

function otherModel(base: unknown, over: unknown): boolean {
  const named = modelOf(over);
  return typeof named === 'string' && named !== modelOf(base);
}

test('a part of another model stands in the place of the inherited one', () => {
  const read = (name: string, text: string) => loadDocumentText(name, text).root;
  const base = read('base', 'dram: { model: simple, kind: ddr4, latency_cycles: 5 }\nx: 1');
  const merged = (text: string) => toValue(mergeNodes(base, read('over', text)));
  const exact = { dram: { model: 'exact', preset: 'a' }, x: 1 };
  assert.equal(merged('dram: { model: exact, preset: a }'), exact);
  assert.equal(merged('dram: { model: exact, preset: a, kind: ~, latency_cycles: ~ }'), exact);
  assert.equal(merged('dram: { model: simple, kind: hbm2 }'), {
    dram: { model: 'simple', kind: 'hbm2', latency_cycles: 5 },
    x: 1,
  });
});

/** The merge rules on plain data, as docs/formats.md states them. */
function mergedValue(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over;
  const result = { ...base };
  for (const [name, value] of Object.entries(over))
    if (!Object.hasOwn(base, name)) result[name] = value;
    else if (value === null) delete result[name];
    else if (otherModel(base[name], value))
      result[name] = Object.fromEntries(Object.entries(value as object).filter(([, v]) => v !== null));
    else result[name] = mergedValue(base[name], value);
  return result;
}

test('any two documents merge by the rules, and every value of the result lies where its origin says', () => {
  fc.assert(
    fc.property(tree.map, tree.map, fc.boolean(), (base, over, flow) => {
      const options = {
        lineWidth: 0,
        aliasDuplicateObjects: false,
        ...(flow ? { collectionStyle: 'flow' as const } : {}),
      };
      const read = (name: string, value: unknown) => loadDocumentText(name, stringify(value, options)).root;
      const root = mergeNodes(read('base', base), read('over', over));
      assert.equal(toValue(root), mergedValue(base, over));
      const pending: SourceNode[] = [root];
      for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        if (node.kind === 'map') pending.push(...[...node.entries.values()].map((entry) => entry.value));
        else if (node.kind === 'list') pending.push(...node.items);
        else if (typeof node.value !== 'string' || !node.value.includes('\n')) {
          const { source, start, end } = node.origin;
          assert.is(parse(source.text.slice(start, end)) as unknown, node.value);
        }
      }
    }),
    { numRuns: runs(300) },
  );
});

test.run();
