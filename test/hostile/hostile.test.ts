import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostic.ts';
import { renderDiagnostics } from '../../src/io/renderDiagnostics.ts';
import { loadSpec } from '../../src/loadSpec.ts';
import { assert, runs, suite } from '../harness.ts';
import { temporaryFolder } from '../io/temporaryFolder.ts';
import { baseText, edited } from './baseSpec.ts';
import { generatedSpecs } from './generatedSpecs.ts';
import { type HostileCase, schemaCases, syntaxCases } from './handMade.ts';

const test = suite('hostile specs');

/** Processor seconds that one spec may take: the machine may be busy with other things. */
const limit_s = 1;
let tried = 0;
let refused = 0;
let slowest = { name: '', seconds: 0 };

/** Diagnostics of a spec, null when it is legal. Anything but a DiagnosticError escapes and fails the test. */
function refusal(name: string, load: () => unknown): readonly Diagnostic[] | null {
  tried++;
  const before = process.cpuUsage();
  let diagnostics: readonly Diagnostic[] | null = null;
  try {
    load();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw new Error(`${name}: ${(error as Error).stack}`);
    diagnostics = error.diagnostics;
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > slowest.seconds) slowest = { name, seconds };
  assert.ok(seconds < limit_s, `${name} took ${seconds} s`);
  if (diagnostics === null) return null;
  refused++;
  assert.ok(
    diagnostics.length > 0 && diagnostics.length <= 300,
    `${name}: ${diagnostics.length} diagnostics`,
  );
  for (const d of diagnostics) {
    const text = `${name}: ${JSON.stringify(d).slice(0, 400)}`;
    assert.match(d.code, /^WIN-[A-Z]{3}-\d{3}$/, text);
    assert.ok(d.message.length > 5 && d.message.length < 400, text);
    assert.ok(d.file !== undefined && d.line! >= 1 && d.column! >= 1, text);
  }
  const rendered = renderDiagnostics(diagnostics);
  assert.ok(rendered.length < 200_000, `${name}: ${rendered.length} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals must not see them
  assert.not.match(rendered, /[\u0000-\u0008\u000b-\u001f\u007f]/);
  return diagnostics;
}

const found = (diagnostics: readonly Diagnostic[] | null): string =>
  (diagnostics ?? [])
    .slice(0, 5)
    .map((d) => `${d.code} ${d.line}:${d.column} ${d.message.slice(0, 90)}`)
    .join('; ');

function expectRefusal({ name, text, code, line }: HostileCase): void {
  const folder = temporaryFolder({ 'spec.yaml': typeof text === 'string' ? text : Buffer.from(text) });
  try {
    const diagnostics = refusal(name, () => loadSpec(folder.path('spec.yaml')));
    assert.ok(diagnostics !== null, `${name} was taken for legal`);
    const hit = diagnostics.some((d) => d.code === code && (line === undefined || d.line === line));
    assert.ok(
      hit,
      `${name}: wanted ${code}${line === undefined ? '' : ` on line ${line}`}, got ${found(diagnostics)}`,
    );
  } finally {
    folder.remove();
  }
}

/** Runs all cases of a list and reports all that fail. */
function expectAll(cases: readonly HostileCase[]): void {
  const failures: string[] = [];
  for (const one of cases)
    try {
      expectRefusal(one);
    } catch (error) {
      failures.push((error as Error).message);
    }
  assert.equal(failures, []);
}

test('the base that the others are made from is legal', () => {
  const folder = temporaryFolder({ 'spec.yaml': baseText });
  try {
    const diagnostics = refusal('base', () => loadSpec(folder.path('spec.yaml')));
    assert.is(diagnostics, null, found(diagnostics));
  } finally {
    folder.remove();
  }
});

test('text that is no legal YAML document', () => expectAll(syntaxCases));

test('documents that are no legal sweep', () => expectAll(schemaCases));

test('files that are not what they should be', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`c${i}.yaml`, `extends: c${i + 1}.yaml\nx${i}: 1\n`]),
  );
  const fan = Object.fromEntries(
    Array.from({ length: 15 }, (_, i) => [
      `f${i}.yaml`,
      ['a', 'b', 'c'].map((key) => `${key}: { extends: f${i + 1}.yaml }\n`).join(''),
    ]),
  );
  const folder = temporaryFolder({
    ...chain,
    ...fan,
    'f15.yaml': 'list: [1, 2, 3]\n',
    'circle.yaml': 'extends: circle.yaml\n',
    'two/a.yaml': 'extends: ../two/b.yaml\n',
    'two/b.yaml': 'extends: [a.yaml]\n',
    'list.yaml': '- 1\n',
    'extends-list.yaml': edited('  - version: 1\n', '  - extends: list.yaml\n    version: 1\n'),
    'binary.yaml': Uint8Array.of(0, 1, 2, 3),
    'extends-binary.yaml': edited('  - version: 1\n', '  - extends: binary.yaml\n    version: 1\n'),
    'other-kind.yaml': 'kind: workload\nextends: spec.yaml\n',
    'spec.yaml': baseText,
    'table.csv': 'rows,accuracy\n16,x\n16,x\n',
    'bad-table.yaml': edited('seed: 1', 'metrics: { accuracy: { table: table.csv, better: higher } }'),
    'topology.csv':
      'Layer,ifmap h,ifmap w,filter h,filter w,channels,filters,stride\nconv,0,a,1e300,-3,1,1,1\n',
    'bad-topology.yaml': edited('  - name: net', '  - topology: topology.csv\n  - name: net'),
    'mapping.yaml': 'kind: mapping\nversion: 1\ndataflow: nothing\nlayers: []\n',
    'bad-mapping.yaml': edited('search: exhaustive', 'file: mapping.yaml'),
    'model.yaml': 'kind: workload-model\nversion: 1\nname: m\nfamily: cnn\nimage: -1\nlayers: [[a, 1]]\n',
    'bad-model.yaml': edited('  - name: net', '  - model: model.yaml\n  - name: net'),
  });
  const cases: [string, string, string][] = [
    ['nowhere.yaml', 'WIN-YML-001', 'nowhere.yaml'],
    ['.', 'WIN-YML-002', ''],
    ['spec.yaml/inside', 'WIN-YML-001', 'spec.yaml/inside'],
    ['c0.yaml', 'WIN-CFG-014', 'c15.yaml'],
    ['f0.yaml', 'WIN-YML-016', 'f0.yaml'],
    ['circle.yaml', 'WIN-CFG-013', 'circle.yaml'],
    ['two/a.yaml', 'WIN-CFG-013', 'two/b.yaml'],
    ['extends-list.yaml', 'WIN-CFG-015', 'extends-list.yaml'],
    ['extends-binary.yaml', 'WIN-YML-004', 'binary.yaml'],
    ['other-kind.yaml', 'WIN-CFG-016', 'other-kind.yaml'],
    ['bad-table.yaml', 'WIN-MET-012', 'table.csv'],
    ['bad-table.yaml', 'WIN-MET-013', 'table.csv'],
    ['bad-topology.yaml', 'WIN-TOP-003', 'topology.csv'],
    ['bad-mapping.yaml', 'WIN-CFG-031', 'mapping.yaml'],
    ['bad-model.yaml', 'WIN-CFG-005', 'model.yaml'],
    ['loop.yaml', 'WIN-YML-001', 'loop.yaml'],
    ['pipe.yaml', 'WIN-YML-002', 'pipe.yaml'],
    ['/dev/zero', 'WIN-YML-002', '/dev/zero'],
    ['/proc/self/mem', 'WIN-YML-014', '/proc/self/mem'],
  ];
  try {
    symlinkSync('loop.yaml', folder.path('loop.yaml'));
    mkdirSync(folder.path('empty'));
    execFileSync('mkfifo', [folder.path('pipe.yaml')]);
    const failures: string[] = [];
    for (const [file, code, where] of cases) {
      const path = file.startsWith('/') ? file : folder.path(file);
      const diagnostics = refusal(file, () => loadSpec(path));
      const hit = diagnostics?.some((d) => d.code === code && d.file!.endsWith(where));
      if (!hit) failures.push(`${file}: wanted ${code} in ${where}, got ${found(diagnostics)}`);
    }
    assert.equal(failures, []);
  } finally {
    folder.remove();
  }
});

test('flags that are not what they should be', () => {
  const folder = temporaryFolder({ 'spec.yaml': baseText });
  const flags: [string, string][] = [
    ['', 'WIN-CFG-020'],
    ['seed', 'WIN-CFG-020'],
    ['=1', 'WIN-CFG-020'],
    ['a..b=1', 'WIN-CFG-020'],
    ['a.=1', 'WIN-CFG-020'],
    ['__proto__.polluted=1', 'WIN-CFG-020'],
    ['constructor.prototype.polluted=1', 'WIN-CFG-020'],
    ['sede=1', 'WIN-CFG-001'],
    ['seed=', 'WIN-CFG-003'],
    ['seed=[1', 'WIN-YML-011'],
    ['seed=.nan', 'WIN-YML-020'],
    ['seed=1e309', 'WIN-YML-020'],
    ['seed=*a', 'WIN-YML-015'],
    ['seed.x=1', 'WIN-CFG-021'],
    ['workloads[7].name=x', 'WIN-CFG-021'],
    ['workloads[nobody].name=x', 'WIN-CFG-021'],
    ['arch.array.rws=8', 'WIN-CFG-001'],
    ['arch.array.cols=many', 'WIN-CFG-003'],
    ['arch.array.cols=[8, many]', 'WIN-CFG-003'],
    ['arch.array.cols={from: 1, to: .inf}', 'WIN-YML-020'],
    [`seed=${'['.repeat(5000)}`, 'WIN-YML-010'],
    [`${'a.'.repeat(5000)}b=1`, 'WIN-CFG-023'],
  ];
  try {
    const failures: string[] = [];
    for (const [flag, code] of flags) {
      const diagnostics = refusal(`--set ${flag.slice(0, 60)}`, () =>
        loadSpec(folder.path('spec.yaml'), { set: [flag] }),
      );
      if (!diagnostics?.some((d) => d.code === code))
        failures.push(`${flag.slice(0, 60)}: wanted ${code}, got ${found(diagnostics)}`);
    }
    assert.equal(failures, []);
    assert.is(({} as Record<string, unknown>)['polluted'], undefined);
  } finally {
    folder.remove();
  }
});

test('every value of a legal sweep, replaced by each hostile value, is taken or refused in words', () => {
  const folder = temporaryFolder({});
  const failures: string[] = [];
  try {
    for (const { name, text } of generatedSpecs()) {
      const made = temporaryFolder({ 'spec.yaml': text });
      try {
        refusal(name, () => loadSpec(made.path('spec.yaml')));
      } catch (error) {
        failures.push((error as Error).message.slice(0, 300));
      } finally {
        made.remove();
      }
    }
  } finally {
    folder.remove();
  }
  assert.equal(failures, []);
});

test('a legal sweep with random damage is taken or refused in words', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '\t',
      '\n',
      '#',
      '&a ',
      '*a',
      '!!',
      '|',
      '>',
      '"',
      "'",
      '? ',
      '<<: ',
      '---\n',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const damage = fc.record({ at: fc.nat(baseText.length - 1), cut: fc.nat(12), put: piece });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
      let text: string = baseText;
      for (const { at, cut, put } of damages) text = text.slice(0, at) + put + text.slice(at + cut);
      const folder = temporaryFolder({ 'spec.yaml': text });
      try {
        refusal('damaged', () => loadSpec(folder.path('spec.yaml')));
      } finally {
        folder.remove();
      }
    }),
    { numRuns: runs(250) },
  );
});

test('more than two hundred were refused', () => {
  console.log(
    `hostile specs: ${tried} tried, ${refused} refused, slowest ${slowest.seconds.toFixed(2)} s (${slowest.name})`,
  );
  assert.ok(refused >= 200, `${refused} refused`);
});

test.run();
