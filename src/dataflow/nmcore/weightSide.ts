import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { groupCounts } from './groupCounts.ts';
import type { NmCore } from './hardware.ts';
import { rowWiseSide } from './rowWiseSide.ts';
import type { Scheme } from './scheme.ts';
import { indexBits, type Side } from './side.ts';

type Core = Pick<NmCore, 'tile_n' | 'units_n'>;

/**
 * Outputs of a product. A slice of `units_n` outputs takes as many passes as the output that needs most of them: a pass
 * takes n values of every group, or outer_n blocks of n; one at least, since the schedule is fixed. Outer products
 * take as many as the non-zeros of the tile's row fill, none for none. `pattern` null: dense.
 */
export function weightSide(
  n: number,
  k: number,
  core: Core,
  width: number,
  scheme: Scheme,
  pattern: SparseMatrix | null,
): Side {
  if (scheme.row_wise) return rowWiseSide(n, k, core, width, scheme, pattern);
  const { tile_n, units_n } = core;
  const { slice, slices_per_step, m, outer, serial } = scheme;
  const tiles = Math.ceil(n / tile_n);
  const slices = Math.ceil(k / slice);
  const steps = Math.ceil(slices / slices_per_step);
  const lines = Int32Array.from({ length: tiles }, (_, t) => Math.min(n, (t + 1) * tile_n) - t * tile_n);
  const beats = new Int32Array(tiles * slices);
  const bits = new Float64Array(tiles * steps);
  const counts = new Int32Array(n);
  const passes = new Int32Array(n);
  const kept = new Int32Array(n);
  const hierarchical = scheme.outer_m > 1 || scheme.outer_n > 1;
  // Blocks and outer products store a bit an element, groups an index a value; a group of one needs none.
  const bitmap = outer || serial;
  const valueIndex = indexBits(m);
  const blockBits = indexBits(scheme.outer_m);
  let values = 0;
  let metadata_bits = 0;
  for (let s = 0; s < slices; s++) {
    const from = s * slice;
    const to = Math.min(k, from + slice);
    slicePasses(scheme, pattern, from, to, counts, passes, kept);
    const step = Math.floor(s / slices_per_step);
    for (let tile = 0; tile < tiles; tile++) {
      const left = tile * tile_n;
      const right = left + lines[tile]!;
      let total = 0;
      let tileValues = 0;
      for (let first = left; first < right; first += units_n) {
        let most = 1;
        const last = Math.min(right, first + units_n);
        for (let j = first; j < last; j++) {
          if (passes[j]! > most) most = passes[j]!;
          tileValues += kept[j]!;
        }
        total += most;
      }
      beats[tile * slices + s] = outer ? Math.ceil(tileValues / units_n) : total;
      let extra = bitmap ? lines[tile]! * (to - from) : tileValues * valueIndex;
      if (hierarchical) extra += (tileValues / scheme.n) * blockBits;
      extra = Math.ceil(extra);
      bits[tile * steps + step]! += tileValues * width + extra;
      values += tileValues;
      metadata_bits += extra;
    }
  }
  return { tiles, slices, steps, lines, beats, bits, values, metadata_bits };
}

/** Passes of each output over inputs `from` … `to`, and the values that its format keeps of them. */
function slicePasses(
  scheme: Scheme,
  pattern: SparseMatrix | null,
  from: number,
  to: number,
  counts: Int32Array,
  passes: Int32Array,
  kept: Int32Array,
): void {
  const { n, m, outer, outer_n, outer_m } = scheme;
  passes.fill(0);
  kept.fill(0);
  const hierarchical = outer_m > 1 || outer_n > 1;
  for (let group = from; group < to; group += m) {
    const size = Math.min(to, group + m) - group;
    groupCounts(counts, pattern, group, group + size);
    for (let j = 0; j < counts.length; j++) {
      const count = counts[j]!;
      if (outer) kept[j] = count;
      else if (hierarchical) passes[j]! += Math.ceil(count / n);
      else {
        const needed = Math.max(1, Math.ceil(count / n));
        if (needed > passes[j]!) passes[j] = needed;
        kept[j]! += Math.min(size, needed * n);
      }
    }
  }
  if (!hierarchical) return;
  for (let j = 0; j < passes.length; j++) {
    const needed = Math.max(1, Math.ceil(passes[j]! / outer_n));
    passes[j] = needed;
    kept[j] = Math.min(to - from, needed * outer_n * n);
  }
}
