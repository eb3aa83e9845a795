import { bitsFor } from '../bitsFor.ts';
import { tileOccupancy } from '../tileOccupancy.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const blockOf = ({ block }: StorageOptions) => block ?? { rows: 4, cols: 4 };

const bits = (rows: number, cols: number, blocks: number, options: StorageOptions) => {
  const block = blockOf(options);
  const down = Math.ceil(rows / block.rows);
  const across = Math.ceil(cols / block.cols);
  const index = options.index_bits ?? bitsFor(across);
  const pointer = options.pointer_bits ?? bitsFor(down * across + 1);
  return {
    values: blocks * block.rows * block.cols * options.element_bits,
    metadata: blocks * index + (down + 1) * pointer,
  };
};

/** Blocks with a non-zero are stored whole, zeros (and what lies over the matrix's edge) included. */
export default defineFormat({
  name: 'bcsr',
  description:
    'Block compressed sparse row: whole blocks, their column indices and pointers of rows of blocks',
  compressed: true,
  cost({ rows, cols, rowPointers, columns }, options) {
    const block = blockOf(options);
    // The row of blocks that last touched a column of blocks, plus one.
    const touched = new Int32Array(Math.ceil(cols / block.cols));
    let blocks = 0;
    for (let r = 0; r < rows; r++) {
      const down = Math.floor(r / block.rows) + 1;
      for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++) {
        const across = Math.floor(columns[i]! / block.cols);
        if (touched[across] === down) continue;
        touched[across] = down;
        blocks++;
      }
    }
    return bits(rows, cols, blocks, options);
  },
  expected(statistics, options) {
    const block = blockOf(options);
    const { occupied } = tileOccupancy(statistics, block.rows, block.cols);
    return bits(statistics.rows, statistics.cols, occupied, options);
  },
});
