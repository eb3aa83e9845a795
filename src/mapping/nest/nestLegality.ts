import type { Diagnostic } from '../../core/diagnostic.ts';
import type { DenseCounts } from './denseCounts.ts';
import { type LoopNest, SPATIAL_X } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';
import { boxWords } from './tileBox.ts';

/** Words that an instance of a level can keep, null: unlimited. */
export function usableWords(level: {
  readonly capacityWords: number | null;
  readonly multipleBuffering?: number;
}): number | null {
  if (level.capacityWords === null) return null;
  return Math.floor(level.capacityWords / (level.multipleBuffering ?? 1));
}

const within = new Float64Array(64);

/** Words of a tensor's tile at a level; the tile of an imperfect nest holds no more than there is. */
function tileWords(
  problem: NestProblem,
  nest: LoopNest,
  counts: DenseCounts,
  level: number,
  t: number,
): number {
  if (!nest.imperfect) return counts.tile[level * problem.tensors.length + t]!;
  const dims = problem.dimNames.length;
  for (let d = 0; d < dims; d++)
    within[d] = Math.min(counts.boundaryExtent[level * dims + d]!, problem.dimSizes[d]!);
  return boxWords(problem.tensors[t]!, within, 0);
}

/** Whether fan-outs and capacities hold: the cheap form of `legalityOf` for searches, after the dense analysis. */
export function isLegal(problem: NestProblem, nest: LoopNest, counts: DenseCounts): boolean {
  const T = problem.tensors.length;
  const { levels, compute } = problem.architecture;
  for (let l = 0; l < problem.levelCount; l++) {
    let x = 1;
    let y = 1;
    for (let i = nest.spatialStart[l]!; i < nest.temporalStart[l + 1]!; i++)
      if (nest.kind[i] === SPATIAL_X) x *= nest.factor[i]!;
      else y *= nest.factor[i]!;
    const here = levels[l]!.instances;
    const below = (levels[l + 1] ?? compute).instances;
    if (x * here.x > below.x || y * here.y > below.y) return false;
    const usable = usableWords(levels[l]!);
    if (usable === null) continue;
    let words = 0;
    for (let t = 0; t < T; t++) if ((nest.keep[l]! >> t) & 1) words += tileWords(problem, nest, counts, l, t);
    if (words > usable) return false;
  }
  return true;
}

/** Everything that makes a mapping illegal, each with the level, by how much, and the nearest legal choice. */
export function legalityOf(problem: NestProblem, nest: LoopNest, counts: DenseCounts): readonly Diagnostic[] {
  const T = problem.tensors.length;
  const { levels, compute } = problem.architecture;
  const found: Diagnostic[] = [];
  const error = (code: string, message: string, hint: string): void => {
    found.push({ code, severity: 'error', message, hint });
  };
  problem.tensors.forEach((tensor, t) => {
    let kept = false;
    for (let l = 0; l < problem.levelCount; l++) if ((nest.keep[l]! >> t) & 1) kept = true;
    if (!kept)
      error(
        'WIN-MAP-203',
        `no level keeps tensor ${tensor.name}`,
        `keep ${tensor.name} at ${levels[0]!.name}, the outermost level`,
      );
  });
  for (let l = 0; l < problem.levelCount; l++) {
    const level = levels[l]!;
    const child = levels[l + 1] ?? compute;
    const used = { x: 1, y: 1 };
    const loops: { x: string[]; y: string[] } = { x: [], y: [] };
    for (let i = nest.spatialStart[l]!; i < nest.temporalStart[l + 1]!; i++) {
      const axis = nest.kind[i] === SPATIAL_X ? 'x' : 'y';
      used[axis] *= nest.factor[i]!;
      loops[axis].push(`${problem.dimNames[nest.dim[i]!]} ${nest.factor[i]}`);
    }
    for (const axis of ['x', 'y'] as const) {
      const mesh = Math.floor(child.instances[axis] / level.instances[axis]);
      if (used[axis] > mesh)
        error(
          'WIN-MAP-201',
          `the ${axis} fan-out below ${level.name} is ${used[axis]} (${loops[axis].join(', ')}), ${child.name} has ${mesh} in ${axis}`,
          `lower the product of the ${axis} factors below ${level.name} to ${mesh} or less`,
        );
    }
    const usable = usableWords(level);
    if (usable === null) continue;
    let words = 0;
    let largest = -1;
    const held = problem.tensors.map((_, t) => tileWords(problem, nest, counts, l, t));
    for (let t = 0; t < T; t++) {
      if (((nest.keep[l]! >> t) & 1) === 0) continue;
      words += held[t]!;
      if (largest < 0 || held[t]! > held[largest]!) largest = t;
    }
    if (words <= usable) continue;
    const tiles = problem.tensors
      .map((tensor, t) => ((nest.keep[l]! >> t) & 1 ? `${tensor.name} ${held[t]}` : ''))
      .filter(Boolean)
      .join(' + ');
    const rest = words - held[largest]!;
    const name = problem.tensors[largest]!.name;
    error(
      'WIN-MAP-202',
      `${level.name} holds ${tiles} = ${words} words, ${words - usable} more than its ${usable}`,
      usable > rest
        ? `shrink the tile of ${name} to ${usable - rest} words or less by moving a factor of ${name} outwards, or let ${name} bypass ${level.name}`
        : `let ${name} bypass ${level.name} and shrink the others by ${rest - usable} words`,
    );
  }
  return found;
}
