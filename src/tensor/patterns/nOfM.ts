import * as z from 'zod';
import type { RandomStream } from '../../core/random.ts';
import { emptyProbability } from '../emptyProbability.ts';
import { integerPower } from '../integerPower.ts';
import type { OperandShape } from '../operandShape.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';
import { definePattern } from './definePattern.ts';

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
        let sum = 0;
        overGroups(start, start + extent, (size, overlap) => {
          sum += (Math.min(n, size) * overlap) / size;
        });
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
    return along(given, shape) === 'rows'
      ? sampleDown(given, shape.rows, shape.cols, stream)
      : sampleAcross(given, shape.rows, shape.cols, stream);
  },
});

/** Moves a uniform choice of `kept` of the first `size` places to the front (Fisher–Yates, cut short). */
function drawPlaces(places: Int32Array, size: number, kept: number, stream: RandomStream): void {
  for (let i = 0; i < kept; i++) {
    const j = i + stream.below(size - i);
    const place = places[j]!;
    places[j] = places[i]!;
    places[i] = place;
  }
}

function sampleAcross({ n, m }: Params, rows: number, cols: number, stream: RandomStream): SparseMatrix {
  const perRow = Math.floor(cols / m) * n + Math.min(n, cols % m);
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(rows * perRow);
  const places = Int32Array.from({ length: m }, (_, i) => i);
  const tail = Int32Array.from({ length: cols % m }, (_, i) => i);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    for (let group = 0; group < cols; group += m) {
      const size = Math.min(m, cols - group);
      const kept = Math.min(n, size);
      const from = size === m ? places : tail;
      drawPlaces(from, size, kept, stream);
      const first = next;
      for (let i = 0; i < kept; i++) {
        const column = group + from[i]!;
        let at = next++;
        for (; at > first && columns[at - 1]! > column; at--) columns[at] = columns[at - 1]!;
        columns[at] = column;
      }
    }
    rowPointers[row + 1] = next;
  }
  return { rows, cols, rowPointers, columns };
}

function sampleDown({ n, m }: Params, rows: number, cols: number, stream: RandomStream): SparseMatrix {
  const perColumn = Math.floor(rows / m) * n + Math.min(n, rows % m);
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(cols * perColumn);
  const kept = new Uint8Array(m * cols);
  let next = 0;
  for (let group = 0; group < rows; group += m) {
    const size = Math.min(m, rows - group);
    const places = Int32Array.from({ length: size }, (_, i) => i);
    kept.fill(0);
    for (let col = 0; col < cols; col++) {
      drawPlaces(places, size, Math.min(n, size), stream);
      for (let i = 0; i < Math.min(n, size); i++) kept[places[i]! * cols + col] = 1;
    }
    for (let r = 0; r < size; r++) {
      for (let col = 0; col < cols; col++) if (kept[r * cols + col] === 1) columns[next++] = col;
      rowPointers[group + r + 1] = next;
    }
  }
  return { rows, cols, rowPointers, columns };
}
