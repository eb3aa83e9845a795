/**
 * The tiles of one product as the recurrence sees them. The tables of transfers hold places in `durations`. See docs/models/systolic.md, "Tiles and the DRAM port".
 */
export interface SchedulePlan {
  /** Batch elements, and how many consecutive ones share b. */
  readonly batch: number;
  readonly sharedBy: number;
  /** Tiles along m, n, k. */
  readonly tiles: readonly [m: number, n: number, k: number];
  /** Axes (0 m, 1 n, 2 k) from the outermost loop to the innermost. */
  readonly order: readonly [number, number, number];
  readonly residentA: boolean;
  readonly residentB: boolean;
  readonly residentOut: boolean;
  /** Axis along which a tile goes on with its predecessor's pass, or -1. */
  readonly continues: number;
  /** Tiles of an operand held at once. */
  readonly buffers: number;
  readonly latency: number;
  /** Number of different b in the tables (1 when all have equal sizes). */
  readonly elements: number;
  /** [m][k] */
  readonly sizeA: Int32Array;
  /** [element][k][n] */
  readonly sizeB: Int32Array;
  /** [m][n], final and partial width. */
  readonly sizeOut: Int32Array;
  readonly sizePartial: Int32Array;
  /** DRAM cycles of a transfer of each size. */
  readonly durations: Float64Array;
  /** [class] × 8: stream, fill, bank, drain, bankDrain, load, bankLoad, passes. */
  readonly cycles: Float64Array;
  /** Class of a tile: classM[m] + classN[element × tilesN + n] + classK[k]. */
  readonly classM: Int32Array;
  readonly classN: Int32Array;
  readonly classK: Int32Array;
}
