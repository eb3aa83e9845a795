import { invariant } from '../core/invariant.ts';
import type { RandomStream } from '../core/random.ts';

/** Cells up to which a bitmap (64 MiB) is used; beyond it, sorting the draws. */
const bitmapCells = 536_870_912;

/**
 * `count` distinct integers of [0, total), every subset equally likely, ascending. Cells are drawn until enough
 * distinct ones are found, at most half of them (the rest by complement), so the cost is O(count + total / 32). Past
 * 2^29 cells at most half may be chosen, in O(count log count).
 */
export function chooseDistinct(
  total: number,
  count: number,
  stream: RandomStream,
): Uint32Array | Float64Array {
  invariant(count >= 0 && count <= total, 'choose at most all cells', { total, count });
  return total <= bitmapCells ? byBitmap(total, count, stream) : bySorting(total, count, stream);
}

function byBitmap(total: number, count: number, stream: RandomStream): Uint32Array {
  const bits = new Uint32Array((total + 31) >>> 5);
  const complement = count * 2 > total;
  // Rejection on the leading bits: no division in the loop.
  const shift = Math.min(31, Math.clz32(total - 1));
  for (let left = complement ? total - count : count; left > 0; ) {
    const cell = stream.uint32() >>> shift;
    if (cell >= total) continue;
    const word = cell >>> 5;
    const bit = 1 << (cell & 31);
    const before = bits[word]!;
    if ((before & bit) === 0) {
      bits[word] = before | bit;
      left -= 1;
    }
  }
  const chosen = new Uint32Array(count);
  let length = 0;
  for (let word = 0; word < bits.length; word++) {
    let rest = bits[word]!;
    if (complement) {
      const cells = total - word * 32;
      rest = ~rest;
      if (cells < 32) rest &= (1 << cells) - 1;
    }
    while (rest !== 0) {
      const bit = 31 - Math.clz32(rest & -rest);
      chosen[length++] = word * 32 + bit;
      rest &= rest - 1;
    }
  }
  return chosen;
}

function bySorting(total: number, count: number, stream: RandomStream): Float64Array {
  invariant(count * 2 <= total, 'choose at most half of very many cells', { total, count });
  const high = Math.ceil(total / 4294967296);
  const chosen = new Float64Array(count);
  let length = 0;
  while (length < count) {
    for (let i = length; i < count; ) {
      const cell = high > 1 ? stream.below(high) * 4294967296 + stream.uint32() : stream.below(total);
      if (cell < total) chosen[i++] = cell;
    }
    chosen.sort();
    let distinct = 0;
    for (let i = 0; i < count; i++) {
      if (i === 0 || chosen[i] !== chosen[i - 1]) chosen[distinct++] = chosen[i]!;
    }
    length = distinct;
  }
  return chosen;
}
