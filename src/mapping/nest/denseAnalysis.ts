import type { DenseCounts } from './denseCounts.ts';
import { residualTraffic } from './imperfectReuse.ts';
import { type LinkedTraffic, linkedTraffic } from './linkTransfers.ts';
import { type LoopNest, SPATIAL_X } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import { countSteps, residualDigits } from './residualDigits.ts';
import { distinctPositions } from './spatialReuse.ts';
import { temporalWords } from './temporalReuse.ts';
import { boxLengths, boxWords } from './tileBox.ts';

/** Strides of the loops, tiles of the levels, spans of their children, used instances: enough to judge legality. */
export function measureTiles(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  const { extent, stride, boundaryExtent, tile, span } = out;
  const dims = extent.length;
  const T = problem.tensors.length;
  const L = problem.levelCount;
  extent.fill(1);
  for (let d = 0; d < dims; d++) boundaryExtent[L * dims + d] = 1;
  let cycles = 1;
  for (let level = L - 1; level >= 0; level--) {
    const end = nest.temporalStart[level + 1]!;
    const middle = nest.spatialStart[level]!;
    for (let l = end - 1; l >= middle; l--) {
      const d = nest.dim[l]!;
      stride[l] = extent[d]!;
      extent[d]! *= nest.factor[l]!;
    }
    for (let t = 0; t < T; t++) span[level * T + t] = boxWords(problem.tensors[t]!, extent, 0);
    const start = nest.temporalStart[level]!;
    for (let l = middle - 1; l >= start; l--) {
      const d = nest.dim[l]!;
      stride[l] = extent[d]!;
      extent[d]! *= nest.factor[l]!;
      cycles *= nest.factor[l]!;
    }
    const row = level * dims;
    for (let d = 0; d < dims; d++) boundaryExtent[row + d] = extent[d]!;
    for (let t = 0; t < T; t++)
      tile[level * T + t] =
        start === middle ? span[level * T + t]! : boxWords(problem.tensors[t]!, extent, 0);
  }
  let x = 1;
  let y = 1;
  for (let level = 0; level < L; level++) {
    out.usedX[level] = x;
    out.usedY[level] = y;
    out.usedInstances[level] = x * y;
    for (let l = nest.spatialStart[level]!; l < nest.temporalStart[level + 1]!; l++)
      if (nest.kind[l] === SPATIAL_X) x *= nest.factor[l]!;
      else y *= nest.factor[l]!;
  }
  out.usedX[L] = x;
  out.usedY[L] = y;
  out.usedInstances[L] = x * y;
  out.usedComputes = x * y;
  out.cycles = cycles;
}

/** Traffic of one tensor with perfect factors, from the compute outwards. */
export function countTensor(problem: NestProblem, nest: LoopNest, out: DenseCounts, t: number): void {
  const tensor = problem.tensors[t]!;
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = out.extent.length;
  const { boundaryExtent, delivered, distinct, traffic, peer, stride } = out;
  for (let level = L - 1; level >= 0; level--) {
    const cell = level * T + t;
    const child = cell + T;
    const from = nest.spatialStart[level]!;
    const to = nest.temporalStart[level + 1]!;
    const childIsCompute = level === L - 1;
    const childKept = !childIsCompute && ((nest.keep[level + 1]! >> t) & 1) === 1;
    const positions = from === to ? 1 : distinctPositions(tensor, nest, from, to, stride);
    distinct[cell] = positions;
    peer[child] = 0;
    let share = 0;
    if (childIsCompute) share = out.cycles;
    else {
      const box = boxWords(tensor, boundaryExtent, (level + 1) * dims);
      share = temporalWords(tensor, nest, to, stride, box, boxLengths);
    }
    delivered[child] = share;
    traffic[cell] = childKept || childIsCompute ? positions * share : positions * traffic[child]!;
    if (nest.forwarding[level] === 1 && to > from) applyLinks(problem, nest, out, t, level, childKept);
  }
}

const linked: LinkedTraffic = { accesses: 0, received: 0, links: 0 };

/** Replaces the traffic under a level by that with neighbour links. */
function applyLinks(
  problem: NestProblem,
  nest: LoopNest,
  out: DenseCounts,
  t: number,
  level: number,
  childKept: boolean,
): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const childIsCompute = level === L - 1;
  const cell = level * T + t;
  const child = cell + T;
  const from = nest.spatialStart[level]!;
  const to = nest.temporalStart[level + 1]!;
  boxWords(problem.tensors[t]!, out.boundaryExtent, (level + 1) * out.extent.length);
  const here = problem.architecture.levels[level]!.instances;
  const below = (problem.architecture.levels[level + 1] ?? problem.architecture.compute).instances;
  linkedTraffic(
    problem.tensors[t]!,
    nest,
    to,
    from,
    to,
    out.stride,
    boxLengths,
    below.x / here.x,
    out.distinct[cell]!,
    !childIsCompute,
    linked,
  );
  const fanout = out.usedInstances[level + 1]! / out.usedInstances[level]!;
  out.delivered[child] = linked.received / fanout;
  if (childKept || childIsCompute) {
    out.traffic[cell] = linked.accesses;
    out.peer[child] = childKept ? Math.floor(linked.links / out.usedInstances[level + 1]!) : 0;
  } else if (linked.received > 0)
    // All traffic of a bypassed child's children comes from here: links no longer help, the mix of receivers stays.
    out.traffic[cell] = (linked.accesses * out.traffic[child]! * fanout) / linked.received;
}

/** Reads, fills and updates of each kept tile; the first read of an output is elided. */
export function splitAccesses(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  for (let t = 0; t < T; t++) {
    const isOutput = problem.tensors[t]!.isOutput;
    let partition = out.tile[t]!;
    let outermost = true;
    for (let level = 0; level < L; level++) {
      const cell = level * T + t;
      if (level > 0 && nest.spatialStart[level - 1]! < nest.temporalStart[level]!)
        partition = Math.floor((partition * out.tile[cell]!) / out.span[cell - T]!);
      out.partition[cell] = partition;
      if (((nest.keep[level]! >> t) & 1) === 0) {
        out.reads[cell] = 0;
        out.fills[cell] = 0;
        out.updates[cell] = 0;
        continue;
      }
      const share = outermost ? 0 : out.delivered[cell]!;
      const traffic = out.traffic[cell]!;
      const peer = out.peer[cell]!;
      if (isOutput) {
        out.updates[cell] = Math.round(traffic);
        out.reads[cell] = Math.round(traffic + peer - partition);
        out.fills[cell] = outermost ? 0 : Math.round(share + peer - partition);
      } else {
        out.updates[cell] = 0;
        out.reads[cell] = Math.round(traffic + peer);
        out.fills[cell] = Math.floor(share + peer);
      }
      outermost = false;
    }
  }
}

/** The same where some factor is imperfect: totals over all instances, as averages per instance. */
function countResidual(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  const dims = out.extent.length;
  const digits = residualDigits(problem, nest, out.stride);
  out.cycles = countSteps(problem, nest, digits);
  for (let t = 0; t < T; t++) {
    out.tile[t] = problem.tensors[t]!.size;
    for (let level = L - 1; level >= 0; level--) {
      const cell = level * T + t;
      const child = cell + T;
      const boundary = nest.temporalStart[level + 1]!;
      const tile = out.boundaryExtent.subarray((level + 1) * dims, (level + 2) * dims);
      const reuse = level < L - 1;
      const own = residualTraffic(problem, nest, t, level, boundary, out.stride, digits, tile, reuse);
      out.peer[child] = 0;
      out.delivered[child] = own.received / out.usedInstances[level + 1]!;
      const kept = !reuse || ((nest.keep[level + 1]! >> t) & 1) === 1;
      const below = kept ? own.received : out.traffic[child]! * out.usedInstances[level + 1]!;
      out.traffic[cell] = ((own.accesses / own.received) * below) / out.usedInstances[level]!;
    }
  }
}

/**
 * Dense tile and reuse analysis of a nest. With perfect factors the cost depends on neither factors nor unit counts;
 * imperfect ones are walked with repeated iterations multiplied (neighbour links are not modelled there).
 */
export function analyseDense(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  measureTiles(problem, nest, out);
  countAccesses(problem, nest, out);
}

/** The second half of `analyseDense`, after `measureTiles`. */
export function countAccesses(problem: NestProblem, nest: LoopNest, out: DenseCounts): void {
  if (nest.imperfect) countResidual(problem, nest, out);
  else for (let t = 0; t < problem.tensors.length; t++) countTensor(problem, nest, out, t);
  splitAccesses(problem, nest, out);
}
