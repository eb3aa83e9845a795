import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import { residualChildren } from './residualChildren.ts';
import { type ResidualWalk, relation, reserve, residualStep } from './residualStep.ts';

/** Words over all instances of a level: read from them, and received by their children. */
export interface ResidualTraffic {
  accesses: number;
  received: number;
}

interface Walk extends ResidualWalk {
  /** Inner nests met before, by a hash of where they lie and what the children held, relative to the origin. */
  readonly memo: Map<number, Visit[]>;
  readonly depths: readonly Depth[];
}

/** Scratch space of one loop: origins and move per rank, states relative to them. */
interface Depth {
  readonly base: Float64Array;
  readonly here: Float64Array;
  readonly move: Float64Array;
  readonly before: Float64Array;
  /** Children that sleep through the loop, and through its present iteration. */
  readonly dormant: Uint8Array;
  readonly idle: Uint8Array;
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

/**
 * Marks the children that nothing inside the loops before `until` can wake: with these temporal indices, a spatial
 * index beyond the residual path of some dim. Their boxes stay where they are while the others move on.
 */
function markDormant(w: Walk, until: number, dormant: Uint8Array): void {
  const { children, loopsOf, perfect, nest, index, digits } = w;
  dormant.fill(0);
  for (let d = 0; d < perfect.length; d++) {
    if (perfect[d] === 1) continue;
    const loops = loopsOf[d]!;
    let k = 0;
    // Outer temporal digits on the path leave the choice to what lies inside.
    while (k < loops.length && nest.kind[loops[k]!] === TEMPORAL) {
      const l = loops[k]!;
      if (l >= until || index[l]! < digits[l]!) break;
      k++;
    }
    if (k === loops.length || nest.kind[loops[k]!] === TEMPORAL) continue;
    for (let c = 0; c < children.length; c++)
      for (let j = k; j < loops.length; j++) {
        const l = loops[j]!;
        if (nest.kind[l] === TEMPORAL && l >= until) break;
        const i = nest.kind[l] === TEMPORAL ? index[l]! : children[c]!.index[l]!;
        if (i < digits[l]!) break;
        if (i > digits[l]!) dormant[c] = 1;
        if (i > digits[l]!) break;
      }
  }
}

/** The state with held boxes relative to `by`, those of dormant children left out. */
function relative(w: Walk, by: Float64Array, dormant: Uint8Array, to: Float64Array): void {
  const width = 2 + 3 * by.length;
  to.set(w.state);
  for (let c = 0, s = 0; s < to.length; c++, s += width)
    if (dormant[c] === 1) to.fill(0, s, s + width);
    else if (to[s] === 1) for (let r = 0; r < by.length; r++) to[s + 2 + 3 * r]! -= by[r]!;
}

/** Moves the held boxes of the children that are not dormant by `times` × `by`. */
function shift(w: Walk, by: Float64Array, times: number, dormant: Uint8Array): void {
  const width = 2 + 3 * by.length;
  for (let c = 0, s = 0; s < w.state.length; c++, s += width)
    if (dormant[c] === 0 && w.state[s] === 1)
      for (let r = 0; r < by.length; r++) w.state[s + 2 + 3 * r]! += times * by[r]!;
}

/** Takes over what a visit left, relative to `base`; dormant children keep theirs. */
function resume(w: Walk, after: Float64Array, base: Float64Array, dormant: Uint8Array): void {
  const width = 2 + 3 * base.length;
  for (let c = 0, s = 0; s < after.length; c++, s += width)
    if (dormant[c] === 0) for (let i = s; i < s + width; i++) w.state[i] = after[i]!;
  shift(w, base, 1, dormant);
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
    residualStep(w);
    return;
  }
  const tensor = w.problem.tensors[w.tensor]!;
  const depth = w.depths[loop]!;
  const { base, here, move, before, dormant, idle } = depth;
  origin(w, base);
  markDormant(w, loop, dormant);
  relative(w, base, dormant, before);
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
      resume(w, visit.after, base, dormant);
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
    markDormant(w, loop + 1, idle);
    relative(w, here, idle, now);
    const comparable = i !== turn && (i > turn ? i > turn + 1 : i > 0);
    if (comparable && end - i > 1 && alike(now, last)) {
      const more = end - i - 1;
      w.accesses += more * (w.accesses - accessesBefore);
      w.received += more * (w.received - receivedBefore);
      shift(w, move, more, idle);
      i += more;
    }
    depth.last = now;
    depth.now = last;
  }
  w.index[loop] = 0;
  const after = new Float64Array(w.state.length);
  relative(w, base, dormant, after);
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
      dormant: new Uint8Array(siblings.length),
      idle: new Uint8Array(siblings.length),
      last: numbers(room),
      now: numbers(room),
    }),
  );
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
  reserve(siblings.length, tensor.rankCount);
  const total: ResidualTraffic = { accesses: 0, received: 0 };
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
