import * as z from 'zod';
import { exp2, log2 } from '../../core/logarithm.ts';
import { distinctEdges } from '../distinctEdges.ts';
import { defineGenerator } from './defineGenerator.ts';
import { nonzeros, side } from './limits.ts';

/** Cumulative weights i^(−exponent), i = 1 … n, the last one 1. */
function cumulative(n: number, exponent: number): Float64Array {
  const sums = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += exp2(-exponent * log2(i + 1));
    sums[i] = sum;
  }
  for (let i = 0; i < n; i++) sums[i] = sums[i]! / sum;
  return sums;
}

function pick(sums: Float64Array, x: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows and columns drawn independently with weights (rank + 1)^(−exponent), ranks scattered over the indices by a
 * multiplicative permutation: the static model of a scale-free graph (Goh, Kahng, Kim, PRL 87, 278701, 2001).
 */
export default defineGenerator({
  name: 'power-law',
  description: 'Row and column degrees by a power of their rank; 0 is uniform',
  params: z
    .strictObject({
      rows: side.meta({ description: 'Rows' }),
      cols: side.meta({ description: 'Columns' }),
      nonzeros: nonzeros.meta({ description: 'Non-zeros' }),
      row_exponent: z.number().min(0).max(2).default(0.5).meta({ description: 'Skew of rows' }),
      col_exponent: z.number().min(0).max(2).default(0.5).meta({ description: 'Skew of columns' }),
    })
    .refine((p) => 2 * p.nonzeros <= p.rows * p.cols, {
      path: ['nonzeros'],
      message: 'more than half of the cells',
    }),
  generate({ rows, cols, nonzeros: count, row_exponent, col_exponent }, stream) {
    const rowSums = cumulative(rows, row_exponent);
    const colSums = cumulative(cols, col_exponent);
    const place = scatter(rows);
    const placeCol = scatter(cols);
    return distinctEdges(rows, cols, count, stream, (random, at) => {
      at.row = (pick(rowSums, random.uniform()) * place) % rows;
      at.column = (pick(colSums, random.uniform()) * placeCol) % cols;
    });
  },
});

/** A multiplier near 0.618 n that has no divisor in common with n: rank · multiplier mod n visits every index. */
function scatter(n: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  let multiplier = Math.max(1, Math.floor(n * 0.618));
  while (divisor(multiplier, n) !== 1) multiplier++;
  return multiplier;
}
