import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { MacCounts } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { spanOf, storedOf } from './kSpace.ts';
import { patternFacts } from './patternFacts.ts';
import type { Problem } from './problem.ts';
import { storedValues } from './storedBits.ts';

/** Multiply-accumulates that take a slot: stored values times the lines of the other operand. */
export function executedMacs(problem: Problem): number {
  const { batch, sharedBy, m, n, space, kept } = problem;
  if (kept === null) {
    const perOutput =
      space.mode === 'dense' ? spanOf(space, 0, space.slots) : storedOf(space, 0, space.slots, space.kept);
    return batch * m * n * perOutput;
  }
  const stored = kept.map((_, element) => storedValues(problem, element, 0, n, 0, space.slots));
  if (stored.length === 1) return batch * m * stored[0]!;
  let total = 0;
  for (let g = 0; g < batch; g++) total += m * stored[Math.floor(g / sharedBy)]!;
  return total;
}

/** Whether products of two non-zeros can only be counted in a sample. */
export function countsNeedSample(operation: Operation): boolean {
  const a = patternFacts(operation, 'a');
  const b = patternFacts(operation, 'b');
  return !(a.exact && b.density === 1) && !(b.exact && a.density === 1);
}

/** Products of two non-zeros. Exact where the patterns promise it or `context` gives them, else expected. */
function effectualMacs(operation: Operation, context: SimulationContext | null): number {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const a = patternFacts(operation, 'a');
  const b = patternFacts(operation, 'b');
  const all = batch * m * n * k;
  if (a.exact && b.density === 1) return batch * a.nnz * n;
  if (b.exact && a.density === 1) return batch * b.nnz * m;
  if (context === null) return Math.round(all * a.density * b.density);
  let total = 0;
  for (let g = 0; g < batch; g++) {
    const perK = columnCounts(context, a.density === 1 ? null : g, m, k);
    if (b.density === 1) {
      for (let i = 0; i < k; i++) total += perK[i]! * n;
      continue;
    }
    const { rowPointers } = context.pattern('b', g - (g % b_shared_by));
    for (let i = 0; i < k; i++) total += perK[i]! * (rowPointers[i + 1]! - rowPointers[i]!);
  }
  return total;
}

/** Non-zeros of each column of a. */
function columnCounts(
  context: SimulationContext,
  element: number | null,
  m: number,
  k: number,
): Float64Array {
  const counts = new Float64Array(k);
  if (element === null) return counts.fill(m);
  const { columns } = context.pattern('a', element);
  for (let i = 0; i < columns.length; i++) counts[columns[i]!]!++;
  return counts;
}

/** Where the dense multiply-accumulates went; `context` null for expectations. */
export function macCounts(
  operation: Operation,
  problem: Problem,
  zeroGating: boolean,
  context: SimulationContext | null,
): MacCounts {
  const { batch, m, n, space } = problem;
  const executed = executedMacs(problem);
  const effectual = Math.min(executed, effectualMacs(operation, context));
  const idle = executed - effectual;
  return {
    effectual,
    skipped: batch * m * n * space.k - executed,
    gated: zeroGating ? idle : 0,
    padded: zeroGating ? 0 : idle,
  };
}
