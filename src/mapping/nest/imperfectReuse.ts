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
  /** Per child: held (0/1), vector known (0/1), then per rank: low corner, length, vector. */
  readonly state: Float64Array;
  readonly index: Float64Array;
  readonly memo: Map<
    string,
    { readonly accesses: number; readonly received: number; readonly state: Float64Array }
  >;
  accesses: number;
  received: number;
}

/** Relation of a dim's digits to the residual path, outermost first: −1 below (free), 0 on the path, 1 beyond. */
function relation(w: Walk, dim: number, spatial: Float64Array, until: number): number {
  for (let l = 0; l < until; l++) {
    if (w.nest.dim[l] !== dim) continue;
    const i = w.nest.kind[l] === TEMPORAL ? w.index[l]! : spatial[l]!;
    if (i < w.digits[l]!) return -1;
    if (i > w.digits[l]!) return 1;
  }
  return 0;
}

const low = new Float64Array(16);
const length = new Float64Array(16);

/** Box of a child now, in `low` and `length`; false where the child has nothing to do. */
function place(w: Walk, child: Child): boolean {
  const tensor = w.problem.tensors[w.tensor]!;
  const dims = tensor.relevant.length;
  low.fill(0, 0, tensor.rankCount);
  length.fill(1, 0, tensor.rankCount);
  for (let d = 0; d < dims; d++) {
    const r = relation(w, d, child.index, w.boundary);
    if (r > 0) return false;
    if (tensor.relevant[d] === 0) continue;
    let base = 0;
    for (let l = 0; l < w.boundary; l++)
      if (w.nest.dim[l] === d)
        base += (w.nest.kind[l] === TEMPORAL ? w.index[l]! : child.index[l]!) * w.stride[l]!;
    const extent = Math.min(w.tile[d]!, w.problem.dimSizes[d]! - base);
    for (let k = 0; k < tensor.rankCount; k++) {
      const c = tensor.coefficient[k * dims + d]!;
      low[k]! += c * base;
      length[k]! += c * (extent - 1);
    }
  }
  return true;
}

/** One step: every active child moves to its box; like new parts at a place share one access. */
function step(w: Walk): void {
  const ranks = w.problem.tensors[w.tensor]!.rankCount;
  const width = 2 + 3 * ranks;
  const seen = new Set<string>();
  w.children.forEach((child, c) => {
    if (!place(w, child)) return;
    const s = c * width;
    let words = 1;
    for (let r = 0; r < ranks; r++) words *= length[r]!;
    let key = child.place;
    for (let r = 0; r < ranks; r++) key += ` ${low[r]}:${length[r]}`;
    let fresh = words;
    if (w.reuse) {
      const held = w.state[s]! === 1;
      let same = w.state[s + 1]! === 1;
      const known = same;
      let overlap = held ? 1 : 0;
      for (let r = 0; r < ranks; r++) {
        const at = s + 2 + 3 * r;
        if (low[r]! - w.state[at]! !== w.state[at + 2]!) same = false;
        const from = Math.max(low[r]!, w.state[at]!);
        const to = Math.min(low[r]! + length[r]!, w.state[at]! + w.state[at + 1]!);
        overlap *= Math.max(0, to - from);
      }
      const subtract = !known || same;
      if (subtract && overlap > 0) {
        fresh = words - overlap;
        for (let r = 0; r < ranks; r++) key += ` ${w.state[s + 2 + 3 * r]}:${w.state[s + 3 + 3 * r]}`;
      }
      for (let r = 0; r < ranks; r++) {
        const at = s + 2 + 3 * r;
        w.state[at + 2] = subtract && held ? low[r]! - w.state[at]! : 0;
        w.state[at] = low[r]!;
        w.state[at + 1] = length[r]!;
      }
      w.state[s] = 1;
      w.state[s + 1] = subtract && held ? 1 : 0;
    }
    w.received += child.count * fresh;
    if (fresh === 0 || seen.has(key)) return;
    seen.add(key);
    w.accesses += child.positions * fresh;
  });
}

/** Low corner per rank that the temporal indices give, to make states comparable along a loop. */
function origin(w: Walk): Float64Array {
  const tensor = w.problem.tensors[w.tensor]!;
  const dims = tensor.relevant.length;
  const at = new Float64Array(tensor.rankCount);
  for (let l = 0; l < w.boundary; l++) {
    if (w.nest.kind[l] !== TEMPORAL || w.index[l] === 0) continue;
    for (let r = 0; r < tensor.rankCount; r++)
      at[r]! += tensor.coefficient[r * dims + w.nest.dim[l]!]! * w.stride[l]! * w.index[l]!;
  }
  return at;
}

/** Moves the held boxes of all children by `sign` × `by`. */
function shift(w: Walk, by: Float64Array, sign: number): void {
  const width = 2 + 3 * by.length;
  for (let c = 0; c < w.children.length; c++)
    if (w.state[c * width] === 1)
      for (let r = 0; r < by.length; r++) w.state[c * width + 2 + 3 * r]! += sign * by[r]!;
}

/** Whether the outer temporal digits leave the first spatial point of every dim in existence. */
function exists(w: Walk, until: number, zero: Float64Array): boolean {
  for (let d = 0; d < w.problem.dimNames.length; d++) if (relation(w, d, zero, until) > 0) return false;
  return true;
}

/** The digits' relations that decide what lies inside loop `at`: like keys mean like inner nests. */
function pathKey(w: Walk, at: number): string {
  let key = `${at}`;
  for (let l = 0; l < at; l++)
    if (w.nest.kind[l] === TEMPORAL)
      key += w.index[l]! < w.digits[l]! ? '<' : w.index[l]! === w.digits[l]! ? '=' : '>';
  return key;
}

/** Runs the temporal loops from `at` inwards; iterations that only repeat the one before are multiplied. */
function run(w: Walk, at: number, zero: Float64Array): void {
  let loop = at;
  while (loop < w.boundary && w.nest.kind[loop] !== TEMPORAL) loop++;
  if (loop >= w.boundary) {
    step(w);
    return;
  }
  const base = origin(w);
  shift(w, base, -1);
  const key = `${pathKey(w, loop)} ${w.state.join()}`;
  const known = w.memo.get(key);
  if (known !== undefined) {
    w.state.set(known.state);
    shift(w, base, 1);
    w.accesses += known.accesses;
    w.received += known.received;
    return;
  }
  shift(w, base, 1);
  const before = { accesses: w.accesses, received: w.received };
  const tensor = w.problem.tensors[w.tensor]!;
  const dims = tensor.relevant.length;
  const move = new Float64Array(tensor.rankCount);
  for (let r = 0; r < move.length; r++)
    move[r] = tensor.coefficient[r * dims + w.nest.dim[loop]!]! * w.stride[loop]!;
  const n = w.nest.factor[loop]!;
  const turn = w.digits[loop]!;
  let last = '';
  for (let i = 0; i < n; i++) {
    w.index[loop] = i;
    if (!exists(w, loop + 1, zero)) break;
    const start = { accesses: w.accesses, received: w.received };
    run(w, loop + 1, zero);
    // Iterations below the residual digit are alike, and so are those above it.
    const end = i < turn ? turn : i === turn ? i + 1 : n;
    const here = origin(w);
    shift(w, here, -1);
    const now = w.state.join();
    shift(w, here, 1);
    const alike = i !== turn && (i > turn ? i > turn + 1 : i > 0) && now === last;
    if (alike && end - i > 1) {
      const more = end - i - 1;
      w.accesses += more * (w.accesses - start.accesses);
      w.received += more * (w.received - start.received);
      shift(w, move, more);
      i += more;
    }
    last = now;
  }
  w.index[loop] = 0;
  shift(w, base, -1);
  w.memo.set(key, {
    accesses: w.accesses - before.accesses,
    received: w.received - before.received,
    state: w.state.slice(),
  });
  shift(w, base, 1);
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
  const total: ResidualTraffic = { accesses: 0, received: 0 };
  const zero = new Float64Array(nest.count);
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
      state: new Float64Array(children.length * (2 + 3 * tensor.rankCount)),
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
