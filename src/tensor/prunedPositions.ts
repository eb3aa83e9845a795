import * as z from 'zod';
import { sparseFromRows } from './sparseFromRows.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

const axis = z.enum(['rows', 'cols']).optional().meta({
  description: 'Direction of the groups: down the columns or along the rows; that of k where left out',
});
const density = z.number().min(0).max(1).meta({ description: 'Share kept', unit: '1' });

/** What magnitude pruning leaves of a matrix. */
export const pruneSpec = z
  .discriminatedUnion('pattern', [
    z
      .strictObject({
        pattern: z.literal('n:m'),
        n: z.int().min(1).max(4096).meta({ description: 'Values kept in each group' }),
        m: z.int().min(1).max(4096).meta({ description: 'Consecutive values of a group' }),
        axis,
      })
      .refine(({ n, m }) => n <= m, { path: ['n'], message: 'n must not exceed m' }),
    z.strictObject({
      pattern: z.literal('constant-fan-in'),
      fan_in: z.int().min(1).meta({ description: 'Values kept of each line' }),
      axis,
    }),
    z.strictObject({ pattern: z.literal('uniform'), density }),
    z.strictObject({
      pattern: z.literal('block'),
      block_rows: z.int().min(1).max(65_536).meta({ description: 'Rows of a block' }),
      block_cols: z.int().min(1).max(65_536).meta({ description: 'Columns of a block' }),
      density,
    }),
  ])
  .meta({ description: 'Magnitude pruning: the largest values stay' });

export type PruneSpec = z.output<typeof pruneSpec>;

/**
 * Positions of the values that magnitude pruning keeps: the largest absolute values of each group, line or the whole
 * matrix, or the blocks of the largest sums of absolute values. Of equals the earlier ones stay. Values that are zero are
 * no positions, whether kept or not. `spec` null: all values that are not zero.
 */
export function prunedPositions(
  values: Float32Array,
  rows: number,
  cols: number,
  spec: PruneSpec | null,
  groupsAlong: 'rows' | 'cols',
): SparseMatrix {
  const kept = new Uint8Array(rows * cols);
  if (spec === null) kept.fill(1);
  else if (spec.pattern === 'uniform')
    keepLargest(values, kept, 0, 1, rows * cols, Math.round(spec.density * rows * cols));
  else if (spec.pattern === 'block') keepBlocks(values, kept, rows, cols, spec);
  else {
    const down = (spec.axis ?? groupsAlong) === 'rows';
    const [length, lines] = down ? [rows, cols] : [cols, rows];
    const [size, count] = spec.pattern === 'n:m' ? [spec.m, spec.n] : [length, spec.fan_in];
    const step = down ? cols : 1;
    for (let line = 0; line < lines; line++)
      for (let from = 0; from < length; from += size) {
        const start = down ? from * cols + line : line * cols + from;
        keepLargest(values, kept, start, step, Math.min(size, length - from), count);
      }
  }
  return sparseFromRows(rows, cols, (row, add) => {
    const from = row * cols;
    for (let col = 0; col < cols; col++) if (kept[from + col] === 1 && values[from + col] !== 0) add(col);
  });
}

/** Marks the `count` largest of the `size` values at start, start + step … */
function keepLargest(
  values: Float32Array,
  kept: Uint8Array,
  start: number,
  step: number,
  size: number,
  count: number,
): void {
  if (count >= size) {
    for (let i = 0; i < size; i++) kept[start + i * step] = 1;
    return;
  }
  if (count === 0) return;
  if (size <= 32) {
    for (let i = 0; i < size; i++) {
      const value = Math.abs(values[start + i * step]!);
      let larger = 0;
      for (let j = 0; j < size; j++) {
        const other = Math.abs(values[start + j * step]!);
        if (other > value || (other === value && j < i)) larger += 1;
      }
      if (larger < count) kept[start + i * step] = 1;
    }
    return;
  }
  const sorted = new Float32Array(size);
  for (let i = 0; i < size; i++) sorted[i] = Math.abs(values[start + i * step]!);
  const least = nthLargest(sorted, count);
  let equal = count;
  for (let i = 0; i < size; i++) if (Math.abs(values[start + i * step]!) > least) equal -= 1;
  for (let i = 0; i < size; i++) {
    const value = Math.abs(values[start + i * step]!);
    if (value > least) kept[start + i * step] = 1;
    else if (value === least && equal > 0) {
      equal -= 1;
      kept[start + i * step] = 1;
    }
  }
}

/** The n-th largest of non-negative numbers: their bits are ordered as they are, so two passes over halves find it. */
function nthLargest(magnitudes: Float32Array, n: number): number {
  const bits = new Uint32Array(magnitudes.buffer, magnitudes.byteOffset, magnitudes.length);
  const high = new Int32Array(65_536);
  for (const word of bits) high[word >>> 16]! += 1;
  let left = n;
  let top = 65_535;
  for (; high[top]! < left; top--) left -= high[top]!;
  const low = new Int32Array(65_536);
  for (const word of bits) if (word >>> 16 === top) low[word & 65_535]! += 1;
  let bottom = 65_535;
  for (; low[bottom]! < left; bottom--) left -= low[bottom]!;
  return new Float32Array(Uint32Array.of(((top << 16) | bottom) >>> 0).buffer)[0]!;
}

function keepBlocks(
  values: Float32Array,
  kept: Uint8Array,
  rows: number,
  cols: number,
  {
    block_rows,
    block_cols,
    density: share,
  }: { readonly block_rows: number; readonly block_cols: number; readonly density: number },
): void {
  const across = Math.ceil(cols / block_cols);
  const down = Math.ceil(rows / block_rows);
  const sums = new Float32Array(down * across);
  const exact = new Float64Array(across);
  for (let i = 0; i < down; i++) {
    exact.fill(0);
    const bottom = Math.min(rows, (i + 1) * block_rows);
    for (let row = i * block_rows; row < bottom; row++)
      for (let col = 0; col < cols; col++)
        exact[Math.floor(col / block_cols)]! += Math.abs(values[row * cols + col]!);
    sums.set(exact, i * across);
  }
  const chosen = new Uint8Array(down * across);
  keepLargest(sums, chosen, 0, 1, down * across, Math.round(share * down * across));
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(row / block_rows) * across;
    for (let col = 0; col < cols; col++)
      kept[row * cols + col] = chosen[from + Math.floor(col / block_cols)]!;
  }
}
