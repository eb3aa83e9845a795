import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import { type Child, residualChildren } from './residualChildren.ts';

/** Words over all instances of a level: read from them, and received by their children. */
export interface ResidualTraffic {
  accesses: number;
  received: number;
}

interface Walk {
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
  /** Inner nests met before, by a hash of where they lie and what the children held, relative to the origin. */
  readonly memo: Map<number, Visit[]>;
  readonly depths: readonly Depth[];
  accesses: number;
  received: number;
}

/** Scratch space of one loop: origins and move per rank, states relative to them. */
interface Depth {
  readonly base: Float64Array;
  readonly here: Float64Array;
  readonly move: Float64Array;
  readonly before: Float64Array;
  last: Float64Array;
  now: Float64Array;
}

interface Visit {
  readonly path: number;
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly accesses: number;
  readonly received: number;
}

const low = new Float64Array(16);
const length = new Float64Array(16);

/** Relation of a dim's digits to the residual path, outermost first: −1 below (free), 0 on the path, 1 beyond. */
function relation(w: Walk, dim: number, spatial: Float64Array, until: number): number {
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
function place(w: Walk, child: Child): boolean {
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
function step(w: Walk): void {
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

/** Low corner per rank that the temporal indices give, to make states comparable along a loop. */
function origin(w: Walk, at: Float64Array): void {
  const tensor = w.problem.tensors[w.tensor]!;
  const dims = tensor.relevant.length;
  at.fill(0);
  for (let l = 0; l < w.boundary; l++) {
    if (w.nest.kind[l] !== TEMPORAL || w.index[l] === 0) continue;
    for (let r = 0; r < at.length; r++)
      at[r]! += tensor.coefficient[r * dims + w.nest.dim[l]!]! * w.stride[l]! * w.index[l]!;
  }
}

/** The state with held boxes relative to `by`. */
function relative(w: Walk, by: Float64Array, to: Float64Array): void {
  const width = 2 + 3 * by.length;
  to.set(w.state);
  for (let s = 0; s < to.length; s += width)
    if (to[s] === 1) for (let r = 0; r < by.length; r++) to[s + 2 + 3 * r]! -= by[r]!;
}

/** Moves the held boxes of all children by `times` × `by`. */
function shift(w: Walk, by: Float64Array, times: number): void {
  const width = 2 + 3 * by.length;
  for (let s = 0; s < w.state.length; s += width)
    if (w.state[s] === 1) for (let r = 0; r < by.length; r++) w.state[s + 2 + 3 * r]! += times * by[r]!;
}

const alike = (a: Float64Array, b: Float64Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** Whether the outer temporal digits leave the first spatial point of every dim in existence. */
function exists(w: Walk, until: number, zero: Float64Array): boolean {
  for (let d = 0; d < w.problem.dimNames.length; d++) if (relation(w, d, zero, until) > 0) return false;
  return true;
}

/** Whether all of a dim exists, or an outer temporal digit off the residual path has decided, for all children, what does. */
function decided(w: Walk, dim: number, until: number): boolean {
  if (w.perfect[dim] === 1) return true;
  const loops = w.loopsOf[dim]!;
  for (let k = 0; k < loops.length; k++) {
    const l = loops[k]!;
    if (l >= until) return false;
    if (w.nest.kind[l] === TEMPORAL && w.index[l] !== w.digits[l]) return true;
  }
  return false;
}

/** Loop `at` and the digits' relations that decide what lies inside it: like numbers mean like inner nests. */
function pathOf(w: Walk, at: number): number {
  let path = 0;
  for (let l = 0; l < at; l++)
    if (w.nest.kind[l] === TEMPORAL) {
      const i = w.index[l]!;
      const digit = w.digits[l]!;
      path = 3 * path + (i === digit || decided(w, w.nest.dim[l]!, l) ? 0 : i < digit ? 1 : 2);
    }
  return path * (w.boundary + 1) + at;
}

/** Runs the temporal loops from `at` inwards; iterations that only repeat the one before are multiplied. */
function run(w: Walk, at: number, zero: Float64Array): void {
  let loop = at;
  while (loop < w.boundary && w.nest.kind[loop] !== TEMPORAL) loop++;
  if (loop >= w.boundary) {
    step(w);
    return;
  }
  const tensor = w.problem.tensors[w.tensor]!;
  const depth = w.depths[loop]!;
  const { base, here, move, before } = depth;
  origin(w, base);
  relative(w, base, before);
  const path = pathOf(w, loop);
  let hash = path | 0;
  for (let i = 0; i < before.length; i++) hash = Math.imul(hash ^ before[i]!, 0x9e3779b1) ^ (hash >>> 15);
  let visits = w.memo.get(hash);
  if (visits === undefined) {
    visits = [];
    w.memo.set(hash, visits);
  }
  for (const visit of visits)
    if (visit.path === path && alike(visit.before, before)) {
      w.state.set(visit.after);
      shift(w, base, 1);
      w.accesses += visit.accesses;
      w.received += visit.received;
      return;
    }
  const { accesses, received } = w;
  const dims = tensor.relevant.length;
  for (let r = 0; r < move.length; r++)
    move[r] = tensor.coefficient[r * dims + w.nest.dim[loop]!]! * w.stride[loop]!;
  const n = w.nest.factor[loop]!;
  const turn = decided(w, w.nest.dim[loop]!, loop) ? n : w.digits[loop]!;
  for (let i = 0; i < n; i++) {
    w.index[loop] = i;
    if (!exists(w, loop + 1, zero)) break;
    const accessesBefore = w.accesses;
    const receivedBefore = w.received;
    run(w, loop + 1, zero);
    // Iterations below the residual digit are alike, and so are those above it.
    const end = i < turn ? turn : i === turn ? i + 1 : n;
    origin(w, here);
    const { last, now } = depth;
    relative(w, here, now);
    const comparable = i !== turn && (i > turn ? i > turn + 1 : i > 0);
    if (comparable && end - i > 1 && alike(now, last)) {
      const more = end - i - 1;
      w.accesses += more * (w.accesses - accessesBefore);
      w.received += more * (w.received - receivedBefore);
      shift(w, move, more);
      i += more;
    }
    depth.last = now;
    depth.now = last;
  }
  w.index[loop] = 0;
  const after = new Float64Array(w.state.length);
  relative(w, base, after);
  visits.push({
    path,
    before: before.slice(),
    after,
    accesses: w.accesses - accesses,
    received: w.received - received,
  });
}

/**
 * Traffic under a level where factors may be imperfect, by walking the temporal loops with repeated iterations
 * multiplied: exact, and independent of trip counts. Children are represented by class (below, at, above the residual
 * digit of each spatial loop); where two dims of a rank are spread under one instance, one by one. A child that the
 * residual leaves idle keeps its tile. Children at one place share an access when they hold the same box and need the
 * same new part.
 */
export function residualTraffic(
  problem: NestProblem,
  nest: LoopNest,
  t: number,
  level: number,
  boundary: number,
  stride: Float64Array,
  digits: Float64Array,
  tile: Float64Array,
  reuse: boolean,
): ResidualTraffic {
  const tensor = problem.tensors[t]!;
  const from = nest.spatialStart[level]!;
  const { parents, siblings } = residualChildren(problem, nest, tensor, from, boundary, digits);
  const room = siblings.length * (2 + 3 * tensor.rankCount);
  const numbers = (n: number) => new Float64Array(n);
  const depths = Array.from(
    { length: boundary },
    (): Depth => ({
      base: numbers(tensor.rankCount),
      here: numbers(tensor.rankCount),
      move: numbers(tensor.rankCount),
      before: numbers(room),
      last: numbers(room),
      now: numbers(room),
    }),
  );
  const total: ResidualTraffic = { accesses: 0, received: 0 };
  const zero = new Float64Array(nest.count);
  const loopsOf = problem.dimNames.map((_, d) => {
    const loops: number[] = [];
    for (let l = 0; l < boundary; l++) if (nest.dim[l] === d) loops.push(l);
    return loops;
  });
  const product = new Float64Array(problem.dimNames.length).fill(1);
  for (let l = 0; l < nest.count; l++) product[nest.dim[l]!]! *= nest.factor[l]!;
  const perfect = Uint8Array.from(problem.dimSizes, (size, d) => (product[d] === size ? 1 : 0));
  const numbered = new Map<string, number>();
  const places = siblings.map((child) => {
    const known = numbered.get(child.place) ?? numbered.size;
    numbered.set(child.place, known);
    return known;
  });
  if (siblings.length * (2 + 4 * tensor.rankCount) > fetched.length)
    fetched = new Float64Array(2 * siblings.length * (2 + 4 * tensor.rankCount));
  while (table.length < 4 * siblings.length) {
    table = new Int32Array(2 * table.length);
    stamps = new Uint32Array(table.length);
    stamp = 0;
  }
  for (const parent of parents) {
    const children = siblings.map((child) => ({
      ...child,
      index: child.index.map((i, l) => (l < from ? parent.index[l]! : i)),
    }));
    const walk: Walk = {
      problem,
      nest,
      tensor: t,
      boundary,
      stride,
      digits,
      tile,
      reuse,
      children,
      places,
      perfect,
      loopsOf,
      depths,
      state: new Float64Array(room),
      index: new Float64Array(nest.count),
      memo: new Map(),
      accesses: 0,
      received: 0,
    };
    run(walk, 0, zero);
    total.accesses += parent.count * walk.accesses;
    total.received += parent.count * walk.received;
  }
  return total;
}
