import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import type { Child } from './residualChildren.ts';

/** What a step of the walk looks at and changes. */
export interface ResidualWalk {
  readonly problem: NestProblem;
  readonly nest: LoopNest;
  readonly tensor: number;
  readonly boundary: number;
  readonly stride: Float64Array;
  readonly digits: Float64Array;
  /** Extents of the children's tile. */
  readonly tile: Float64Array;
  readonly reuse: boolean;
  readonly children: readonly Child[];
  /** Per child a number for its place. */
  readonly places: readonly number[];
  /** 1 where the factors of a dim multiply to its extent. */
  readonly perfect: Uint8Array;
  /** Loops of each dim outside the tile, outermost first. */
  readonly loopsOf: readonly (readonly number[])[];
  /** Per child: held (0/1), vector known (0/1), then per rank: low corner, length, vector. */
  readonly state: Float64Array;
  readonly index: Float64Array;
  accesses: number;
  received: number;
}

const low = new Float64Array(16);
const length = new Float64Array(16);

/** Relation of a dim's digits to the residual path, outermost first: −1 below (free), 0 on the path, 1 beyond. */
export function relation(w: ResidualWalk, dim: number, spatial: Float64Array, until: number): number {
  if (w.perfect[dim] === 1) return -1;
  const loops = w.loopsOf[dim]!;
  for (let k = 0; k < loops.length; k++) {
    const l = loops[k]!;
    if (l >= until) return 0;
    const i = w.nest.kind[l] === TEMPORAL ? w.index[l]! : spatial[l]!;
    if (i < w.digits[l]!) return -1;
    if (i > w.digits[l]!) return 1;
  }
  return 0;
}

/** Box of a child now, in `low` and `length`; false where the child has nothing to do. */
function place(w: ResidualWalk, child: Child): boolean {
  const tensor = w.problem.tensors[w.tensor]!;
  const dims = tensor.relevant.length;
  low.fill(0, 0, tensor.rankCount);
  length.fill(1, 0, tensor.rankCount);
  for (let d = 0; d < dims; d++) {
    if (relation(w, d, child.index, w.boundary) > 0) return false;
    if (tensor.relevant[d] === 0) continue;
    let base = 0;
    const loops = w.loopsOf[d]!;
    for (let k = 0; k < loops.length; k++) {
      const l = loops[k]!;
      base += (w.nest.kind[l] === TEMPORAL ? w.index[l]! : child.index[l]!) * w.stride[l]!;
    }
    const extent = Math.min(w.tile[d]!, w.problem.dimSizes[d]! - base);
    for (let r = 0; r < tensor.rankCount; r++) {
      const c = tensor.coefficient[r * dims + d]!;
      low[r]! += c * base;
      length[r]! += c * (extent - 1);
    }
  }
  return true;
}

// What the children of one step fetched: `width` numbers each, and an open hash table over them.
let fetched = new Float64Array(1024);
let table = new Int32Array(256);
let stamps = new Uint32Array(256);
let stamp = 0;

/** Whether the numbers at `fetched[n × width …]` are new in this step; they are entered. */
function isNew(n: number, width: number): boolean {
  const at = n * width;
  let hash = 0;
  for (let i = 0; i < width; i++) hash = Math.imul(hash ^ fetched[at + i]!, 0x9e3779b1) ^ (hash >>> 15);
  const mask = table.length - 1;
  let slot = hash & mask;
  for (; stamps[slot] === stamp; slot = (slot + 1) & mask) {
    const other = table[slot]! * width;
    let i = 0;
    while (i < width && fetched[other + i] === fetched[at + i]) i++;
    if (i === width) return false;
  }
  stamps[slot] = stamp;
  table[slot] = n;
  return true;
}

/** One step: every active child moves to its box; like new parts at a place share one access. */
export function residualStep(w: ResidualWalk): void {
  const ranks = w.problem.tensors[w.tensor]!.rankCount;
  const width = 2 + 3 * ranks;
  const numbers = 2 + 4 * ranks;
  const { state, children } = w;
  let n = 0;
  stamp++;
  for (let c = 0; c < children.length; c++) {
    const child = children[c]!;
    if (!place(w, child)) continue;
    const s = c * width;
    const key = n * numbers;
    let words = 1;
    for (let r = 0; r < ranks; r++) words *= length[r]!;
    fetched[key] = w.places[c]!;
    fetched[key + 1] = 0;
    for (let r = 0; r < ranks; r++) {
      const at = key + 2 + 4 * r;
      fetched[at] = low[r]!;
      fetched[at + 1] = length[r]!;
      fetched[at + 2] = fetched[at + 3] = 0;
    }
    let fresh = words;
    if (w.reuse) {
      const held = state[s] === 1;
      const known = state[s + 1] === 1;
      let same = known;
      let overlap = held ? 1 : 0;
      for (let r = 0; r < ranks; r++) {
        const at = s + 2 + 3 * r;
        if (low[r]! - state[at]! !== state[at + 2]!) same = false;
        const from = Math.max(low[r]!, state[at]!);
        const to = Math.min(low[r]! + length[r]!, state[at]! + state[at + 1]!);
        overlap *= Math.max(0, to - from);
      }
      const subtract = !known || same;
      if (subtract && overlap > 0) {
        fresh = words - overlap;
        fetched[key + 1] = 1;
        for (let r = 0; r < ranks; r++) {
          fetched[key + 4 + 4 * r] = state[s + 2 + 3 * r]!;
          fetched[key + 5 + 4 * r] = state[s + 3 + 3 * r]!;
        }
      }
      const moves = subtract && held;
      for (let r = 0; r < ranks; r++) {
        const at = s + 2 + 3 * r;
        state[at + 2] = moves ? low[r]! - state[at]! : 0;
        state[at] = low[r]!;
        state[at + 1] = length[r]!;
      }
      state[s] = 1;
      state[s + 1] = moves ? 1 : 0;
    }
    w.received += child.count * fresh;
    if (fresh === 0 || !isNew(n, numbers)) continue;
    n++;
    w.accesses += child.positions * fresh;
  }
}

/** Makes room for so many children of so many numbers. */
export function reserve(children: number, ranks: number): void {
  if (children * (2 + 4 * ranks) > fetched.length) fetched = new Float64Array(2 * children * (2 + 4 * ranks));
  while (table.length < 4 * children) {
    table = new Int32Array(2 * table.length);
    stamps = new Uint32Array(table.length);
    stamp = 0;
  }
}
