import { passesOver } from './arrayCounts.ts';
import type { Chip } from './hardware.ts';
import { padRates } from './padRates.ts';
import type { Problem } from './problem.ts';
import type { Tiling } from './tiling.ts';

/** Closed forms of the array for a tiling: passes, streamed cycles and the overhead of each pass. */
export interface ArrayTotals {
  readonly passes: number;
  readonly stream: number;
  readonly fill: number;
}

/** Cycles of a pass beside its stream: 2R + C − 2 with a stationary operand (n times the R of the load), R + C − 2 without. */
export function passOverhead(problem: Problem, { array }: Chip): number {
  const load = array.dataflow === 'os' ? 0 : array.rows * problem.space.ticks;
  return load + array.rows + array.cols - 2;
}

/**
 * Per fold 2R + C + T − 2 (weights, inputs stationary) or K + R + C − 2 (outputs stationary), folds one after the
 * other (Samajdar et al., ISPASS 2020), over all tiles. `columns`: passes over the columns of b, row-wise packing
 * included, over all batch elements.
 */
export function arrayTotals(problem: Problem, hardware: Chip, tiling: Tiling, columns: number): ArrayTotals {
  const { rows, cols, dataflow } = hardware.array;
  const { batch, m, n, space } = problem;
  const alongK = passesOver(space.slots, tiling.k, rows);
  let passes: number;
  let stream: number;
  if (dataflow === 'ws') {
    passes = columns * alongK * (tiling.continues === 0 ? 1 : tiling.tilesM);
    stream = columns * alongK * m * space.ticks;
  } else if (dataflow === 'is') {
    const across = batch * passesOver(m, tiling.m, cols);
    passes = across * alongK * (tiling.continues === 1 ? 1 : tiling.tilesN);
    stream = across * alongK * n * space.ticks;
  } else {
    const folds = passesOver(m, tiling.m, rows) * columns;
    passes = folds * (tiling.continues === 2 ? 1 : tiling.tilesK);
    stream = folds * space.slots * space.ticks;
  }
  return { passes, stream, fill: passes * passOverhead(problem, hardware) };
}

/**
 * Array and DRAM port overlap but for the load of the first tiles (latency included) and the store of the last
 * outputs; with one buffer they take turns. Cycles all but the number of steps.
 */
export function overlappedCycles(
  buffers: number,
  busy: number,
  port: number,
  first: number,
  last: number,
  latency: number,
  steps: number,
): number {
  if (buffers === 1) return busy + Math.max(port, first + last) + (steps - 1) * latency;
  return first + Math.max(busy, port - first - last) + last;
}

/** Cycles by which the scratchpad ports exceed the array's own pace, from total bits. */
export function portExcess(
  hardware: Chip,
  bits: { readonly a: number; readonly b: number; readonly out: number },
  pace: number,
): number {
  const rates = padRates(hardware);
  const need = rates.shared
    ? (bits.a + bits.b + bits.out) / rates.a
    : Math.max(bits.a / rates.a, bits.b / rates.b, bits.out / rates.out);
  return Math.max(0, Math.ceil(need) - pace);
}
