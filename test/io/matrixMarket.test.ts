import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';

import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { matrixSummary } from '../../src/io/matrixSummary.ts';
import { readMatrixMarket } from '../../src/io/readMatrixMarket.ts';
import { productWork } from '../../src/tensor/productWork.ts';
import { assert, runs, sharedData, suite } from '../harness.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const test = suite('Matrix Market');
const folder = temporaryFolder({});
let files = 0;

const write = (text: string | Uint8Array, name = `m${files++}.mtx`): string => {
  const file = folder.path(name);
  writeFileSync(file, text);
  return file;
};

/** Dense rows of a file. */
const dense = (file: string): number[][] => {
  const { matrix } = readMatrixMarket(file, { values: true });
  return Array.from({ length: matrix.rows }, (_, r) => {
    const row = new Array<number>(matrix.cols).fill(0);
    for (let i = matrix.rowPointers[r]!; i < matrix.rowPointers[r + 1]!; i++)
      row[matrix.columns[i]!] = matrix.values![i]!;
    return row;
  });
};

const faultOf = (text: string | Uint8Array) => {
  try {
    readMatrixMarket(write(text));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { code, line } = error.diagnostics[0]!;
    assert.is(error.diagnostics.length, 1);
    return [code, line];
  }
  return null;
};

const head = '%%MatrixMarket matrix coordinate';

test('reads general, symmetric and skew-symmetric coordinates', () => {
  const general = `${head} real general\n% comment\n\n2 3 3\n1 1 1.5\n 2\t3  -2e1 \r\n1 2 +.5`;
  assert.equal(dense(write(general)), [
    [1.5, 0.5, 0],
    [0, 0, -20],
  ]);
  assert.equal(dense(write(`${head} integer symmetric\n2 2 2\n1 1 4\n2 1 3\n`)), [
    [4, 3],
    [3, 0],
  ]);
  assert.equal(dense(write(`${head} real skew-symmetric\n2 2 1\n2 1 3\n`)), [
    [0, -3],
    [3, 0],
  ]);
  assert.equal(dense(write(`${head} pattern general\n1 2 2\n1 2\n1 2\n`)), [[0, 2]]);
});

test('reads arrays by column, zeros left out', () => {
  const array = '%%MatrixMarket matrix array';
  const file = write(`${array} real general\n2 2\n1\n0.0\n-0\n4e0\n`);
  assert.equal(dense(file), [
    [1, 0],
    [0, 4],
  ]);
  assert.is(readMatrixMarket(file).matrix.columns.length, 2);
  assert.equal(dense(write(`${array} integer symmetric\n2 2\n1\n2\n3\n`)), [
    [1, 2],
    [2, 3],
  ]);
  assert.equal(dense(write(`${array} real skew-symmetric\n3 3\n1\n2\n3\n`)), [
    [0, -1, -2],
    [1, 0, -3],
    [2, 3, 0],
  ]);
});

test('tells every mistake at its line', () => {
  const cases: [string | Uint8Array, string, number | undefined][] = [
    ['', 'WIN-MTX-002', 0],
    ['hello\n1 2 3\n', 'WIN-MTX-002', 1],
    [`${head} complex general\n1 1 1\n1 1 1 1\n`, 'WIN-MTX-003', 1],
    [`${head} real hermitian\n1 1 1\n1 1 1\n`, 'WIN-MTX-003', 1],
    ['%%MatrixMarket vector coordinate real general\n', 'WIN-MTX-003', 1],
    [`${head} real general\n`, 'WIN-MTX-004', 1],
    [`${head} real general\n%\n2 2\n`, 'WIN-MTX-004', 3],
    [`${head} real general\n2147483648 2 1\n1 1 1\n`, 'WIN-MTX-004', 2],
    [`${head} real general\n2 2 5\n`, 'WIN-MTX-004', 2],
    [`${head} real symmetric\n2 3 1\n1 1 1\n`, 'WIN-MTX-004', 2],
    [`${head} real general\n0 3 0\n`, 'WIN-MTX-004', 2],
    [`${head} real general\n2 2 2\n1 1 1\n1 x 1\n`, 'WIN-MTX-005', 4],
    [`${head} real general\n2 2 2\n1 1 1\n1 2\n`, 'WIN-MTX-005', 4],
    [`${head} real general\n2 2 1\n1 1 nan\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n1 1 inf\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n1 1 1e999\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n1 1 1.5.2\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n1 1 1 1\n`, 'WIN-MTX-005', 3],
    [`${head} pattern general\n2 2 1\n1 1 1\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n-1 1 1\n`, 'WIN-MTX-005', 3],
    [`${head} real general\n2 2 1\n0 1 1\n`, 'WIN-MTX-006', 3],
    [`${head} real general\n2 2 2\n1 1 1\n\n1 3 1\n`, 'WIN-MTX-006', 5],
    [`${head} real skew-symmetric\n2 2 1\n1 1 1\n`, 'WIN-MTX-006', 3],
    [`${head} real general\n2 2 2\n1 1 1\n`, 'WIN-MTX-007', 3],
    [`${head} real general\n2 2 1\n1 1 1\n2 2 1\n`, 'WIN-MTX-007', 4],
    [`${head} real general\n2 2 1\n${'x'.repeat(70_000)}\n`, 'WIN-MTX-005', 3],
  ];
  for (const [text, code, line] of cases)
    assert.equal(faultOf(text), [code, line], String(text).slice(0, 80));
});

test('a promise of many entries takes no memory', () => {
  const before = process.memoryUsage().rss;
  assert.equal(faultOf(`${head} pattern general\n268435456 268435456 2147483647\n1 1\n`), ['WIN-MTX-007', 3]);
  assert.ok(process.memoryUsage().rss - before < 200e6);
});

test('reads gzip, and tells damaged, cut and exploding ones', () => {
  const text = `${head} pattern general\n3 3 3\n1 1\n2 2\n3 1\n`;
  const zipped = gzipSync(new TextEncoder().encode(text));
  assert.equal(dense(write(zipped)), dense(write(text)));
  assert.equal(faultOf(zipped.slice(0, zipped.length - 12))?.[0], 'WIN-MTX-008');
  // 40 MB of blank lines in 40 kB.
  const bomb = new Uint8Array(40_000_000).fill(10);
  bomb.set(new TextEncoder().encode(`${head} pattern general\n`));
  const packed = gzipSync(bomb, { level: 9 });
  const before = process.memoryUsage().rss;
  assert.equal(faultOf(packed)?.[0], 'WIN-MTX-008');
  assert.ok(process.memoryUsage().rss - before < 300e6);
});

test('a missing file and a folder are diagnostics', () => {
  for (const path of [folder.path('none.mtx'), folder.path('.')])
    assert.throws(
      () => readMatrixMarket(path),
      (e: unknown) => e instanceof DiagnosticError && e.diagnostics[0]!.code === 'WIN-MTX-001',
    );
});

test('any cut into pieces reads alike', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 7 }),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        ),
        { maxLength: 30 },
      ),
      (list) => {
        const text = `${head} real general\n9 7 ${list.length}\n${list.map((e) => e.join(' ')).join('\n')}\n`;
        const want = Array.from({ length: 9 }, () => new Array<number>(7).fill(0));
        for (const [r, c, v] of list) want[r - 1]![c - 1]! += v;
        const got = dense(write(text, 'same.mtx'));
        for (const [r, row] of want.entries())
          for (const [c, value] of row.entries()) assert.is(got[r]![c]! + 0, value + 0);
      },
    ),
    { numRuns: runs(100) },
  );
});

test('positions are the same however entries are written, and mistakes among them lie at the same line', () => {
  const blank = fc.constantFrom(' ', ' ', ' ', '  ', '\t');
  const value = fc.constantFrom(
    '1',
    '-2.5',
    '+3',
    '.5',
    '4.',
    '1e3',
    '-1.25E-2',
    '0',
    '7',
    'nan',
    '',
    '1e999',
  );
  const entry = fc
    .tuple(fc.integer({ min: 0, max: 9 }), blank, fc.integer({ min: 1, max: 9 }), blank, value)
    .map((parts) => parts.join(''));
  const good = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
    .map(([r, c]) => `${r} ${c} 0.5`);
  const line = fc.oneof(
    { weight: 12, arbitrary: good },
    { weight: 1, arbitrary: entry },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', '1 1', '1 1 1 1', 'x') },
  );
  const found = (file: string, values: boolean): unknown => {
    try {
      const { rowPointers, columns } = readMatrixMarket(file, { values }).matrix;
      return [[...rowPointers], [...columns]];
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const { code, line: at } = error.diagnostics[0]!;
      return [code, at];
    }
  };
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: -1, max: 1 }),
      (lines, ending, off) => {
        const entries = Math.max(0, lines.filter((text) => text.trim() !== '').length + off);
        const file = write([`${head} real general`, `8 8 ${entries}`, ...lines, ''].join(ending), 'ways.mtx');
        // With values every entry is read by the careful parser.
        const careful = found(file, true);
        assert.equal(found(file, false), careful);
        if (typeof (careful as unknown[])[0] === 'string') told++;
      },
    ),
    { numRuns: runs(400) },
  );
  assert.ok(told > runs(40), `${told} mistakes`);
});

test('the summary is that of the matrix', () => {
  const s = matrixSummary(write(`${head} pattern symmetric\n4 4 3\n1 1\n3 1\n4 1\n`));
  assert.equal([s.nnz, s.stored, s.diagonal, s.bandwidth], [5, 3, 1, 3]);
  assert.equal([s.row.min, s.row.max, s.row.mean, s.row.empty], [0, 3, 1.25, 1]);
});

/** Verified rows of the collection: computed with SciPy from the same files. */
const squares: Record<string, [rows: number, nnz: number, products: number, outputs: number]> = {
  'wiki-Vote': [8297, 103689, 4542805, 1831112],
  facebook: [4039, 176468, 18806166, 2896485],
  'p2p-Gnutella31': [62586, 147892, 538318, 537601],
  'email-Enron': [36692, 367662, 51501448, 30492154],
  'ca-CondMat': [23133, 186936, 4127524, 2355437],
};

for (const [name, facts] of Object.entries(squares)) {
  const file = fileURLToPath(new URL(`data/matrices/${name}.mtx.gz`, sharedData));
  if (!existsSync(file)) {
    console.log(`SKIPPED ${name}: the matrix is not there`);
    continue;
  }
  test(`${name}: products and non-zeros of its square are exact`, () => {
    const { matrix, sha256 } = readMatrixMarket(file);
    const { products, outputs } = productWork(matrix, matrix);
    assert.equal([matrix.rows, matrix.columns.length, products, outputs], facts);
    assert.is(sha256.length, 64);
    assert.ok(readFileSync(file).length > 0);
  });
}

test.after(folder.remove);

test.run();
