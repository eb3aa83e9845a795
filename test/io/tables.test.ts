import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { randomStream } from '../../src/core/random.ts';
import { csvField, writeCsv } from '../../src/io/csv.ts';
import { readParquet, writeParquet } from '../../src/io/parquet.ts';
import { csvRecords, parseCsv, readCsv } from '../../src/io/readCsv.ts';
import { sourceText } from '../../src/io/sourceText.ts';
import { type Cell, inferColumns, type Table } from '../../src/io/table.ts';
import { assert, runs, suite } from '../harness.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const test = suite('tables');

const columns = [
  { name: 'workload', type: 'text' },
  { name: 'arch.array.rows', type: 'integer' },
  { name: 'cycles', type: 'integer' },
  { name: 'energy_pj', type: 'number' },
  { name: 'feasible', type: 'boolean' },
] as const;

const names = [
  'resnet18',
  'a "quoted", name',
  'zwei\nZeilen',
  '=HYPERLINK("x")',
  '-1 degrees',
  'Ünïcode ✓',
  ' padded ',
];

/** A table whose cells are made when they are asked for, as a sweep's are. */
const largeTable = (rows: number): Table => {
  const stream = randomStream(7, 'table');
  const noise = Array.from({ length: 1009 }, () => stream.uniform());
  return {
    columns,
    rows,
    value(row, column): Cell {
      const u = noise[(row * 31 + column * 7) % 1009]!;
      if (column === 0) return names[row % names.length]!;
      if (column === 1) return 8 << (row % 6);
      if (column === 2) return row % 97 === 0 ? null : Math.floor(u * 9e15) - (row % 2) * 4e15;
      if (column === 3) return row % 89 === 0 ? Number.NaN : (u - 0.5) * 10 ** ((row % 40) - 20);
      return row % 83 === 0 ? null : row % 3 === 0;
    },
  };
};

test('100,000 rows of Parquet, read by DuckDB, equal the CSV cell for cell, in flat memory', async () => {
  const folder = temporaryFolder({});
  try {
    const table = largeTable(100_000);
    const csv = folder.path('results.csv');
    const parquet = folder.path('results.parquet');
    writeCsv(csv, table);
    global.gc?.();
    const before = process.memoryUsage().rss;
    writeParquet(parquet, table, { spec: 'quickstart' });
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grown < 200, `writing took ${grown.toFixed(0)} MiB`);

    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const types = `{'workload': 'VARCHAR', 'arch.array.rows': 'BIGINT', 'cycles': 'BIGINT', 'energy_pj': 'DOUBLE', 'feasible': 'BOOLEAN'}`;
    // The CSV guards text that a spreadsheet would run; the guard is the only difference.
    const reader = await connection.runAndReadAll(`
      with c as (select row_number() over () as i, * from read_csv('${csv}', header = true, columns = ${types}, parallel = false)),
           p as (select row_number() over () as i, * from read_parquet('${parquet}'))
      select count(*) as rows,
        count(*) filter (where p.workload = c.workload or concat('''', p.workload) = c.workload) as workload,
        count(*) filter (where p."arch.array.rows" is not distinct from c."arch.array.rows") as array_rows,
        count(*) filter (where p.cycles is not distinct from c.cycles) as cycles,
        count(*) filter (where p.energy_pj is not distinct from c.energy_pj) as energy,
        count(*) filter (where p.feasible is not distinct from c.feasible) as feasible,
        count(*) filter (where p.energy_pj is null) as missing
      from p join c using (i)`);
    const all = 100_000n;
    assert.equal(reader.getRowObjects(), [
      { rows: all, workload: all, array_rows: all, cycles: all, energy: all, feasible: all, missing: 1124n },
    ]);
    connection.closeSync();
    instance.closeSync();
  } finally {
    folder.remove();
  }
});

test('Parquet read back by our own reader equals the table, metadata included', async () => {
  const folder = temporaryFolder({});
  try {
    const table = largeTable(20_500);
    writeParquet(folder.path('t.parquet'), table, { spec: 'name: x' });
    const { rows, metadata } = await readParquet(folder.path('t.parquet'));
    assert.is(rows.length, table.rows);
    assert.is(metadata['spec'], 'name: x');
    for (let row = 0; row < rows.length; row += 7)
      for (const [i, column] of columns.entries()) {
        const value = table.value(row, i);
        assert.is(rows[row]![column.name] ?? null, Number.isNaN(value) ? null : value);
      }
  } finally {
    folder.remove();
  }
});

test('an empty table is legal in both formats', async () => {
  const folder = temporaryFolder({});
  try {
    writeParquet(folder.path('t.parquet'), largeTable(0));
    writeCsv(folder.path('t.csv'), largeTable(0));
    assert.equal((await readParquet(folder.path('t.parquet'))).rows, []);
    assert.is(
      readFileSync(folder.path('t.csv'), 'utf8'),
      'workload,arch.array.rows,cycles,energy_pj,feasible\n',
    );
  } finally {
    folder.remove();
  }
});

test('text that a spreadsheet would run is guarded; numbers are not', () => {
  assert.equal(
    ['=1+1', '+1', '-1', '@x', '\tx', 'x=1', -1].map((value) => csvField(value)),
    ["'=1+1", "'+1", "'-1", "'@x", "'\tx", 'x=1', '-1'],
  );
});

test('any text survives a round trip through CSV', () => {
  const field = fc.string({ unit: 'binary' }).filter((s) => !/^[=+\-@\t\r]/.test(s));
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { maxLength: 5 }), (rows) => {
      const text = [['a', 'b'], ...rows].map((r) => `${csvField(r[0]!)},${csvField(r[1]!)}\n`).join('');
      assert.equal(
        csvRecords(parseCsv(sourceText('t', null, text))),
        rows.map(([a, b]) => ({ a, b })),
      );
    }),
    { numRuns: runs(200) },
  );
});

test('mistakes in CSV are named by line and column', () => {
  const mistakes = (text: string): string[] => {
    try {
      parseCsv(sourceText('t.csv', null, text));
    } catch (error) {
      const { diagnostics } = error as { diagnostics: { code: string; line: number; column: number }[] };
      return diagnostics.map((d) => `${d.code} ${d.line}:${d.column}`);
    }
    return [];
  };
  assert.equal(mistakes(''), ['WIN-CSV-001 1:1']);
  assert.equal(mistakes('a,b\n1,2\n1\n1,2,3\n'), ['WIN-CSV-004 3:1', 'WIN-CSV-004 4:1']);
  assert.equal(mistakes('a,a,\n'), ['WIN-CSV-003 1:3', 'WIN-CSV-002 1:5']);
  assert.equal(mistakes('a,b\n1,"x\n'), ['WIN-CSV-005 2:3']);
  assert.equal(mistakes('a,b\n1,"x"y\n'), ['WIN-CSV-006 2:6']);
  assert.equal(mistakes('a , b\r\n 1,2 \r\n\r\n'), []);
});

test('reads a CSV file, and points at the place that names a missing one', () => {
  const folder = temporaryFolder({ 'm.csv': 'rows,accuracy\n16,0.7\n' });
  try {
    assert.equal(csvRecords(readCsv(folder.path('m.csv'))), [{ rows: '16', accuracy: '0.7' }]);
    assert.throws(() => readCsv(folder.path('none.csv')), /WIN-YML-001/);
  } finally {
    folder.remove();
  }
});

test('column types follow the values', () => {
  const values: Cell[][] = [
    [1, 1, 1.5, true, 'x', null, 1, -0],
    [2, 2.5, 3, null, 'y', null, 'z', 3],
  ];
  const found = inferColumns(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    2,
    (row, column) => values[row]![column]!,
  );
  assert.equal(
    found.map((c) => c.type),
    ['integer', 'number', 'number', 'boolean', 'text', 'text', 'text', 'number'],
  );
});

test.run();
