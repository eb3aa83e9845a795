import { columnPassesOf } from './arrayCounts.ts';
import { arrayTotals } from './closedForm.ts';
import type { Chip } from './hardware.ts';
import type { Problem } from './problem.ts';
import { tileBytesA, tileBytesB, tileBytesOut, tilingOf } from './tiling.ts';

/** What no mapping does without. */
export interface LeastWork {
  /** Folds of the array over the whole product, their streamed cycles and the others. */
  readonly passes: number;
  readonly stream: number;
  readonly fill: number;
  /** Bytes over the DRAM port: each operand once. */
  readonly bytes: number;
}

export function leastWork(problem: Problem, chip: Chip): LeastWork {
  const { batch, sharedBy, m, n, space } = problem;
  const whole = tilingOf(problem, chip, { tile: { m, n, k: space.slots }, order: 'mnk', resident: [] });
  const { passes, stream, fill } = arrayTotals(problem, chip, whole, columnPassesOf(problem, chip, n));
  let bytesB = 0;
  for (let e = 0; e < (problem.kept?.length ?? 1); e++)
    bytesB += tileBytesB(problem, e, 0, n, 0, space.slots);
  if ((problem.kept?.length ?? 1) === 1) bytesB *= Math.ceil(batch / sharedBy);
  const bytes = batch * (leastBytesA(problem) + tileBytesOut(m, n, problem.bitsOut)) + bytesB;
  return { passes, stream, fill, bytes };
}

/** Bytes of a that any mapping loads. With gaps between taps or windows only those of one tap are certain. */
function leastBytesA(problem: Problem): number {
  const { image, space } = problem;
  if (image === null) return tileBytesA(problem, 0, problem.m, 0, space.slots);
  const { conv, outHeight, outWidth, channels } = image;
  const gaps = conv.dilation > 1 || conv.stride > Math.min(conv.kernel_height, conv.kernel_width);
  if (!gaps) return tileBytesA(problem, 0, problem.m, 0, space.slots);
  const [top, bottom, left, right] = conv.padding;
  if (top + bottom + left + right > 0) return 0;
  const elements = conv.batch * outHeight * outWidth * channels;
  return Math.floor((elements * problem.bitsA) / 8);
}
