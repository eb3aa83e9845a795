import { packedPasses } from './columnPasses.ts';
import type { Chip } from './hardware.ts';
import type { PadRates } from './padRates.ts';
import type { Problem } from './problem.ts';
import { rowBitsA, storedBitsB } from './storedBits.ts';

/** A tile: m × n outputs (columns [column, column + n) of b number `element`) over slots [from, to). */
export interface TileShape {
  readonly m: number;
  readonly n: number;
  readonly column: number;
  readonly element: number;
  readonly from: number;
  readonly to: number;
  /** Earlier tiles of K have left partial sums that this one adds to. */
  readonly accumulates: boolean;
  /** Width of what leaves the array. */
  readonly outBits: number;
}

/** Cycles of a tile on the array by kind. The last pass's drain is apart: a tile that continues the pass has none. */
export interface TileCycles {
  /** Passes of the array: loads of the stationary operand, or sets of outputs. */
  passes: number;
  stream: number;
  /** Loads, and the drains of all passes but the last. */
  fill: number;
  /** Waiting for scratchpad ports in those. */
  bank: number;
  drain: number;
  bankDrain: number;
  /** Of the first pass: what a tile that continues a pass saves. */
  load: number;
  bankLoad: number;
}

/**
 * Cycles of one tile on the array. Each phase lasts as long as the array needs, or as the scratchpad ports need to
 * move its bits, whichever is longer; the difference is counted as `bank`.
 */
export function tileCycles(problem: Problem, hardware: Chip, rates: PadRates, tile: TileShape): TileCycles {
  const { rows, cols, dataflow } = hardware.array;
  const { space } = problem;
  const skew = rows + cols - 2;
  const sum: TileCycles = {
    passes: 0,
    stream: 0,
    fill: 0,
    bank: 0,
    drain: 0,
    bankDrain: 0,
    load: 0,
    bankLoad: 0,
  };
  const { from, to, m, n } = tile;

  const pass = (load: number, bankLoad: number, stream: number, bankStream: number, bankDrain: number) => {
    if (sum.passes === 0) {
      sum.load = load;
      sum.bankLoad = bankLoad;
    } else {
      sum.fill += skew;
      sum.bank += sum.bankDrain;
    }
    sum.passes++;
    sum.fill += load;
    sum.stream += stream;
    sum.bank += bankLoad + bankStream;
    sum.drain = skew;
    sum.bankDrain = bankDrain;
  };
  const over = (need: number, bits: number, rate: number) => Math.max(0, Math.ceil(bits / rate) - need);

  if (dataflow === 'os') {
    const stream = (to - from) * space.ticks;
    const rowBits = rowBitsA(problem, from, to);
    for (let i = 0; i < m; i += rows) {
      const usedRows = Math.min(rows, m - i);
      for (let j = 0; j < n; j += cols) {
        const usedCols = Math.min(cols, n - j);
        const bitsA = usedRows * rowBits;
        const bitsB = storedBitsB(
          problem,
          tile.element,
          tile.column + j,
          tile.column + j + usedCols,
          from,
          to,
        );
        const bank = rates.shared
          ? over(stream, bitsA + bitsB, rates.a)
          : Math.max(over(stream, bitsA, rates.a), over(stream, bitsB, rates.b));
        const outBits = usedRows * usedCols * tile.outBits * (tile.accumulates ? 2 : 1);
        pass(0, 0, stream, bank, over(skew + 1, outBits, rates.out));
      }
    }
    return sum;
  }

  // Weights or inputs stationary: rows of the array hold slots, columns hold columns of b or rows of a.
  const weights = dataflow === 'ws';
  const load = rows * space.ticks;
  const vectors = weights ? m : n;
  const stream = vectors * space.ticks;
  const across = weights ? n : m;
  const ends =
    space.mode === 'row-wise'
      ? packedPasses(problem, tile.element, tile.column, tile.column + n, cols)
      : null;
  for (let s0 = from; s0 < to; s0 += rows) {
    const s1 = Math.min(to, s0 + rows);
    const rowBits = rowBitsA(problem, s0, s1);
    const adds = tile.accumulates || s0 > from;
    let j = 0;
    for (let index = 0; j < across; index++) {
      const end = ends === null ? Math.min(across, j + cols) : ends[index]! - tile.column;
      const used = end - j;
      const columnBits = weights
        ? storedBitsB(problem, tile.element, tile.column + j, tile.column + end, s0, s1)
        : storedBitsB(problem, tile.element, tile.column, tile.column + n, s0, s1);
      const loadBits = weights ? columnBits : used * rowBits;
      const streamBits = weights ? vectors * rowBits : columnBits;
      const outBits = vectors * used * tile.outBits * (adds ? 2 : 1);
      const bankLoad = over(load, loadBits, weights ? rates.b : rates.a);
      const bankStream = rates.shared
        ? over(stream, streamBits + outBits, rates.a)
        : Math.max(over(stream, streamBits, weights ? rates.a : rates.b), over(stream, outBits, rates.out));
      pass(load, bankLoad, stream, bankStream, 0);
      j = end;
    }
  }
  return sum;
}
