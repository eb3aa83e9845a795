import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { sparseFromCells } from '../sparseFromCells.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { defineGenerator } from './defineGenerator.ts';
import { mostNonzeros, side } from './limits.ts';

/** Full blocks at uniformly drawn places of a grid of blocks. */
export default defineGenerator({
  name: 'block',
  description: 'Full square blocks, uniformly placed on the grid of blocks',
  params: z
    .strictObject({
      grid: side.meta({ description: 'Blocks in a row and in a column of the matrix' }),
      block: z.int().min(1).max(4096).meta({ description: 'Side of a block', unit: 'elements' }),
      blocks: z.int().min(0).meta({ description: 'Blocks that are not zero' }),
    })
    .refine((p) => p.blocks * p.block * p.block <= mostNonzeros && p.grid * p.block <= 67_108_864, {
      path: ['blocks'],
      message: `more than ${mostNonzeros} non-zeros or rows`,
    })
    .refine((p) => p.blocks <= (p.grid * p.grid) / 2 || p.grid <= 16_384, {
      path: ['blocks'],
      message: 'more than half of very many blocks',
    })
    .refine((p) => p.blocks <= p.grid * p.grid, { path: ['blocks'], message: 'more than there are places' }),
  generate({ grid, block, blocks }, stream) {
    const coarse = sparseFromCells(grid, grid, chooseDistinct(grid * grid, blocks, stream));
    const size = grid * block;
    return sparseFromRows(size, size, (row, add) => {
      const r = Math.floor(row / block);
      for (let i = coarse.rowPointers[r]!; i < coarse.rowPointers[r + 1]!; i++)
        for (let c = 0; c < block; c++) add(coarse.columns[i]! * block + c);
    });
  },
});
