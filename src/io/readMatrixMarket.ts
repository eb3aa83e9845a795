import { sparseFromCoordinates } from '../tensor/sparseFromCoordinates.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import type { MatrixMarketHeader, MatrixMarketSize } from './matrixMarketHeader.ts';
import { matrixMarketParser } from './matrixMarketParser.ts';
import { type ReadFacts, readChunks } from './readChunks.ts';

/** A matrix read whole, with the hash of its file. */
export interface MatrixFile extends ReadFacts {
  readonly matrix: SparseMatrix;
  readonly header: MatrixMarketHeader;
  /** Lines of entries; symmetric files store half. */
  readonly stored: number;
}

/**
 * Reads a Matrix Market file (plain or gzip) into a matrix compressed by row: symmetric halves mirrored, entries given
 * twice summed, explicit zeros of coordinate files kept as positions, zeros of array files left out. Memory follows the
 * entries that are there, not the number promised.
 */
export function readMatrixMarket(file: string, options: { readonly values?: boolean } = {}): MatrixFile {
  const wantValues = options.values === true;
  let header: MatrixMarketHeader | null = null;
  let size: MatrixMarketSize | null = null;
  let mirror = 0;
  let rows = new Int32Array(1024);
  let columns = new Int32Array(1024);
  let values = new Float64Array(wantValues ? 1024 : 0);
  let length = 0;
  const grow = (): void => {
    const wider = new Int32Array(2 * length);
    wider.set(rows);
    rows = wider;
    const taller = new Int32Array(2 * length);
    taller.set(columns);
    columns = taller;
    if (!wantValues) return;
    const more = new Float64Array(2 * length);
    more.set(values);
    values = more;
  };
  const put = (row: number, column: number, value: number): void => {
    if (length === rows.length) grow();
    rows[length] = row;
    columns[length] = column;
    if (wantValues) values[length] = value;
    length++;
  };
  const parser = matrixMarketParser(
    file,
    {
      begin(found, sizes) {
        header = found;
        size = sizes;
        mirror = found.symmetry === 'general' ? 0 : found.symmetry === 'symmetric' ? 1 : -1;
      },
      entry(row, column, value) {
        // NaN marks a zero of an array file.
        if (Number.isNaN(value)) return;
        put(row, column, value);
        if (mirror !== 0 && row !== column) put(column, row, mirror * value);
      },
    },
    wantValues,
  );
  const facts = readChunks(file, parser.push);
  parser.end();
  const { rows: height, cols: width, entries } = size! as MatrixMarketSize;
  const matrix = sparseFromCoordinates(height, width, {
    rows,
    columns,
    values: wantValues ? values : null,
    length,
  });
  return { ...facts, matrix, header: header!, stored: entries };
}
