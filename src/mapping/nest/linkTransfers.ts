import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { CompiledTensor } from './nestProblem.ts';

/** Words that cross the network under one instance when neighbours may forward. */
export interface LinkedTraffic {
  /** Words read from the instance. */
  accesses: number;
  /** The same, each counted once per receiving child. */
  received: number;
  /** Words that children take from a neighbour instead. */
  links: number;
}

// Scratch of one call. Positions of all children as single numbers; per rank the largest offset between two children
// (vectors beyond it join no two of them) and the weight that turns an offset vector into a number.
let position = new Float64Array(256);
let matched = new Uint8Array(256);
const span = new Float64Array(16);
const weight = new Float64Array(16);
/** Move of the innermost loop, and the offset of a wrap before the loop looked at. */
const first = new Float64Array(16);
const wrap = new Float64Array(16);

/** Open hash table of positions; a slot is in use where its stamp is that of the present count. */
let slots = new Float64Array(512);
let stamps = new Uint32Array(512);
let stamp = 0;

/** Places child `y · width + x` as the loops enumerate them; weights leave room for differences of either sign. */
function placeChildren(
  tensor: CompiledTensor,
  nest: LoopNest,
  from: number,
  to: number,
  stride: Float64Array,
): number {
  const { rankCount, coefficient } = tensor;
  const dims = tensor.relevant.length;
  span.fill(0, 0, rankCount);
  let children = 1;
  for (let l = from; l < to; l++) {
    children *= nest.factor[l]!;
    for (let r = 0; r < rankCount; r++)
      span[r]! += coefficient[r * dims + nest.dim[l]!]! * stride[l]! * (nest.factor[l]! - 1);
  }
  let room = 1;
  for (let r = 0; r < rankCount; r++) {
    weight[r] = room;
    room *= 2 * span[r]! + 1;
  }
  if (children > position.length) {
    position = new Float64Array(2 * children);
    matched = new Uint8Array(2 * children);
    let size = 512;
    while (size < 4 * children) size *= 2;
    slots = new Float64Array(size);
    stamps = new Uint32Array(size);
    stamp = 0;
  }
  position[0] = 0;
  let filled = 1;
  for (let l = to - 1; l >= from; l--) {
    let step = 0;
    for (let r = 0; r < rankCount; r++)
      step += coefficient[r * dims + nest.dim[l]!]! * stride[l]! * weight[r]!;
    const n = nest.factor[l]!;
    for (let k = 1; k < n; k++) {
      const by = k * step;
      const at = k * filled;
      for (let i = 0; i < filled; i++) position[at + i] = position[i]! + by;
    }
    filled *= n;
  }
  return children;
}

/** Children whose position plus the offset is that of a mesh neighbour, marked in `matched`; their number. */
function matchNeighbours(children: number, meshWidth: number, difference: number): number {
  let linked = 0;
  let x = 0;
  for (let c = 0; c < children; c++) {
    const wanted = position[c]! + difference;
    const hit =
      (x > 0 && position[c - 1] === wanted) ||
      (x < meshWidth - 1 && c + 1 < children && position[c + 1] === wanted) ||
      (c >= meshWidth && position[c - meshWidth] === wanted) ||
      (c + meshWidth < children && position[c + meshWidth] === wanted);
    matched[c] = hit ? 1 : 0;
    if (hit) linked++;
    x = x + 1 === meshWidth ? 0 : x + 1;
  }
  return linked;
}

/** Distinct positions of the children that are not marked. */
function countUnmatched(children: number): number {
  if (stamp === 0xffffffff) {
    stamps.fill(0);
    stamp = 0;
  }
  stamp++;
  const mask = slots.length - 1;
  let count = 0;
  for (let c = 0; c < children; c++) {
    if (matched[c] === 1) continue;
    const p = position[c]!;
    let i = (p * 40503) & mask;
    while (stamps[i] === stamp && slots[i] !== p) i = (i + 1) & mask;
    if (stamps[i] === stamp) continue;
    stamps[i] = stamp;
    slots[i] = p;
    count++;
  }
  return count;
}

/**
 * Traffic under one instance with mesh links between its children: a child whose new part is what a neighbour received
 * one step before takes it over the link. A step uses links only if they lower the accesses of the instance. Steps are
 * told apart as the reference model does: each loop contributes its first two iterations, the second stands for all
 * later ones (Timeloop v3.0.3, loop-analysis; the moves of a wrap are therefore d_k − Σ_{j<k} d_j).
 *
 * `meshWidth` is the width of the physical mesh of children, `distinct` the number of their positions;
 * `reuse` is false for compute units, which keep nothing. Writes into `total`.
 */
export function linkedTraffic(
  tensor: CompiledTensor,
  nest: LoopNest,
  boundary: number,
  from: number,
  to: number,
  stride: Float64Array,
  lengths: Float64Array,
  meshWidth: number,
  distinct: number,
  reuse: boolean,
  total: LinkedTraffic,
): void {
  const { rankCount, coefficient } = tensor;
  const dims = tensor.relevant.length;
  const children = placeChildren(tensor, nest, from, to, stride);
  let box = 1;
  for (let r = 0; r < rankCount; r++) box *= lengths[r]!;
  total.accesses = box * distinct;
  total.received = box * children;
  total.links = 0;
  let inner = boundary - 1;
  while (inner >= 0 && nest.kind[inner] !== TEMPORAL) inner--;
  if (inner < 0) return;
  let overlap = reuse ? 1 : 0;
  let near = true;
  let difference = 0;
  for (let r = 0; r < rankCount; r++) {
    const v = coefficient[r * dims + nest.dim[inner]!]! * stride[inner]!;
    first[r] = wrap[r] = v;
    overlap *= Math.max(0, lengths[r]! - v);
    if (v > span[r]!) near = false;
    difference += v * weight[r]!;
  }
  const small = box - overlap;
  const repeats = nest.factor[inner]! - 1;
  // What steps of the innermost loop find at their neighbours.
  const linked0 = near && small > 0 && repeats > 0 ? matchNeighbours(children, meshWidth, difference) : 0;
  const rest0 = linked0 === 0 ? distinct : countUnmatched(children);
  const add = overlap === 0;
  addSteps(total, repeats * small, children, distinct, add ? linked0 : 0, add ? rest0 : distinct);
  let above = 1;
  for (let l = inner - 1; l >= 0; l--) if (nest.kind[l] === TEMPORAL) above *= nest.factor[l]!;
  for (let l = inner - 1; l >= 0; l--) {
    if (nest.kind[l] !== TEMPORAL) continue;
    above /= nest.factor[l]!;
    const wraps = (nest.factor[l]! - 1) * above;
    let same = reuse;
    near = true;
    difference = 0;
    for (let r = 0; r < rankCount; r++) {
      const d = coefficient[r * dims + nest.dim[l]!]! * stride[l]!;
      const v = d - wrap[r]!;
      if (v !== first[r]) same = false;
      if (Math.abs(v) > span[r]!) near = false;
      difference += v * weight[r]!;
      wrap[r]! += d;
    }
    const comparable = same || overlap === 0;
    // The wrap itself follows a step of the innermost loop; the run of such steps after it follows the wrap.
    const linked = same ? linked0 : comparable && near ? matchNeighbours(children, meshWidth, difference) : 0;
    const rest = same ? rest0 : linked === 0 ? distinct : countUnmatched(children);
    addSteps(total, wraps * (same ? small : box), children, distinct, linked, rest);
    const run = wraps * repeats * small;
    addSteps(total, run, children, distinct, comparable ? linked0 : 0, comparable ? rest0 : distinct);
  }
}

/** Adds steps that move `words` a child, of which `linked` children take them from a neighbour if that helps. */
function addSteps(
  total: LinkedTraffic,
  words: number,
  children: number,
  distinct: number,
  linked: number,
  rest: number,
): void {
  if (rest >= distinct) {
    total.accesses += words * distinct;
    total.received += words * children;
    return;
  }
  total.accesses += words * rest;
  total.received += words * (children - linked);
  total.links += words * linked;
}
