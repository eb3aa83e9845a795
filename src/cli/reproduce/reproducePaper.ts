import { type JudgedClaim, judgeClaim } from './judgeClaim.ts';
import type { LoadedPaper } from './loadClaims.ts';
import { measureClaim, type PointValues, pointValues } from './measureClaim.ts';

/** A publication and what became of its claims. */
export interface Reproduction {
  readonly name: string;
  readonly title: string;
  readonly citation: string;
  readonly claims: readonly JudgedClaim[];
  /** Claims that gate, and how many of them hold. */
  readonly gating: number;
  readonly held: number;
}

/** Simulates what the claims of a paper need, each point once, and judges them. */
export function reproducePaper({ claims: file, sweeps }: LoadedPaper): Reproduction {
  const values = new Map<string, PointValues>();
  for (const [name, prepared] of sweeps) values.set(name, pointValues(prepared));
  const claims = file.claims.map((claim) => {
    const { measure } = claim;
    if (measure === undefined) return judgeClaim(claim, null);
    const prepared = sweeps.get(measure.sweep)!;
    return judgeClaim(claim, measureClaim(measure, prepared, values.get(measure.sweep)!));
  });
  const gating = claims.filter(({ gates }) => gates);
  return {
    name: file.name,
    title: file.title,
    citation: file.citation,
    claims,
    gating: gating.length,
    held: gating.filter(({ verdict }) => verdict === 'within').length,
  };
}
