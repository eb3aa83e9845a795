import type { Diagnostic } from '../../../core/diagnostic.ts';
import { type LoopNest, SPATIAL_X } from '../loopNest.ts';
import { usableWords } from '../nestLegality.ts';
import type { NestProblem } from '../nestProblem.ts';
import { fullestTile } from './expectation.ts';
import type { SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';

/**
 * Everything that makes a sparse mapping illegal: fan-outs (with positions squeezed out by spatial skipping), data and
 * metadata capacities against the fullest tile, and formats with too few ranks; each with what would be legal.
 */
export function sparseProblems(
  problem: NestProblem,
  plan: SparsePlan,
  nest: LoopNest,
  cells: readonly (SparseCell | undefined)[],
): Diagnostic[] {
  const T = problem.tensors.length;
  const { levels, compute } = problem.architecture;
  const found: Diagnostic[] = [];
  const error = (code: string, message: string, hint: string): void => {
    found.push({ code, severity: 'error', message, hint });
  };
  levels.forEach((level, l) => {
    const child = levels[l + 1] ?? compute;
    if (plan.spatialSkips.length === 0) {
      const used = { x: 1, y: 1 };
      for (let i = nest.spatialStart[l]!; i < nest.temporalStart[l + 1]!; i++)
        used[nest.kind[i] === SPATIAL_X ? 'x' : 'y'] *= nest.factor[i]!;
      for (const axis of ['x', 'y'] as const) {
        const mesh = Math.floor(child.instances[axis] / level.instances[axis]);
        if (used[axis] > mesh)
          error(
            'WIN-MAP-201',
            `the ${axis} fan-out below ${level.name} is ${used[axis]}, ${child.name} has ${mesh} in ${axis}`,
            `lower the product of the ${axis} factors below ${level.name} to ${mesh} or less`,
          );
      }
    }
    let words = 0;
    let bits = 0;
    for (let t = 0; t < T; t++) {
      const cell = cells[l * T + t];
      if (cell === undefined) continue;
      const name = problem.tensors[t]!.name;
      if (cell.usedX > level.instances.x || cell.usedY > level.instances.y)
        error(
          'WIN-MAP-201',
          `${name} needs ${cell.usedX} × ${cell.usedY} instances of ${level.name}, there are ${level.instances.x} × ${level.instances.y}`,
          `lower the spatial factors above ${level.name}`,
        );
      if (cell.bound.missing > 0)
        error(
          'WIN-MAP-204',
          `the format of ${name} at ${level.name} has ${cell.format?.ranks.length ?? 1} ranks, the loops need ${cell.bound.missing} more`,
          `add ${cell.bound.missing} outer UOP ranks to the format of ${name} at ${level.name}, or join loops with flatten`,
        );
      const fullest = fullestTile(plan, cell);
      words += fullest.words;
      bits += fullest.metadataBits;
    }
    const usable = usableWords(level);
    if (usable !== null && words > usable)
      error(
        'WIN-MAP-202',
        `the fullest tiles at ${level.name} take ${words} words, ${words - usable} more than its ${usable}`,
        `shrink a tile kept at ${level.name} by ${words - usable} words, or let a tensor bypass it`,
      );
    const store = level.metadata;
    if (store?.depth !== undefined && bits > store.widthBits * store.depth)
      error(
        'WIN-MAP-205',
        `metadata at ${level.name} takes ${bits} bits, its store has ${store.widthBits * store.depth}`,
        `make the metadata store ${Math.ceil(bits / store.widthBits)} rows deep, or use a smaller tile or word`,
      );
  });
  return found;
}
