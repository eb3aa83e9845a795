import { type LoopNest, TEMPORAL } from '../loopNest.ts';
import type { LevelMapping, Loop, NestMapping } from '../nestMapping.ts';
import type { NestSpace } from './nestSpace.ts';

/** A point of a map space: factors per slot and dim, the order of the temporal loops per level, what is kept. */
export interface Genome {
  /** `factor[slot × dims + dim]`. */
  readonly factor: Float64Array;
  /** `order[level × dims + i]`: the i-th dim from outside. */
  readonly order: Uint8Array;
  readonly keep: Int32Array;
}

/** Every free factor in the outermost temporal slot that is open to it: legal wherever anything is. */
export function outermostGenome(space: NestSpace): Genome {
  const dims = space.problem.dimNames.length;
  const factor = space.fixed.slice();
  space.primes.forEach((primes, d) => {
    let s = space.slots.length - 1;
    while (space.open[s * dims + d] === 0) s--;
    if (primes.length > 0) factor[s * dims + d]! *= space.rest[d]!;
  });
  const order = new Uint8Array(space.problem.levelCount * dims);
  space.orders.forEach((fixed, level) => {
    for (let i = 0; i < dims; i++) order[level * dims + i] = fixed?.[i] ?? i;
  });
  return { factor, order, keep: Int32Array.from(space.mayKeep) };
}

export function copyGenome(from: Genome, to: Genome): void {
  to.factor.set(from.factor);
  to.order.set(from.order);
  to.keep.set(from.keep);
}

export const cloneGenome = (g: Genome): Genome => ({
  factor: g.factor.slice(),
  order: g.order.slice(),
  keep: g.keep.slice(),
});

/** Writes a genome's loops into a nest. */
export function encodeGenome(space: NestSpace, genome: Genome, nest: LoopNest): void {
  const dims = space.problem.dimNames.length;
  const L = space.problem.levelCount;
  let count = 0;
  let s = space.slots.length - 1;
  for (let level = 0; level < L; level++) {
    nest.temporalStart[level] = count;
    for (let i = 0; i < dims; i++) {
      const d = genome.order[level * dims + i]!;
      const f = genome.factor[s * dims + d]!;
      if (f === 1) continue;
      nest.dim[count] = d;
      nest.factor[count] = f;
      nest.kind[count] = TEMPORAL;
      count++;
    }
    nest.spatialStart[level] = count;
    for (s--; s >= 0 && space.slots[s]!.kind !== TEMPORAL; s--) {
      const kind = space.slots[s]!.kind;
      for (let d = 0; d < dims; d++) {
        const f = genome.factor[s * dims + d]!;
        if (f === 1) continue;
        nest.dim[count] = d;
        nest.factor[count] = f;
        nest.kind[count] = kind;
        count++;
      }
    }
    nest.keep[level] = genome.keep[level]!;
  }
  nest.temporalStart[L] = count;
  nest.spatialStart[L] = count;
  nest.count = count;
  nest.imperfect = false;
  if (space.imperfect === 'none') return;
  for (let d = 0; d < dims; d++) {
    let product = 1;
    for (let at = d; at < genome.factor.length; at += dims) product *= genome.factor[at]!;
    if (product > space.problem.dimSizes[d]!) nest.imperfect = true;
  }
}

/** The mapping of a genome, for people and files. */
export function genomeMapping(space: NestSpace, genome: Genome): NestMapping {
  const { problem } = space;
  const dims = problem.dimNames.length;
  const loops = (level: number, kind: number, order: readonly number[]): Loop[] => {
    const s = space.slots.findIndex((slot) => slot.level === level && slot.kind === kind);
    if (s < 0) return [];
    return order.flatMap((d): Loop[] => {
      const f = genome.factor[s * dims + d]!;
      return f === 1 ? [] : [[problem.dimNames[d]!, f]];
    });
  };
  const natural = problem.dimNames.map((_, d) => d);
  return problem.architecture.levels.map(
    (level, l): LevelMapping => ({
      level: level.name,
      temporal: loops(l, TEMPORAL, Array.from(genome.order.subarray(l * dims, (l + 1) * dims))),
      spatial: { x: loops(l, 1, natural), y: loops(l, 2, natural) },
      keep: problem.tensors.filter((_, t) => (genome.keep[l]! >> t) & 1).map((t) => t.name),
    }),
  );
}
