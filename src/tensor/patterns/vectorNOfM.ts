import * as z from 'zod';
import type { RandomStream } from '../../core/random.ts';
import { emptyProbability } from '../emptyProbability.ts';
import { integerPower } from '../integerPower.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

/** Inputs of a block that stay: those among which the 2:4 units select. */
const selected = 4;

const params = z
  .strictObject({
    v: z.int().min(1).max(4096).meta({ description: 'Outputs that keep the same inputs' }),
    n: z.int().min(1).max(selected).meta({ description: 'Non-zeros of each output in a block' }),
    m: z.int().min(selected).max(4096).meta({ description: 'Inputs of a block' }),
  })
  .refine(({ n, m }) => n <= m, { path: ['n'], message: 'n must not exceed m' });

/** C(a, b), 0 where b exceeds a. */
const choices = (a: number, b: number): number => {
  let ways = 1;
  for (let i = 0; i < b; i++) ways = (ways * (a - i)) / (i + 1);
  return ways;
};

/** Probability that `count` of the inputs kept lie among `overlap` of m. */
const among = (count: number, overlap: number, m: number): number =>
  (choices(overlap, count) * choices(m - overlap, selected - count)) / choices(m, selected);

/**
 * V:N:M (Castro et al., VENOM, SC 2023): of each block of m inputs, four are kept for v outputs alike, and each output
 * keeps n of the four, so that 2:4 units run sparsity of n:m.
 */
export default definePattern({
  name: 'v:n:m',
  description: 'Of m inputs four are kept for v outputs alike; each output keeps n of the four',
  params,
  fits({ v, m }, { rows, cols, rowAxis }) {
    if (rowAxis !== 'k') return 'it is for weights, whose rows are inputs';
    if (rows % m !== 0) return `${rows} inputs are no multiple of ${m}`;
    return cols % v === 0 || `${cols} outputs are no multiple of ${v}`;
  },
  statistics({ v, n, m }, { rows, cols }) {
    /** A block of which the tile sees `inputs` and `outputs`. */
    const blockEmpty = (inputs: number, outputs: number): number => {
      let probability = 0;
      for (let seen = 0; seen <= Math.min(selected, inputs); seen++)
        probability += among(seen, inputs, m) * integerPower(emptyProbability(selected, n, seen), outputs);
      return Math.min(1, probability);
    };
    return {
      rows,
      cols,
      nnz: ((rows * cols) / m) * n,
      density: n / m,
      exact: true,
      group: { n, m, along: 'rows' },
      matrix: null,
      period: [m, v],
      tileNnz: ({ height, width }) => (height * width * n) / m,
      tileEmpty({ row, col, height, width }) {
        let probability = 1;
        if (height * width === 0) return probability;
        for (let top = row - (row % m); top < row + height; top += m) {
          const inputs = Math.min(row + height, top + m) - Math.max(row, top);
          for (let left = col - (col % v); left < col + width; left += v)
            probability *= blockEmpty(inputs, Math.min(col + width, left + v) - Math.max(col, left));
        }
        return probability;
      },
    };
  },
  sample({ v, n, m }, { rows, cols }, stream) {
    const band = new Uint8Array(m * cols);
    return sparseFromRows(rows, cols, (row, add) => {
      if (row % m === 0) drawBand(band, { v, n, m }, cols, stream);
      const from = (row % m) * cols;
      for (let col = 0; col < cols; col++) if (band[from + col] === 1) add(col);
    });
  },
});

function drawBand(
  band: Uint8Array,
  { v, n, m }: { readonly v: number; readonly n: number; readonly m: number },
  cols: number,
  stream: RandomStream,
): void {
  band.fill(0);
  const inputs = Int32Array.from({ length: m }, (_, i) => i);
  const four = Int32Array.from({ length: selected }, (_, i) => i);
  for (let left = 0; left < cols; left += v) {
    drawFirst(inputs, selected, stream);
    for (let col = left; col < left + v; col++) {
      drawFirst(four, n, stream);
      for (let i = 0; i < n; i++) band[inputs[four[i]!]! * cols + col] = 1;
    }
  }
}

/** Fisher–Yates, cut short: the first `count` of the list are any, every choice equally likely. */
function drawFirst(list: Int32Array, count: number, stream: RandomStream): void {
  for (let i = 0; i < count; i++) {
    const j = i + stream.below(list.length - i);
    const item = list[j]!;
    list[j] = list[i]!;
    list[i] = item;
  }
}
