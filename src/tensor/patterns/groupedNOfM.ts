import * as z from 'zod';
import { emptyProbability } from '../emptyProbability.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

/** C(m, n), the ways to keep n of m. */
const choices = (m: number, n: number): number => {
  let ways = 1;
  for (let i = 1; i <= n; i++) ways = (ways * (m - n + i)) / i;
  return Math.round(ways);
};

const params = z
  .strictObject({
    n: z.int().min(1).max(16).meta({ description: 'Non-zeros kept in each group' }),
    m: z.int().min(1).max(16).meta({ description: 'Consecutive inputs of a group' }),
    g: z.int().min(1).max(4096).meta({ description: 'Outputs of a chunk that keep the same places' }),
  })
  .refine(({ n, m }) => n <= m, { path: ['n'], message: 'n must not exceed m' });

/**
 * n:m:g (Ivanov et al., STen, 2023): in each group of m inputs, outputs come in chunks of C(m, n) · g, and every way to
 * keep n of m occurs g times in a chunk, in any order, so that outputs with the same places are computed together.
 */
export default definePattern({
  name: 'n:m:g',
  description: 'n of every m inputs, every way to keep them g times in a chunk of C(m, n) · g outputs',
  params,
  fits({ n, m, g }, { rows, cols, rowAxis }) {
    if (rowAxis !== 'k') return 'it is for weights, whose rows are inputs';
    const chunk = choices(m, n) * g;
    if (rows % m !== 0) return `${rows} inputs are no multiple of ${m}`;
    return cols % chunk === 0 || `${cols} outputs are no multiple of the chunk of ${chunk}`;
  },
  statistics({ n, m, g }, { rows, cols }) {
    const chunk = choices(m, n) * g;
    return {
      rows,
      cols,
      nnz: ((rows * cols) / m) * n,
      density: n / m,
      exact: true,
      group: { n, m, along: 'rows' },
      matrix: null,
      period: [m, chunk],
      tileNnz: ({ height, width }) => (height * width * n) / m,
      tileEmpty({ row, col, height, width }) {
        if (height * width === 0) return 1;
        let probability = 1;
        for (let top = row - (row % m); top < row + height; top += m) {
          const overlap = Math.min(row + height, top + m) - Math.max(row, top);
          // Of a chunk's outputs, those whose places all lie outside of the tile.
          const clear = overlap > m - n ? 0 : choices(m - overlap, n) * g;
          for (let left = col - (col % chunk); left < col + width; left += chunk) {
            const outputs = Math.min(col + width, left + chunk) - Math.max(col, left);
            probability *= emptyProbability(chunk, chunk - clear, outputs);
          }
        }
        return probability;
      },
    };
  },
  sample({ n, m, g }, { rows, cols }, stream) {
    const masks = Array.from({ length: 1 << m }, (_, mask) => mask).filter((mask) => ones(mask) === n);
    const chunk = masks.length * g;
    const order = new Int32Array(chunk);
    const band = new Int32Array(cols);
    return sparseFromRows(rows, cols, (row, add) => {
      if (row % m === 0)
        for (let left = 0; left < cols; left += chunk) {
          // Fisher–Yates over the g copies of every mask.
          for (let i = 0; i < chunk; i++) order[i] = masks[i % masks.length]!;
          for (let i = chunk - 1; i > 0; i--) {
            const j = stream.below(i + 1);
            const mask = order[i]!;
            order[i] = order[j]!;
            order[j] = mask;
          }
          band.set(order, left);
        }
      const bit = row % m;
      for (let col = 0; col < cols; col++) if (((band[col]! >>> bit) & 1) === 1) add(col);
    });
  },
});

const ones = (mask: number): number => {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
};
