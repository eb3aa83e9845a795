import { DiagnosticError } from '../../core/diagnostic.ts';
import type { RandomStream } from '../../core/random.ts';
import type { GroupStructure } from '../patternStatistics.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';

/** Bytes that marking one band of groups may take. */
const largestBand = 1_073_741_824;

/** Subsets up to which one draw picks from a table; beyond it places are drawn one by one. */
const tableLimit = 16_384;

/** All masks of `size` bits with `kept` ones, or null where they are too many or too wide. */
function subsetMasks(size: number, kept: number): Uint32Array | null {
  let subsets = 1;
  for (let i = 1; i <= kept; i++) subsets = (subsets * (size - kept + i)) / i;
  if (size > 31 || subsets > tableLimit) return null;
  const masks = new Uint32Array(subsets);
  let mask = 2147483647 >>> (31 - kept);
  for (let i = 0; i < subsets; i++) {
    masks[i] = mask;
    // Next larger number with as many ones (Gosper).
    const low = mask & -mask;
    const up = mask + low;
    mask = up | (((mask ^ up) >>> 2) >>> (31 - Math.clz32(low)));
  }
  return masks;
}

/** Draws the places kept in a group of `size`: marks[offset + place·step] = 1, the rest of the group 0. */
type GroupSampler = (marks: Uint8Array, offset: number, step: number) => void;

function groupSampler(size: number, kept: number, stream: RandomStream): GroupSampler {
  const masks = subsetMasks(size, kept);
  if (masks !== null) {
    // Rejection on the leading bits: no division in the loop.
    const shift = Math.min(31, Math.clz32(masks.length - 1));
    return (marks, offset, step) => {
      let pick = stream.uint32() >>> shift;
      while (pick >= masks.length) pick = stream.uint32() >>> shift;
      const mask = masks[pick]!;
      for (let place = 0; place < size; place++) marks[offset + place * step] = (mask >>> place) & 1;
    };
  }
  // Fisher–Yates, cut short; it may start from any order, so the last one will do.
  const places = Int32Array.from({ length: size }, (_, i) => i);
  return (marks, offset, step) => {
    for (let place = 0; place < size; place++) marks[offset + place * step] = 0;
    for (let i = 0; i < kept; i++) {
      const j = i + stream.below(size - i);
      const place = places[j]!;
      places[j] = places[i]!;
      places[i] = place;
      marks[offset + place * step] = 1;
    }
  };
}

/** A sample of n:m structure: n of each m elements along an axis, min(n, g) of a last group of g. */
export function sampleGroups(
  { n, m, along }: GroupStructure,
  rows: number,
  cols: number,
  stream: RandomStream,
): SparseMatrix {
  const length = along === 'rows' ? rows : cols;
  const lines = along === 'rows' ? cols : rows;
  const tail = length % m;
  const full = groupSampler(m, n, stream);
  const last = tail > 0 ? groupSampler(tail, Math.min(n, tail), stream) : full;
  // A band of rows that groups don't cross: m rows where groups run down, one where they run along.
  const band = along === 'rows' ? Math.min(m, rows) : 1;
  if (band * cols > largestBand) {
    const message = `a ${n}:${m} sample of ${rows} × ${cols} needs ${band * cols} bytes to draw`;
    const hint = 'use `fidelity: estimate` for this layer, a smaller layer, or smaller groups';
    throw new DiagnosticError([{ code: 'WIN-PAT-004', severity: 'error', message, hint }]);
  }
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(lines * (Math.floor(length / m) * n + Math.min(n, tail)));
  const marks = new Uint8Array(band * cols);
  let next = 0;
  for (let top = 0; top < rows; top += band) {
    const height = Math.min(band, rows - top);
    if (along === 'rows') {
      const sampler = height === m ? full : last;
      for (let col = 0; col < cols; col++) sampler(marks, col, cols);
    } else {
      const whole = cols - tail;
      for (let col = 0; col < whole; col += m) full(marks, col, 1);
      if (tail > 0) last(marks, whole, 1);
    }
    for (let r = 0; r < height; r++) {
      const from = r * cols;
      for (let col = 0; col < cols; col++) {
        columns[next] = col;
        next += marks[from + col]!;
      }
      rowPointers[top + r + 1] = next;
    }
  }
  return { rows, cols, rowPointers, columns };
}
