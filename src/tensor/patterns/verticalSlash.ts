import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  vertical: z.int().min(0).max(1e9).meta({ description: 'Keys seen by all later queries' }),
  slash: z
    .int()
    .min(1)
    .max(1e9)
    .meta({ description: 'Distances of keys seen, that of the query itself among them' }),
});

const counts = ({ vertical, slash }: z.output<typeof params>, { cols }: OperandShape) => ({
  columns: Math.min(vertical, cols),
  distances: Math.min(slash, cols) - 1,
});

/**
 * Vertical and slash lines (Jiang et al., MInference, NeurIPS 2024): some keys, and keys at some distances, the same for
 * all queries; drawn uniformly, the query's own key always among them. Causal; queries are the last ones of the keys.
 */
export default definePattern({
  name: 'vertical-slash',
  description: 'Attention mask: some keys for all queries, and keys at some distances before each',
  params,
  fits: (_, { rows, cols }) => rows <= cols || `${rows} queries are more than ${cols} keys`,
  statistics(given, shape) {
    const { rows, cols } = shape;
    const { columns, distances } = counts(given, shape);
    const shift = cols - rows;
    const others = cols - 1;
    /** A cell before the diagonal. */
    const share = 1 - (1 - columns / cols) * (1 - (others === 0 ? 0 : distances / others));
    const tileNnz = (tile: { row: number; col: number; height: number; width: number }): number => {
      let sum = 0;
      for (let row = tile.row; row < tile.row + tile.height; row++) {
        const own = row + shift;
        const seen = Math.min(tile.col + tile.width, own) - tile.col;
        if (seen > 0) sum += seen * share;
        if (own >= tile.col && own < tile.col + tile.width) sum += 1;
      }
      return sum;
    };
    const nnz = tileNnz({ row: 0, col: 0, height: rows, width: cols });
    return {
      rows,
      cols,
      nnz,
      density: nnz / (rows * cols),
      exact: share === 0 || share === 1 || rows * cols === 1,
      group: null,
      matrix: null,
      period: [rows, cols],
      tileNnz,
      tileEmpty({ row, col, height, width }) {
        if (height * width === 0) return 1;
        const last = row + height - 1 + shift;
        const seen = Math.min(col + width, last + 1) - col;
        if (seen <= 0) return 1;
        // Distances of the cells before the diagonal; one that is on it holds its own key.
        const nearest = Math.max(0, row + shift - (col + width - 1));
        if (nearest === 0) return 0;
        const farthest = last - col;
        return (
          emptyProbability(cols, columns, seen) * emptyProbability(others, distances, farthest - nearest + 1)
        );
      },
    };
  },
  sample(given, shape, stream) {
    const { rows, cols } = shape;
    const { columns, distances } = counts(given, shape);
    const kept = new Uint8Array(cols);
    for (const key of chooseDistinct(cols, columns, stream)) kept[key] = 1;
    const near = new Uint8Array(cols);
    near[0] = 1;
    if (distances > 0) for (const place of chooseDistinct(cols - 1, distances, stream)) near[place + 1] = 1;
    return sparseFromRows(rows, cols, (row, add) => {
      const own = row + cols - rows;
      for (let key = 0; key <= own; key++) if (kept[key] === 1 || near[own - key] === 1) add(key);
    });
  },
});
