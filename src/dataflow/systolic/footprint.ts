import type { ImageGeometry } from './imageGeometry.ts';

/**
 * Distinct positions along one image axis that outputs [o0, o1] and taps [t0, t1] read: the covered span clipped to
 * the image, or fewer where a stride past the kernel leaves gaps.
 */
function positions(
  size: number,
  pad: number,
  stride: number,
  dilation: number,
  o0: number,
  o1: number,
  t0: number,
  t1: number,
): number {
  const low = Math.max(0, o0 * stride - pad + t0 * dilation);
  const high = Math.min(size - 1, o1 * stride - pad + t1 * dilation);
  return Math.max(0, Math.min(high - low + 1, (o1 - o0 + 1) * (t1 - t0 + 1)));
}

/**
 * Input elements of the rectangle that a tile of the lowered product, rows [m0, m1) and depth [k0, k1), reads: the
 * scratchpad holds the image, and the address generator at its port lays out the windows. M runs over image, row and
 * column; K over kernel row, kernel column and channel, channels fastest.
 */
export function activationFootprint(
  { conv, outHeight: height, outWidth: width, channels }: ImageGeometry,
  m0: number,
  m1: number,
  k0: number,
  k1: number,
): number {
  const perImage = height * width;
  const perRow = conv.kernel_width * channels;

  const i0 = Math.floor(k0 / perRow);
  const i1 = Math.floor((k1 - 1) / perRow);
  const oneRow = i0 === i1;
  const tap0 = Math.floor((k0 % perRow) / channels);
  const tap1 = Math.floor(((k1 - 1) % perRow) / channels);
  const j0 = oneRow ? tap0 : 0;
  const j1 = oneRow ? tap1 : conv.kernel_width - 1;
  // A range past the end of a tap's channels goes on at the first channel of the next.
  const depth = Math.min(channels, k1 - k0);

  const box = (from: number, to: number): number => {
    const r0 = Math.floor(from / width);
    const r1 = Math.floor((to - 1) / width);
    const c0 = r0 === r1 ? from % width : 0;
    const c1 = r0 === r1 ? (to - 1) % width : width - 1;
    const { stride, dilation } = conv;
    const rows = positions(conv.height, conv.padding[0], stride, dilation, r0, r1, i0, i1);
    const cols = positions(conv.width, conv.padding[2], stride, dilation, c0, c1, j0, j1);
    return rows * cols * depth;
  };

  const first = Math.floor(m0 / perImage);
  const last = Math.floor((m1 - 1) / perImage);
  if (first === last) return box(m0 - first * perImage, m1 - first * perImage);
  const head = box(m0 - first * perImage, perImage);
  const tail = box(0, m1 - last * perImage);
  return head + tail + (last - first - 1) * box(0, perImage);
}
