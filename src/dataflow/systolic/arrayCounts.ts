import { packedPasses } from './columnPasses.ts';
import type { Chip } from './hardware.ts';
import { spanOf } from './kSpace.ts';
import type { Problem } from './problem.ts';
import { storedBitsB, valueBitsB } from './storedBits.ts';
import type { Tiling } from './tiling.ts';

/** What the array exchanges with the scratchpads in the whole operation, in elements, and inside itself, in hops. */
export interface ArrayCounts {
  readonly readsA: number;
  readonly readsB: number;
  /** Index words read with the sparse operand. */
  readonly readsIndex: number;
  readonly writesOut: number;
  readonly readsOut: number;
  readonly hopsA: number;
  readonly hopsB: number;
  readonly hopsOut: number;
  /** Passes of the array. */
  readonly passes: number;
}

/** Passes of `unit` over an axis cut into tiles. */
export function passesOver(total: number, tile: number, unit: number): number {
  const whole = Math.floor(total / tile);
  return whole * Math.ceil(tile / unit) + Math.ceil((total - whole * tile) / unit);
}

/** Sums over the passes along K: element spans, and spans weighted by the hops to their row. */
function alongK(problem: Problem, tiling: Tiling, rows: number) {
  const { space } = problem;
  let span = 0;
  let hops = 0;
  let passes = 0;
  for (let from = 0; from < space.slots; from += tiling.k) {
    const to = Math.min(space.slots, from + tiling.k);
    for (let s0 = from; s0 < to; s0 += rows) {
      const s1 = Math.min(to, s0 + rows);
      const here = spanOf(space, s0, s1);
      span += here;
      hops += here * (s1 - s0 + 1);
      passes++;
    }
  }
  return { span, hops, passes };
}

/** Columns of b in passes of the array, summed over batch elements. */
export function columnPassesOf(problem: Problem, hardware: Chip, tileN: number): number {
  const { batch, sharedBy, kept, n, space } = problem;
  const { cols } = hardware.array;
  if (space.mode !== 'row-wise' || kept === null) return batch * passesOver(n, tileN, cols);
  let total = 0;
  const perElement = kept.map((_, element) => {
    let passes = 0;
    for (let j = 0; j < n; j += tileN)
      passes += packedPasses(problem, element, j, Math.min(n, j + tileN), cols).length;
    return passes;
  });
  for (let g = 0; g < batch; g++) total += perElement[Math.floor(g / sharedBy) % perElement.length]!;
  return total;
}

/** Values that all b of the operation store, each batch element counted, for one pass over them. */
function storedB(problem: Problem): number {
  const { batch, sharedBy, kept, n, space } = problem;
  const bits = valueBitsB(problem);
  const perElement = (kept ?? [null]).map((_, e) => storedBitsB(problem, e, 0, n, 0, space.slots) / bits);
  if (perElement.length === 1) return batch * perElement[0]!;
  let total = 0;
  for (let g = 0; g < batch; g++) total += perElement[Math.floor(g / sharedBy) % perElement.length]!;
  return total;
}

export function arrayCounts(problem: Problem, hardware: Chip, tiling: Tiling): ArrayCounts {
  const { rows, cols, dataflow } = hardware.array;
  const { batch, m, n, space, sparse, kept } = problem;
  const { tilesM, tilesN, sumPasses } = tiling;
  const outputs = batch * m * n;
  const along = alongK(problem, tiling, dataflow === 'os' ? space.slots : rows);
  const spanTiles = dataflow === 'os' ? alongK(problem, tiling, tiling.k).span : along.span;
  const lineA = sparse === 'a' ? space.slots * keptPerSlot(problem) : spanTiles;
  // A dense b is read by whole blocks, again in each pass that cuts one.
  const denseB = kept === null && sparse !== 'b';
  const stored = denseB ? batch * n * spanTiles : storedB(problem);
  const writesOut = outputs * sumPasses;
  const readsOut = outputs * (sumPasses - 1);
  let readsA: number;
  let readsB: number;
  let hopsA: number;
  let hopsB: number;
  let passes: number;
  if (dataflow === 'ws') {
    const columns = columnPassesOf(problem, hardware, tiling.n);
    const loads = tiling.continues === 0 ? 1 : tilesM;
    readsA = m * lineA * columns;
    readsB = stored * loads;
    hopsA = readsA * cols;
    hopsB = Math.floor((readsB * along.hops) / (2 * along.span));
    passes = columns * along.passes * loads;
  } else if (dataflow === 'is') {
    const columns = passesOver(m, tiling.m, cols);
    const loads = tiling.continues === 1 ? 1 : tilesN;
    readsA = batch * m * lineA * loads;
    readsB = stored * columns;
    hopsA = Math.floor((readsA * along.hops) / (2 * along.span));
    hopsB = readsB * cols;
    passes = batch * columns * along.passes * loads;
  } else {
    const rowPasses = passesOver(m, tiling.m, rows);
    const columns = passesOver(n, tiling.n, cols);
    readsA = batch * m * lineA * columns;
    readsB = stored * rowPasses;
    hopsA = readsA * cols;
    hopsB = readsB * rows;
    passes = batch * rowPasses * columns * sumPasses;
  }
  const readsIndex = sparse === 'a' ? readsA : sparse === 'b' ? readsB : 0;
  return { readsA, readsB, readsIndex, writesOut, readsOut, hopsA, hopsB, hopsOut: writesOut * rows, passes };
}

/** Values of the sparse operand per slot, exact over all of K: a row of a keeps as many as a column of b would. */
function keptPerSlot({ space }: Problem): number {
  return space.mode === 'time-multiplexed' ? keptTotal(space.k, space.block, space.kept) / space.slots : 1;
}

function keptTotal(k: number, block: number, kept: number): number {
  return Math.floor(k / block) * kept + Math.min(kept, k % block);
}
