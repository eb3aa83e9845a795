import * as z from 'zod';
import { emptyProbability } from '../emptyProbability.ts';
import { integerPower } from '../integerPower.ts';
import type { OperandShape } from '../operandShape.ts';
import { definePattern } from './definePattern.ts';
import { sampleGroups } from './sampleGroups.ts';

const params = z
  .strictObject({
    n: z.int().min(1).max(4096).meta({ description: 'Non-zeros kept in each group' }),
    m: z.int().min(1).max(4096).meta({ description: 'Consecutive elements of a group' }),
    axis: z
      .enum(['k', 'm', 'n'])
      .default('k')
      .meta({ description: 'Axis of the product the groups lie along' }),
  })
  .refine(({ n, m }) => n <= m, { path: ['n'], message: 'n must not exceed m' });

type Params = z.output<typeof params>;

const along = ({ axis }: Params, shape: OperandShape) => (shape.rowAxis === axis ? 'rows' : 'cols');

/**
 * N:M structured sparsity: each group of m consecutive elements along an axis keeps exactly n, at places drawn
 * uniformly. A last group of g < m elements keeps min(n, g).
 */
export default definePattern({
  name: 'n:m',
  description: 'Structured: n of every m consecutive elements along an axis (k by default)',
  params,
  fits: ({ axis }, { rowAxis, colAxis }) =>
    rowAxis === axis || colAxis === axis || `the operand is ${rowAxis} × ${colAxis}: it has no axis ${axis}`,
  turned(params, place) {
    const there = place === 'transposed' ? { k: 'n', n: 'k', m: 'm' } : { k: 'm', n: 'n', m: 'k' };
    return { ...params, axis: there[params.axis] as Params['axis'] };
  },
  statistics(given, shape) {
    const { n, m } = given;
    const direction = along(given, shape);
    const length = direction === 'rows' ? shape.rows : shape.cols;
    const lines = direction === 'rows' ? shape.cols : shape.rows;
    const kept = Math.floor(length / m) * n + Math.min(n, length % m);
    const nnz = kept * lines;
    /** Sums or multiplies over the groups that [start, end) of one line touches. */
    const overGroups = (start: number, end: number, each: (size: number, overlap: number) => void) => {
      for (let group = start - (start % m); group < end; group += m) {
        each(Math.min(m, length - group), Math.min(end, group + m) - Math.max(start, group));
      }
    };
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz,
      density: nnz / (shape.rows * shape.cols),
      exact: true,
      group: { n, m, along: direction },
      matrix: null,
      period: direction === 'rows' ? [m, 1] : [1, m],
      tileNnz({ row, col, height, width }) {
        const [start, extent, across] = direction === 'rows' ? [row, height, width] : [col, width, height];
        // Whole groups hold n each; those cut by the tile, or the matrix's last one, are taken apart.
        const first = Math.ceil(start / m) * m;
        const whole = Math.max(0, Math.floor((start + extent) / m) * m - first);
        let sum = (whole / m) * n;
        const add = (size: number, overlap: number) => {
          sum += (Math.min(n, size) * overlap) / size;
        };
        overGroups(start, Math.min(first, start + extent), add);
        overGroups(Math.max(start, first + whole), start + extent, add);
        return sum * across;
      },
      tileEmpty({ row, col, height, width }) {
        const [start, extent, across] = direction === 'rows' ? [row, height, width] : [col, width, height];
        if (extent >= 2 * m - 1) return across > 0 ? 0 : 1;
        let line = 1;
        overGroups(start, start + extent, (size, overlap) => {
          line *= emptyProbability(size, Math.min(n, size), overlap);
        });
        return integerPower(line, across);
      },
    };
  },
  sample(given, shape, stream) {
    const group = { n: given.n, m: given.m, along: along(given, shape) } as const;
    return sampleGroups(group, shape.rows, shape.cols, stream);
  },
});
