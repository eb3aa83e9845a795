import type { MatrixMarketHeader, MatrixMarketSize } from './matrixMarketHeader.ts';
import { matrixMarketParser } from './matrixMarketParser.ts';
import { type ReadFacts, readChunks } from './readChunks.ts';

/** Lengths of rows or columns. */
export interface LengthStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  readonly empty: number;
  /** Share of the non-zeros in the longest hundredth of the rows or columns. */
  readonly top_percent_share: number;
}

export interface MatrixSummary extends ReadFacts {
  readonly header: MatrixMarketHeader;
  readonly rows: number;
  readonly cols: number;
  /** Entries in the file. */
  readonly stored: number;
  /** Non-zeros with mirrored ones; entries given twice count twice. */
  readonly nnz: number;
  readonly density: number;
  readonly diagonal: number;
  /** Largest |column − row|. */
  readonly bandwidth: number;
  readonly row: LengthStatistics;
  readonly column: LengthStatistics;
}

/** One pass over a Matrix Market file in memory that follows its rows and columns, never its entries. */
export function matrixSummary(file: string): MatrixSummary {
  let header: MatrixMarketHeader | null = null;
  let size: MatrixMarketSize | null = null;
  let rowLengths = new Int32Array(0);
  let columnLengths = new Int32Array(0);
  let nnz = 0;
  let diagonal = 0;
  let bandwidth = 0;
  let mirrored = false;
  const parser = matrixMarketParser(
    file,
    {
      begin(found, sizes) {
        header = found;
        size = sizes;
        mirrored = found.symmetry !== 'general';
        rowLengths = new Int32Array(sizes.rows);
        columnLengths = new Int32Array(sizes.cols);
      },
      entry(row, column, value) {
        if (Number.isNaN(value)) return;
        nnz++;
        rowLengths[row]!++;
        columnLengths[column]!++;
        const away = row < column ? column - row : row - column;
        if (away > bandwidth) bandwidth = away;
        if (away === 0) diagonal++;
        else if (mirrored) {
          nnz++;
          rowLengths[column]!++;
          columnLengths[row]!++;
        }
      },
    },
    false,
  );
  const facts = readChunks(file, parser.push);
  parser.end();
  const { rows, cols, entries } = size! as MatrixMarketSize;
  return {
    ...facts,
    header: header!,
    rows,
    cols,
    stored: entries,
    nnz,
    density: nnz / (rows * cols),
    diagonal,
    bandwidth,
    row: lengthStatistics(rowLengths, nnz),
    column: lengthStatistics(columnLengths, nnz),
  };
}

function lengthStatistics(lengths: Int32Array, nnz: number): LengthStatistics {
  const { length } = lengths;
  let min = lengths[0]!;
  let max = 0;
  let empty = 0;
  const mean = nnz / length;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const n = lengths[i]!;
    if (n < min) min = n;
    if (n > max) max = n;
    if (n === 0) empty++;
    squares += (n - mean) * (n - mean);
  }
  const sorted = lengths.sort();
  let top = 0;
  for (let i = length - 1; i >= length - Math.ceil(length / 100); i--) top += sorted[i]!;
  return {
    min,
    max,
    mean,
    deviation: Math.sqrt(squares / length),
    empty,
    top_percent_share: nnz > 0 ? top / nnz : 0,
  };
}
