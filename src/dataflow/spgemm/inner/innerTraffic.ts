import type { InnerProblem } from './innerProblem.ts';

/** What crosses the chip's edge, whatever the schedule: items of each kind, and bytes of all. */
export function innerTraffic({ problem, tiles, rows, outputs, written }: InnerProblem) {
  const { nnzA, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const readA = nnzA * tiles.length;
  const readB = tiles.reduce((sum, { b }) => sum + b.columns.length, 0);
  const pointersA = 2 * rows * tiles.length;
  const pointersB = 2 * tiles.reduce((sum, { columns }) => sum + columns, 0);
  return {
    readA,
    readB,
    pointersA,
    pointersB,
    readBytes: readA * bytesA + readB * bytesB + (pointersA + pointersB) * indexBytes,
    writtenBytes: outputs * bytesOut + written * indexBytes,
  };
}
