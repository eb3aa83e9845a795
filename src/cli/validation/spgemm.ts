import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DiagnosticError } from '../../core/diagnostic.ts';
import { readMatrixMarket } from '../../io/readMatrixMarket.ts';
import type { PatternSpec } from '../../tensor/patternSpec.ts';
import { productWork } from '../../tensor/productWork.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { defineSuite } from './defineSuite.ts';

/** Work of A·A: what every SpGEMM dataflow has to account for. Within tolerance: exact. */
export default defineSuite({
  name: 'spgemm',
  title: 'Multiplications and non-zeros of A·A against independent counts',
  golden: 'spgemm/golden.csv',
  holds: [],
  headline: 'mults_AxA',
  run: ({ rows, file }) =>
    rows.flatMap((row, index) => {
      if (!(row['confidence'] ?? '').startsWith('verified: computed')) return [];
      const a = matrixOf(row, file, index + 2);
      const { products, outputs } = productWork(a, a);
      const expected = (column: string) => Number(row[column]);
      const quantities = [
        { name: 'rows', expected: expected('rows'), simulated: a.rows },
        { name: 'cols', expected: expected('cols'), simulated: a.cols },
        { name: 'nnz', expected: expected('nnz'), simulated: a.rowPointers[a.rows]! },
        { name: 'mults_AxA', expected: expected('mults_AxA'), simulated: products },
        { name: 'nnz_C_AxA', expected: expected('nnz_C_AxA'), simulated: outputs },
      ];
      const exact = quantities.every(({ expected: theirs, simulated }) => theirs === simulated);
      const mults = expected('mults_AxA');
      return [
        {
          id: row['name'] ?? '',
          exact,
          error_pct: (100 * Math.abs(products - mults)) / mults,
          within_tolerance: exact,
          quantities,
        },
      ];
    }),
});

/** Folders where a row's matrix may lie, seen from the file. */
const folders = ['.', 'matrices', '../data/matrices'];

function matrixOf(row: Readonly<Record<string, string>>, file: string, line: number): SparseMatrix {
  const name = row['name'] ?? '';
  const generator = row['generator'] ?? '';
  if (generator !== '') {
    const matrix = resolvePattern({
      pattern: 'generated',
      seed: 1,
      ...parsed(generator, file, line),
    } as PatternSpec);
    return matrix.positions()!;
  }
  const places = folders.flatMap((folder) =>
    ['.mtx', '.mtx.gz'].map((ending) => join(dirname(file), folder, `${name}${ending}`)),
  );
  const found = /^[\w.-]+$/.test(name) ? places.find((place) => existsSync(place)) : undefined;
  if (found !== undefined) return readMatrixMarket(found).matrix;
  throw failure(
    `matrix ${JSON.stringify(name.slice(0, 80))} is not there`,
    `put <name>.mtx or <name>.mtx.gz beside the CSV, in matrices/ or in ../data/matrices/`,
    file,
    line,
  );
}

function parsed(text: string, file: string, line: number): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw failure('the generator is no JSON object', '{"generator": "banded", "size": 5}', file, line);
  }
}

const failure = (message: string, hint: string, file: string, line: number): DiagnosticError =>
  new DiagnosticError([{ code: 'WIN-VAL-001', severity: 'error', message, hint, file, line, column: 1 }]);
