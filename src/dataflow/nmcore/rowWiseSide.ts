import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { groupCounts } from './groupCounts.ts';
import type { NmCore } from './hardware.ts';
import type { Scheme } from './scheme.ts';
import { indexBits, type Side } from './side.ts';

/**
 * Outputs that each have an n of their own: the least power of two that holds their fullest group. The units' lanes are
 * shared out by n, outputs of most lanes first, so that powers of two leave none idle but the last; a tile is as many
 * beats as its accumulators have rows of units.
 */
export function rowWiseSide(
  n: number,
  k: number,
  core: Pick<NmCore, 'tile_n' | 'units_n'>,
  width: number,
  scheme: Scheme,
  pattern: SparseMatrix | null,
): Side {
  const { m, lanes, slices_per_step } = scheme;
  const own = ownLanes(n, k, m, pattern);
  const sorted = own.slice().sort((x, y) => y - x);
  const beatsOfTile = core.tile_n / core.units_n;
  const room = core.units_n * lanes;
  const lines: number[] = [];
  const tileBeats: number[] = [];
  const tileLanes: number[] = [];
  let beat = beatsOfTile;
  let free = 0;
  for (const need of sorted) {
    if (need > free) {
      if (beat === beatsOfTile) {
        lines.push(0);
        tileBeats.push(0);
        tileLanes.push(0);
        beat = 0;
      }
      beat += 1;
      tileBeats[tileBeats.length - 1] = beat;
      free = room;
    }
    free -= need;
    lines[lines.length - 1]! += 1;
    tileLanes[tileLanes.length - 1]! += need;
  }

  const tiles = lines.length;
  const slices = Math.ceil(k / m);
  const steps = Math.ceil(slices / slices_per_step);
  const beats = new Int32Array(tiles * slices);
  const bits = new Float64Array(tiles * steps);
  const extra = indexBits(m);
  let kept = 0;
  for (let tile = 0; tile < tiles; tile++) {
    beats.fill(tileBeats[tile]!, tile * slices, (tile + 1) * slices);
    // Whole groups, the last one filled up with zeros.
    for (let s = 0; s < slices; s++)
      bits[tile * steps + Math.floor(s / slices_per_step)]! += tileLanes[tile]! * (width + extra);
    kept += tileLanes[tile]! * slices;
  }
  return {
    tiles,
    slices,
    steps,
    lines: Int32Array.from(lines),
    beats,
    bits,
    values: kept,
    metadata_bits: kept * extra,
  };
}

function ownLanes(n: number, k: number, m: number, pattern: SparseMatrix | null): Int32Array {
  const own = new Int32Array(n).fill(1);
  const counts = new Int32Array(n);
  for (let from = 0; from < k; from += m) {
    groupCounts(counts, pattern, from, Math.min(k, from + m));
    for (let j = 0; j < n; j++) while (own[j]! < counts[j]!) own[j]! *= 2;
  }
  // m need not be a power of two; no group needs more.
  for (let j = 0; j < n; j++) if (own[j]! > m) own[j] = m;
  return own;
}
