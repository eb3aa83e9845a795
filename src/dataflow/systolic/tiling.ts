import { activationFootprint } from './footprint.ts';
import type { Chip } from './hardware.ts';
import { spanOf, spanStart } from './kSpace.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { rowBitsA, storedBitsB } from './storedBits.ts';

/** A mapping's consequences for one problem, shared by estimate, simulate and the map space. */
export interface Tiling {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly tilesM: number;
  readonly tilesN: number;
  readonly tilesK: number;
  /** 0 m, 1 n, 2 k, outermost first. */
  readonly order: readonly [number, number, number];
  /** Axis along which tiles go on with one pass of the array, or -1. */
  readonly continues: number;
  /** Passes of the array that add to one output; 1: sums leave at their final width. */
  readonly sumPasses: number;
  /** Width of what leaves the array and lies in the scratchpad. */
  readonly outBits: number;
}

/** Axis that streams through the array: m, n or k. */
export const streamedAxis = (hardware: Chip): 0 | 1 | 2 =>
  hardware.array.dataflow === 'ws' ? 0 : hardware.array.dataflow === 'is' ? 1 : 2;

type Axes = readonly [number, number, number];

/** Loop orders as axes, outermost first. */
export const loopOrders: Readonly<Record<SystolicMapping['order'], Axes>> = {
  mnk: [0, 1, 2],
  nmk: [1, 0, 2],
  mkn: [0, 2, 1],
  nkm: [1, 2, 0],
  kmn: [2, 0, 1],
  knm: [2, 1, 0],
};

/** Whether a tile is one pass of the array, so that a stream may go on from tile to tile. */
export function isOnePass(problem: Problem, hardware: Chip, m: number, n: number, k: number): boolean {
  const { rows, cols, dataflow } = hardware.array;
  if (dataflow === 'os') return m <= rows && n <= cols;
  if (k > rows) return false;
  return dataflow === 'ws' ? problem.space.mode !== 'row-wise' && n <= cols : m <= cols;
}

/** Whether no loop inside the one over `axis` turns. */
export function isInnermost(
  order: Axes,
  axis: number,
  tilesM: number,
  tilesN: number,
  tilesK: number,
): boolean {
  for (let level = 2; level >= 0; level--) {
    const at = order[level]!;
    if (at === axis) return true;
    if ((at === 0 ? tilesM : at === 1 ? tilesN : tilesK) > 1) return false;
  }
  return true;
}

export function tilingOf(problem: Problem, hardware: Chip, mapping: SystolicMapping): Tiling {
  const { slots } = problem.space;
  const m = Math.min(mapping.tile.m, problem.m);
  const n = Math.min(mapping.tile.n, problem.n);
  const k = Math.min(mapping.tile.k, slots);
  const tilesM = Math.ceil(problem.m / m);
  const tilesN = Math.ceil(problem.n / n);
  const tilesK = Math.ceil(slots / k);
  const order = loopOrders[mapping.order];
  const streamed = streamedAxis(hardware);
  const goesOn =
    isOnePass(problem, hardware, m, n, k) && isInnermost(order, streamed, tilesM, tilesN, tilesK);
  const continues = goesOn ? streamed : -1;
  const sumPasses = sumPassesOf(problem, hardware, k, tilesK, continues);
  const outBits = sumPasses > 1 ? problem.bitsPartial : problem.bitsOut;
  return { m, n, k, tilesM, tilesN, tilesK, order, continues, sumPasses, outBits };
}

/** Passes of the array that add to one output. */
export function sumPassesOf(
  problem: Problem,
  { array }: Chip,
  k: number,
  tilesK: number,
  continues: number,
): number {
  if (array.dataflow === 'os') return continues === 2 ? 1 : tilesK;
  const last = problem.space.slots - (tilesK - 1) * k;
  return (tilesK - 1) * Math.ceil(k / array.rows) + Math.ceil(last / array.rows);
}

const bytes = (bits: number): number => Math.ceil(bits / 8);

/** Bytes of a as loaded for rows [m0, m1) and slots [s0, s1): an image region, a dense block or a compressed one. */
export function tileBytesA(problem: Problem, m0: number, m1: number, s0: number, s1: number): number {
  const { image, space, sparse, bitsA } = problem;
  if (image !== null && sparse !== 'a') {
    const k0 = spanStart(space, s0);
    return bytes(activationFootprint(image, m0, m1, k0, k0 + spanOf(space, s0, s1)) * bitsA);
  }
  return bytes((m1 - m0) * rowBitsA(problem, s0, s1));
}

/** Bytes of b number `element` as loaded for columns [n0, n1) and slots [s0, s1), indices included. */
export function tileBytesB(
  problem: Problem,
  element: number,
  n0: number,
  n1: number,
  s0: number,
  s1: number,
): number {
  return bytes(storedBitsB(problem, element, n0, n1, s0, s1));
}

/** Bytes of a tile of outputs at a width. */
export const tileBytesOut = (m: number, n: number, bits: number): number => bytes(m * n * bits);
