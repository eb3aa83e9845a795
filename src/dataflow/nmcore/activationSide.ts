import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import type { NmCore } from './hardware.ts';
import type { Scheme } from './scheme.ts';
import type { Side } from './side.ts';

/**
 * Tokens of a product. Schemes of weights alone read activations as they are, dense: a beat for each `units_m` of them.
 * Serial ones take the non-zeros of a block one after another, as many beats as the fullest token of those that advance
 * together (one at least); outer products as many as the non-zeros of the tile's column fill. `pattern` null: dense.
 * `width` is that of a value as stored.
 */
export function activationSide(
  m: number,
  k: number,
  core: Pick<NmCore, 'tile_m' | 'units_m'>,
  width: number,
  scheme: Scheme,
  pattern: SparseMatrix | null,
): Side {
  const { tile_m, units_m } = core;
  const { slice, slices_per_step, serial, outer } = scheme;
  const compressed = serial || outer;
  const tiles = Math.ceil(m / tile_m);
  const slices = Math.ceil(k / slice);
  const steps = Math.ceil(slices / slices_per_step);
  const lines = new Int32Array(tiles);
  const beats = new Int32Array(tiles * slices);
  const bits = new Float64Array(tiles * steps);
  /** Non-zeros of a token's block, or of a tile's column. */
  const counts = new Int32Array(slices);
  const column = new Int32Array(slices);
  let values = 0;
  for (let tile = 0; tile < tiles; tile++) {
    const top = tile * tile_m;
    const bottom = Math.min(m, top + tile_m);
    lines[tile] = bottom - top;
    const at = tile * slices;
    column.fill(0);
    for (let from = top; from < bottom; from += units_m) {
      const to = Math.min(bottom, from + units_m);
      if (!compressed) {
        for (let s = 0; s < slices; s++) beats[at + s]! += 1;
        continue;
      }
      if (serial) column.fill(1);
      for (let row = from; row < to; row++) {
        countRow(counts, pattern, row, k, slice);
        for (let s = 0; s < slices; s++) {
          const count = counts[s]!;
          values += count;
          bits[tile * steps + Math.floor(s / slices_per_step)]! += count * width;
          if (!serial) column[s]! += count;
          else if (count > column[s]!) column[s] = count;
        }
      }
      if (serial) for (let s = 0; s < slices; s++) beats[at + s]! += column[s]!;
    }
    if (outer) for (let s = 0; s < slices; s++) beats[at + s] = Math.ceil(column[s]! / units_m);
    for (let step = 0; step < steps; step++) {
      const inputs = Math.min(k, (step + 1) * slices_per_step * slice) - step * slices_per_step * slice;
      // One bit an element says where the non-zeros are.
      bits[tile * steps + step]! += lines[tile]! * inputs * (compressed ? 1 : width);
    }
  }
  if (!compressed) values = m * k;
  return { tiles, slices, steps, lines, beats, bits, values, metadata_bits: compressed ? m * k : 0 };
}

function countRow(
  counts: Int32Array,
  pattern: SparseMatrix | null,
  row: number,
  k: number,
  slice: number,
): void {
  if (pattern === null) {
    for (let s = 0; s < counts.length; s++) counts[s] = Math.min(k, (s + 1) * slice) - s * slice;
    return;
  }
  counts.fill(0);
  const end = pattern.rowPointers[row + 1]!;
  for (let i = pattern.rowPointers[row]!; i < end; i++) counts[Math.floor(pattern.columns[i]! / slice)]! += 1;
}
