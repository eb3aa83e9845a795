import type { NestProblem } from '../nestProblem.ts';

export const NO_ACTION = 0;
export const GATE = 1;
export const SKIP = 2;
export const SPATIAL_SKIP = 3;

/** What the storage actions leave out, per (level, tensor): also where the tensor passes by (spatial skipping). */
export interface ActionTable {
  readonly kind: Uint8Array;
  /** Share of the tensor's accesses that is left out. */
  readonly share: Float64Array;
}

export function createActionTable(problem: NestProblem): ActionTable {
  const cells = problem.levelCount * problem.tensors.length;
  return { kind: new Uint8Array(cells), share: new Float64Array(cells) };
}
