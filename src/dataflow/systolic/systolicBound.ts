import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { columnPassesOf } from './arrayCounts.ts';
import { arrayTotals } from './closedForm.ts';
import type { SystolicHardware } from './hardware.ts';
import { type Problem, problemOf } from './problem.ts';
import { tileBytesA, tileBytesB, tileBytesOut, tilingOf } from './tiling.ts';

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

/**
 * The array can't be faster than folds over the whole product without a stall, and the DRAM port not than moving each
 * operand once.
 */
export function systolicBound(
  operation: Operation,
  hardware: SystolicHardware,
  context: SimulationContext,
): Bound {
  const problem = problemOf(operation, hardware, 'least');
  const { rows, cols, dataflow } = hardware.array;
  const { batch, sharedBy, m, n, space } = problem;
  const whole = tilingOf(problem, hardware, { tile: { m, n, k: space.slots }, order: 'mnk', resident: [] });
  const { passes, stream, fill } = arrayTotals(
    problem,
    hardware,
    whole,
    columnPassesOf(problem, hardware, n),
  );
  let bytesB = 0;
  for (let e = 0; e < (problem.kept?.length ?? 1); e++)
    bytesB += tileBytesB(problem, e, 0, n, 0, space.slots);
  if ((problem.kept?.length ?? 1) === 1) bytesB *= Math.ceil(batch / sharedBy);
  const bytes = batch * (leastBytesA(problem) + tileBytesOut(m, n, problem.bitsOut)) + bytesB;
  const port = Math.ceil((bytes * context.clock_hz) / hardware.dram.bandwidth_bytes_per_s);
  const array = stream + fill;
  return {
    cycles: Math.max(array, port),
    terms: [
      {
        name: 'array',
        cycles: array,
        formula: `${passes} folds of ${rows} × ${cols} (${dataflow}): ${stream} streamed + ${fill} fill and drain`,
      },
      {
        name: 'dram',
        cycles: port,
        formula: `⌈${bytes} bytes × ${context.clock_hz} Hz / ${hardware.dram.bandwidth_bytes_per_s} bytes/s⌉`,
      },
    ],
  };
}
