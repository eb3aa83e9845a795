import * as z from 'zod';
import { loadDocumentText } from '../../src/io/loadDocument.ts';
import { renderDiagnostics } from '../../src/io/renderDiagnostics.ts';
import { validate } from '../../src/io/validate.ts';
import { assert, suite } from '../harness.ts';

const schema = z.strictObject({
  kind: z.literal('sweep'),
  array: z.strictObject({
    rows: z.int().min(1).max(4096).meta({ description: 'Rows of the array' }),
    cols: z.int().min(1).default(16),
    dataflow: z.enum(['ws', 'is', 'os']).default('ws'),
  }),
  buffer: z.strictObject({
    capacity_kib: z.number().positive().meta({ description: 'Capacity', unit: 'KiB' }),
  }),
  verify: z.boolean().default(false),
  axis: z.union([z.array(z.number()), z.strictObject({ from: z.number(), to: z.number() })]).optional(),
});

const test = suite('validate');

const found = (text: string) => {
  const { root } = loadDocumentText('spec.yaml', text);
  return validate(schema, root).diagnostics.map(
    (d) => `${d.code} ${d.line}:${d.column}+${d.length} ${d.message} | ${d.hint ?? ''}`,
  );
};

test('gives the value when all is well', () => {
  const { root } = loadDocumentText('s', 'kind: sweep\narray: {rows: 8}\nbuffer: {capacity_kib: 64}\n');
  const { value, diagnostics } = validate(schema, root);
  assert.equal(diagnostics, []);
  assert.equal(value!.array, { rows: 8, cols: 16, dataflow: 'ws' });
});

test('says every mistake at its place, with what would be right', () => {
  assert.equal(
    found(
      [
        'kind: sweep',
        'array:',
        '  rws: 8',
        '  cols: 12_000',
        '  dataflow: wss',
        'buffer: {capacity_kib: 64KiB}',
        'verify: yes',
        'axis: {from: 1, too: 4}',
      ].join('\n'),
    ),
    [
      'WIN-CFG-002 2:1+5 missing key array.rows | Rows of the array',
      'WIN-CFG-001 3:3+3 unknown key "rws" | did you mean rows?',
      'WIN-CFG-003 4:9+6 array.cols is "12_000", not a number | YAML 1.2 reads digits with _ or , as text; write 12000',
      'WIN-CFG-004 5:13+3 array.dataflow is "wss", not one of its words | did you mean ws?',
      'WIN-CFG-003 6:24+5 buffer.capacity_kib is "64KiB", not a number | write the number alone, in KiB; the unit belongs to the key, not to the value',
      'WIN-CFG-003 7:9+3 verify is "yes", not true or false | YAML 1.2 reads yes as text; write true',
      'WIN-CFG-002 8:1+4 missing key axis.to | ',
      'WIN-CFG-001 8:17+3 unknown key "too" | did you mean to?',
    ],
  );
});

test('states the rule that a number broke', () => {
  assert.equal(found('kind: sweep\narray: {rows: 0, cols: 1.5}\nbuffer: {capacity_kib: -1}\naxis: 3\n'), [
    'WIN-CFG-005 2:15+1 array.rows is 0: must be at least 1 | Rows of the array',
    'WIN-CFG-003 2:24+3 array.cols is 1.5, not an integer | write 1 or 2',
    'WIN-CFG-005 3:24+2 buffer.capacity_kib is -1: must be more than 0 | Capacity, in KiB',
    'WIN-CFG-003 4:7+1 axis is 3, not a list or a map of keys | ',
  ]);
});

test('renders the line with a caret below the mistake', () => {
  const { root } = loadDocumentText('s.yaml', 'kind: sweep\narray: {\trows: 0}\nbuffer: {capacity_kib: 1}\n');
  assert.is(
    renderDiagnostics(validate(schema, root).diagnostics),
    [
      's.yaml:2:16: error WIN-CFG-005: array.rows is 0: must be at least 1',
      '    2 | array: {\trows: 0}',
      '      |         \t      ^',
      '    at array.rows',
      '    hint: Rows of the array',
    ].join('\n'),
  );
});

test('shows at most a hundred mistakes', () => {
  const keys = Array.from({ length: 5000 }, (_, i) => `key${i}: 1`).join('\n');
  const lines = found(`kind: sweep\n${keys}`);
  assert.is(lines.length, 101);
  assert.ok(lines[100]!.startsWith('WIN-CFG-009'));
});

test.run();
