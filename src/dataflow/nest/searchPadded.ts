import { DiagnosticError } from '../../core/diagnostic.ts';
import type { NestMapping } from '../../mapping/nest/nestMapping.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { NestConstraints } from '../../mapping/nest/search/nestConstraints.ts';
import { type FoundNest, searchNest } from '../../mapping/nest/search/searchNest.ts';

type Options = Parameters<typeof searchNest>[2];

/** Compute units that a mapping uses. */
function unitsOf(mapping: NestMapping): number {
  let units = 1;
  for (const { spatial } of mapping)
    for (const [, factor] of [...(spatial?.x ?? []), ...(spatial?.y ?? [])]) units *= factor;
  return units;
}

/**
 * Perfect factors, and imperfect spread ones with as many evaluations again where the best mapping leaves more than half
 * of the units idle, or none is legal: ⌈n / f⌉ steps over an axis of f ≤ n units always use half of it, so a smaller
 * share comes of extents that lack the factors. The better mapping of the two, so never a worse one.
 */
export function searchPadded(
  problem: NestProblem,
  constraints: NestConstraints,
  options: Options,
): Pick<FoundNest, 'mapping' | 'cost' | 'evaluated'> {
  const { x, y } = problem.architecture.compute.instances;
  let perfect: FoundNest | undefined;
  let refused: unknown;
  try {
    perfect = searchNest(problem, constraints, options);
    if (2 * unitsOf(perfect.mapping) >= x * y) return perfect;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    refused = error;
  }
  try {
    const imperfect = searchNest(problem, { ...constraints, imperfect: 'spatial' }, options);
    if (perfect === undefined) return imperfect;
    const evaluated = perfect.evaluated + imperfect.evaluated;
    return { ...(imperfect.cost < perfect.cost ? imperfect : perfect), evaluated };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (perfect !== undefined) return perfect;
    throw refused;
  }
}
