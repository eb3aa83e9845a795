import type { ImageGeometry } from './imageGeometry.ts';
import { type KSpace, spanOf, storedOf } from './kSpace.ts';
import type { Problem } from './problem.ts';

/** Groups of `size` that a run of `length` touches at most: fewer where runs begin at multiples of their length. */
function groupsTouched(length: number, size: number, total: number): number {
  if (length >= total) return Math.ceil(total / size);
  if (length % size === 0) return length / size;
  if (size % length === 0) return 1;
  return Math.min(Math.ceil(total / size), Math.floor((length - 2) / size) + 2);
}

/** Elements of K under any tile of k slots, at most. */
export function spanLimit(space: KSpace, k: number): number {
  const { slots, slotsPerBlock, block } = space;
  if (k >= slots) return spanOf(space, 0, slots);
  return Math.min(space.k, groupsTouched(k, slotsPerBlock, slots) * block);
}

/** What `activationFootprint` can give for any tile of m rows and `span` elements of K, at most. */
export function imageLimit(
  { conv, outHeight, outWidth, channels }: ImageGeometry,
  m: number,
  span: number,
): number {
  const { stride, dilation, kernel_width } = conv;
  const perImage = outHeight * outWidth;
  const all = conv.batch * perImage;
  const depth = conv.kernel_height * kernel_width * channels;
  const images = groupsTouched(m, perImage, all);
  const outRows = groupsTouched(m, outWidth, all);
  const outCols = outRows > 1 || m >= outWidth ? outWidth : m;
  const tapRows = groupsTouched(span, kernel_width * channels, depth);
  const tapCols = tapRows > 1 ? kernel_width : Math.min(kernel_width, groupsTouched(span, channels, depth));
  const rows = Math.min(
    images * conv.height,
    (outRows - images) * stride + images * ((tapRows - 1) * dilation + 1),
    outRows * tapRows,
  );
  const cols = Math.min(conv.width, (outCols - 1) * stride + (tapCols - 1) * dilation + 1, outCols * tapCols);
  return rows * cols * Math.min(channels, span);
}

const bytes = (bits: number): number => Math.ceil(bits / 8);

/** Bytes of a under any tile of m rows and k slots, at most. */
export function limitA(problem: Problem, m: number, k: number): number {
  const { space, sparse, bitsA, image } = problem;
  if (sparse === 'a') return bytes(m * lineLimit(space, k) * (bitsA + space.indexBits));
  const span = spanLimit(space, k);
  return bytes((image === null ? m * span : imageLimit(image, m, span)) * bitsA);
}

/** Bytes of b under any tile of n columns and k slots, at most, whatever the sample. */
export function limitB(problem: Problem, n: number, k: number): number {
  const { space, sparse, bitsB, keptLimit } = problem;
  if (keptLimit !== null) {
    const values = space.mode === 'row-wise' ? Math.min(space.k, k * keptLimit) : k;
    return bytes(n * values * (sparse === 'b' ? bitsB + space.indexBits : bitsB));
  }
  if (sparse === 'b') return bytes(n * lineLimit(space, k) * (bitsB + space.indexBits));
  return bytes(n * spanLimit(space, k) * bitsB);
}

/** Values that a line of the compressed operand stores in k slots: the first tile has whole blocks. */
function lineLimit(space: KSpace, k: number): number {
  return storedOf(space, 0, Math.min(k, space.slots), space.kept);
}
