import type { NestProblem } from '../nestProblem.ts';
import type { RemainingComputes } from './combineActions.ts';
import type { Outcome, SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';

/**
 * What becomes of the computes that storage actions leave. All operands not zero: actual. Some absent and some not:
 * skipped if the compute skips unaligned operands, else a bubble (gated or actual). A present zero: gated if the
 * compute gates, else actual. All absent: no compute at all. Where a storage action on operand x has already removed
 * tiles with an empty other operand, the others' densities are given that their tile is not empty: d / (1 − p).
 */
export function computeOutcome(
  problem: NestProblem,
  plan: SparsePlan,
  cells: readonly (SparseCell | undefined)[],
  rest: RemainingComputes,
): Outcome {
  const T = problem.tensors.length;
  // An operand is not zero, zero but present, or left out by its metadata.
  let allNonZero = 1;
  let allAbsent = 1;
  let allPresent = 1;
  for (let t = 0; t < T; t++) {
    if (problem.tensors[t]!.isOutput) continue;
    let level = problem.levelCount - 1;
    while (level > 0 && cells[level * T + t] === undefined) level--;
    let density = Math.round(1e6 * plan.densities[t]!.density) / 1e6;
    for (let other = 0; other < T; other++)
      if (other !== t && rest.leftOut[other]! >= 0) density /= 1 - rest.leftOut[other]!;
    const hasMetadata = cells[level * T + t]?.format !== undefined;
    const nonZero = Math.min(1, Math.max(0, density));
    const zero = Math.min(1, Math.max(0, 1 - density));
    allNonZero *= nonZero;
    allAbsent *= hasMetadata ? zero : 0;
    allPresent *= nonZero + (hasMetadata ? 0 : zero);
  }
  const someAbsent = 1 - allAbsent - allPresent;
  const presentZero = allPresent - allNonZero;
  let skipped = 0;
  let gated = 0;
  if (plan.skipUnaligned) skipped += someAbsent;
  else if (plan.gateOnZero) gated += someAbsent;
  if (plan.gateOnZero) gated += presentZero;
  const total = rest.computes;
  const gatedComputes = Math.floor(total * Math.max(0, gated));
  const skippedComputes = Math.floor(total * Math.max(0, skipped));
  return {
    actual: total - skippedComputes - gatedComputes - Math.floor(total * Math.max(0, allAbsent)),
    gated: gatedComputes,
    skipped: skippedComputes,
  };
}
