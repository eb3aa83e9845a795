import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { definePattern } from './definePattern.ts';

const side = z.int().min(1).max(65_536);

const params = z.strictObject({
  block_rows: side.meta({ description: "Rows of a block in the operand's matrix form (k for weights)" }),
  block_cols: side.meta({ description: "Columns of a block in the operand's matrix form (n for weights)" }),
  density: z.number().min(0).max(1).meta({ description: 'Share of blocks kept', unit: '1' }),
});

type Params = z.output<typeof params>;

const grid = ({ block_rows, block_cols, density }: Params, { rows, cols }: OperandShape) => {
  const down = Math.ceil(rows / block_rows);
  const across = Math.ceil(cols / block_cols);
  return { down, across, kept: Math.round(density * down * across) };
};

/**
 * Block sparsity: round(density · blocks) blocks of the grid are kept whole, every choice equally likely. Blocks cut
 * by the matrix's edge count as blocks, so with ragged edges the number of non-zeros depends on the draw.
 */
export default definePattern({
  name: 'block',
  description: 'Whole blocks are kept or dropped: an exact number of blocks, uniformly placed',
  params,
  fits: () => true,
  turned: (given, place) =>
    place === 'output' ? given : { ...given, block_rows: given.block_cols, block_cols: given.block_rows },
  statistics(given, shape) {
    const { block_rows, block_cols } = given;
    const { down, across, kept } = grid(given, shape);
    const blocks = down * across;
    const cells = shape.rows * shape.cols;
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz: (cells * kept) / blocks,
      density: kept / blocks,
      exact:
        kept === 0 || kept === blocks || (shape.rows % block_rows === 0 && shape.cols % block_cols === 0),
      group: null,
      matrix: null,
      period: [block_rows, block_cols],
      tileNnz: ({ height, width }) => (height * width * kept) / blocks,
      tileEmpty({ row, col, height, width }) {
        if (height * width === 0) return 1;
        const touchedDown = Math.ceil((row + height) / block_rows) - Math.floor(row / block_rows);
        const touchedAcross = Math.ceil((col + width) / block_cols) - Math.floor(col / block_cols);
        return emptyProbability(blocks, kept, touchedDown * touchedAcross);
      },
    };
  },
  sample(given, shape, stream) {
    const { rows, cols } = shape;
    const { block_rows, block_cols } = given;
    const { down, across, kept } = grid(given, shape);
    const chosen = chooseDistinct(down * across, kept, stream);
    const rowPointers = new Int32Array(rows + 1);
    let next = 0;
    let total = 0;
    // First pass: lengths of the rows; second: the columns.
    const firstOf = new Int32Array(down + 1);
    for (let blockRow = 0; blockRow < down; blockRow++) {
      let length = 0;
      for (; next < kept && chosen[next]! < (blockRow + 1) * across; next++) {
        const left = (chosen[next]! - blockRow * across) * block_cols;
        length += Math.min(block_cols, cols - left);
      }
      firstOf[blockRow + 1] = next;
      const bottom = Math.min(rows, (blockRow + 1) * block_rows);
      for (let row = blockRow * block_rows; row < bottom; row++) rowPointers[row + 1] = total += length;
    }
    const columns = new Int32Array(total);
    for (let row = 0; row < rows; row++) {
      const blockRow = Math.floor(row / block_rows);
      let at = rowPointers[row]!;
      for (let i = firstOf[blockRow]!; i < firstOf[blockRow + 1]!; i++) {
        const left = (chosen[i]! - blockRow * across) * block_cols;
        const right = Math.min(cols, left + block_cols);
        for (let col = left; col < right; col++) columns[at++] = col;
      }
    }
    return { rows, cols, rowPointers, columns };
  },
});
