import { bitsFor } from '../bitsFor.ts';
import { integerPower } from '../integerPower.ts';
import type { PatternStatistics } from '../patternStatistics.ts';
import { windowClasses } from '../tileOccupancy.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const defaultRunBits = 4;

const bits = (rows: number, cols: number, entries: number, options: StorageOptions) => ({
  values: entries * options.element_bits,
  metadata:
    entries * (options.run_bits ?? defaultRunBits) +
    (rows + 1) * (options.pointer_bits ?? bitsFor(rows * cols + 1)),
});

/**
 * Expected padding entries: one at column c for every j with the j·reach elements before c all zero and c non-zero,
 * P(j·reach zeros) − P(those and c zero), summed over columns and rows; equal windows are counted, not repeated.
 */
function expectedPadding(statistics: PatternStatistics, reach: number): number {
  const { rows, cols, period } = statistics;
  let padding = 0;
  for (const row of windowClasses(rows, 1, period[0])) {
    for (let zeros = reach; zeros < cols; zeros += reach) {
      let possible = false;
      for (const window of windowClasses(cols, zeros + 1, period[1])) {
        const tile = { row: row.start, col: window.start, height: 1 };
        const before = statistics.tileEmpty({ ...tile, width: zeros });
        if (before === 0) continue;
        possible = true;
        padding += row.count * window.count * (before - statistics.tileEmpty({ ...tile, width: zeros + 1 }));
      }
      if (!possible) break;
    }
  }
  return padding;
}

/**
 * Run-length code: before each value the zeros since the last one of its row; a gap too long for the run's width
 * costs a stored zero for every 2^run_bits elements. Rows begin at rows + 1 pointers; zeros at a row's end cost nothing.
 * Han et al., EIE, ISCA 2016, section III (there by column).
 */
export default defineFormat({
  name: 'run-length',
  description: 'Runs of zeros before each value, row by row, with padding zeros where a run is too long',
  compressed: true,
  cost({ rows, cols, rowPointers, columns }, options) {
    const reach = integerPower(2, options.run_bits ?? defaultRunBits);
    let entries = rowPointers[rows]!;
    for (let row = 0; row < rows; row++) {
      let next = 0;
      for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) {
        entries += Math.floor((columns[i]! - next) / reach);
        next = columns[i]! + 1;
      }
    }
    return bits(rows, cols, entries, options);
  },
  expected(statistics, options) {
    const reach = integerPower(2, options.run_bits ?? defaultRunBits);
    const entries = statistics.nnz + expectedPadding(statistics, reach);
    return bits(statistics.rows, statistics.cols, entries, options);
  },
});
