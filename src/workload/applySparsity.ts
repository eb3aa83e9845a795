import type { Diagnostic } from '../core/diagnostic.ts';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import { dense } from '../tensor/patternSpec.ts';
import { checkPattern } from '../tensor/resolvePattern.ts';
import type { DraftLayer, RoleSparsity } from './draftLayer.ts';
import { entryComplaints } from './entryComplaints.ts';
import { matchingEntries } from './matchingEntries.ts';
import type { OperandName } from './operand.ts';
import { operandOf, type Role } from './operandRoles.ts';
import type { WorkloadSpec } from './workloadSpec.ts';

export type OperandSparsity = Readonly<Record<OperandName, PatternSpec>>;

/** Some names of a draft that got the same sparsity. */
export interface SparseDraft {
  readonly draft: DraftLayer;
  readonly names: readonly string[];
  readonly sparsity: OperandSparsity;
}

type Entry = RoleSparsity & { readonly layers?: string | undefined };

const roles = ['weights', 'activations', 'outputs'] as const satisfies readonly Role[];

/** Patterns of an entry by role, those left out absent. */
function given(entry: RoleSparsity): [Role, PatternSpec][] {
  const found: [Role, PatternSpec][] = [];
  for (const role of roles) if (entry[role] !== undefined) found.push([role, entry[role] as PatternSpec]);
  return found;
}

/** Every entry of the workload's `sparsity`, as a list. */
export const sparsityEntries = (spec: Pick<WorkloadSpec, 'sparsity'>): readonly Entry[] =>
  spec.sparsity === undefined ? [] : Array.isArray(spec.sparsity) ? spec.sparsity : [spec.sparsity];

const entryPath = (spec: Pick<WorkloadSpec, 'sparsity'>, index: number): (string | number)[] =>
  Array.isArray(spec.sparsity) ? ['sparsity', index] : ['sparsity'];

/** Unknown patterns and wrong parameters in the workload's own entries. */
export const checkSparsity = (spec: Pick<WorkloadSpec, 'sparsity'>): Diagnostic[] =>
  sparsityEntries(spec).flatMap((entry, index) =>
    given(entry).flatMap(([role, pattern]) => checkPattern(pattern, [...entryPath(spec, index), role])),
  );

function apply(
  patterns: readonly [Role, PatternSpec][],
  { operation }: DraftLayer,
  sparsity: Record<OperandName, PatternSpec>,
  used: Set<Role> | null,
): void {
  for (const [role, pattern] of patterns) {
    const operand = operandOf(role, operation);
    if (operand === null) continue;
    sparsity[operand] = pattern;
    used?.add(role);
  }
}

/**
 * Gives each layer its operands' patterns: dense, then what the layer says itself, then the workload's entries in
 * order, later ones winning. An entry that changes no layer is a mistake (WIN-WRK-006, WIN-WRK-007).
 */
export function applySparsity(
  drafts: readonly DraftLayer[],
  spec: Pick<WorkloadSpec, 'sparsity'>,
): { readonly layers: SparseDraft[]; readonly problems: Diagnostic[] } {
  const entries = sparsityEntries(spec);
  const globs = entries.map(({ layers }) => layers);
  const matched = entries.map(() => false);
  const used = entries.map(() => new Set<Role>());
  const layers: SparseDraft[] = [];
  const patterns = entries.map(given);
  for (const draft of drafts) {
    for (const { names, hits } of matchingEntries(draft.names, globs)) {
      const sparsity: Record<OperandName, PatternSpec> = {
        a: draft.patterns?.a ?? dense,
        b: draft.patterns?.b ?? dense,
        out: dense,
      };
      if (draft.sparsity !== undefined) apply(given(draft.sparsity), draft, sparsity, null);
      for (const index of hits) {
        matched[index] = true;
        apply(patterns[index]!, draft, sparsity, used[index]!);
      }
      layers.push({ draft, names, sparsity });
    }
  }
  const problems = entries.flatMap((entry, index) =>
    entryComplaints(
      entry.layers,
      patterns[index]!.map(([role]) => role),
      matched[index]!,
      used[index]!,
      drafts,
      entryPath(spec, index),
    ),
  );
  return { layers, problems };
}
