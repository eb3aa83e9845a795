import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  block: z.int().min(1).max(65_536).meta({ description: 'Side of a block', unit: 'tokens' }),
  density: z.number().min(0).max(1).meta({ description: 'Share of blocks kept', unit: '1' }),
});

/** The diagonal's blocks always; others so many that the share comes out, or none. Aligned at the end of the keys. */
const gridOf = ({ block, density }: z.output<typeof params>, { rows, cols }: OperandShape) => {
  const down = Math.ceil(rows / block);
  const across = Math.ceil(cols / block);
  const all = down * (across - 1);
  const others = Math.min(all, Math.max(0, Math.round(density * down * across) - down));
  return { down, across, all, others, shift: across - down };
};

/** Blocks of the diagonal and others at random (Zaheer et al., Big Bird, 2020): an exact number, uniformly placed. */
export default definePattern({
  name: 'random-blocks',
  description: 'Attention mask: the blocks of the diagonal, and an exact number of others at random',
  params,
  fits: ({ block }, { rows, cols }) =>
    Math.ceil(rows / block) <= Math.ceil(cols / block) || `${rows} queries are more than ${cols} keys`,
  statistics(given, shape) {
    const { rows, cols } = shape;
    const { block } = given;
    const { all, others, shift } = gridOf(given, shape);
    const share = all === 0 ? 0 : others / all;
    /** Cells of a tile that lie in blocks of the diagonal. */
    const onDiagonal = (tile: { row: number; col: number; height: number; width: number }): number => {
      let sum = 0;
      for (let i = Math.floor(tile.row / block); i * block < tile.row + tile.height; i++) {
        const height = Math.min(tile.row + tile.height, (i + 1) * block) - Math.max(tile.row, i * block);
        const left = Math.max(tile.col, (i + shift) * block);
        sum += height * Math.max(0, Math.min(tile.col + tile.width, (i + shift + 1) * block) - left);
      }
      return sum;
    };
    const tileNnz = (tile: { row: number; col: number; height: number; width: number }): number => {
      const diagonal = onDiagonal(tile);
      return diagonal + share * (tile.height * tile.width - diagonal);
    };
    const nnz = tileNnz({ row: 0, col: 0, height: rows, width: cols });
    return {
      rows,
      cols,
      nnz,
      density: nnz / (rows * cols),
      exact: share === 0 || share === 1 || (rows % block === 0 && cols % block === 0),
      group: null,
      matrix: null,
      period: [rows, cols],
      tileNnz,
      tileEmpty(tile) {
        const { row, col, height, width } = tile;
        if (height * width === 0) return 1;
        if (onDiagonal(tile) > 0) return 0;
        const down = Math.ceil((row + height) / block) - Math.floor(row / block);
        const across = Math.ceil((col + width) / block) - Math.floor(col / block);
        return emptyProbability(all, others, down * across);
      },
    };
  },
  sample(given, shape, stream) {
    const { rows, cols } = shape;
    const { block } = given;
    const { across, all, others, shift } = gridOf(given, shape);
    const chosen = chooseDistinct(Math.max(1, all), others, stream);
    let from = 0;
    let kept: number[] = [];
    return sparseFromRows(rows, cols, (row, add) => {
      const i = Math.floor(row / block);
      if (row % block === 0) {
        kept = [i + shift];
        // Places of the other blocks leave the diagonal out.
        for (; from < others && chosen[from]! < (i + 1) * (across - 1); from++) {
          const place = chosen[from]! - i * (across - 1);
          kept.push(place < i + shift ? place : place + 1);
        }
        kept.sort((x, y) => x - y);
      }
      for (const j of kept) {
        const end = Math.min(cols, (j + 1) * block);
        for (let column = j * block; column < end; column++) add(column);
      }
    });
  },
});
