import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Convolution } from '../../workload/operations/convolution.ts';
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
export class ImageLimits {
  private readonly conv: Convolution;
  private readonly outHeight: number;
  private readonly outWidth: number;
  private readonly rows: number;
  private readonly depth: number;

  constructor(conv: Convolution) {
    const { out_height, out_width } = convolutionOutput(conv);
    this.conv = conv;
    this.outHeight = out_height;
    this.outWidth = out_width;
    this.rows = conv.batch * out_height * out_width;
    this.depth = conv.kernel_height * conv.kernel_width * (conv.channels / conv.groups);
  }

  elements(m: number, span: number): number {
    const { conv, outHeight, outWidth, depth } = this;
    const { stride, dilation, kernel_width } = conv;
    const channels = conv.channels / conv.groups;
    const perImage = outHeight * outWidth;
    const images = groupsTouched(m, perImage, this.rows);
    const outRows = groupsTouched(m, outWidth, this.rows);
    const outCols = outRows > 1 || m >= outWidth ? outWidth : m;
    const tapRows = groupsTouched(span, kernel_width * channels, depth);
    const tapCols = tapRows > 1 ? kernel_width : Math.min(kernel_width, groupsTouched(span, channels, depth));
    const rows = Math.min(
      images * conv.height,
      (outRows - images) * stride + images * ((tapRows - 1) * dilation + 1),
      outRows * tapRows,
    );
    const cols = Math.min(
      conv.width,
      (outCols - 1) * stride + (tapCols - 1) * dilation + 1,
      outCols * tapCols,
    );
    return rows * cols * Math.min(channels, span);
  }
}

const bytes = (bits: number): number => Math.ceil(bits / 8);

/** Bytes of a under any tile of m rows and k slots, at most. */
export function limitA(problem: Problem, images: ImageLimits | null, m: number, k: number): number {
  const { space, sparse, bitsA } = problem;
  if (sparse === 'a') return bytes(m * lineLimit(space, k) * (bitsA + space.indexBits));
  const span = spanLimit(space, k);
  return bytes((images === null ? m * span : images.elements(m, span)) * bitsA);
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
