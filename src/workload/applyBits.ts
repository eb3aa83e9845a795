import type { Diagnostic } from '../core/diagnostic.ts';
import type { SparseDraft } from './applySparsity.ts';
import { entryComplaints } from './entryComplaints.ts';
import { matchingEntries } from './matchingEntries.ts';
import type { OperandName } from './operand.ts';
import { operandOf, type Role } from './operandRoles.ts';
import type { WorkloadSpec } from './workloadSpec.ts';

/** Some names of a draft that got the same sparsity and the same widths. */
export interface WideDraft extends SparseDraft {
  /** Widths that the workload gives, by operand. */
  readonly bits: Readonly<Record<OperandName, number | undefined>>;
}

const roles = ['weights', 'activations', 'outputs'] as const satisfies readonly Role[];
const roleOf = (operand: 'a' | 'b', operation: SparseDraft['draft']['operation']): Role => {
  const weights = operation.kind === 'grouped-gemm' ? 'b' : operandOf('weights', operation);
  return operand === weights ? 'weights' : 'activations';
};

/**
 * Gives each layer the widths of the workload's entries in order, later ones winning. An entry by layer names that changes
 * no layer is a mistake (WIN-WRK-006, WIN-WRK-007).
 */
export function applyBits(
  parts: readonly SparseDraft[],
  { bits }: Pick<WorkloadSpec, 'bits'>,
): { readonly layers: WideDraft[]; readonly problems: Diagnostic[] } {
  const entries = bits === undefined ? [] : Array.isArray(bits) ? bits : [bits];
  const globs = entries.map(({ layers }) => layers);
  const matched = entries.map(() => false);
  // Only an entry by layer names can be a mistake.
  const used = globs.map((glob) => (glob === undefined ? null : new Set<Role>()));
  const layers: WideDraft[] = [];
  for (const part of parts) {
    for (const { names, hits } of matchingEntries(part.names, globs)) {
      const { operation } = part.draft;
      const roleA = roleOf('a', operation);
      const roleB = roleOf('b', operation);
      let a: number | undefined;
      let b: number | undefined;
      let out: number | undefined;
      for (const index of hits) {
        matched[index] = true;
        const entry = entries[index]!;
        a = entry[roleA] ?? a;
        b = entry[roleB] ?? b;
        out = entry.outputs ?? out;
        const noted = used[index];
        if (noted === null || noted === undefined) continue;
        for (const role of [roleA, roleB, 'outputs'] as const) if (entry[role] !== undefined) noted.add(role);
      }
      layers.push({ draft: part.draft, names, sparsity: part.sparsity, bits: { a, b, out } });
    }
  }
  const problems = entries.flatMap((entry, index) =>
    entry.layers === undefined
      ? []
      : entryComplaints(
          entry.layers,
          roles.filter((role) => entry[role] !== undefined),
          matched[index]!,
          used[index] ?? new Set(),
          parts.map(({ draft }) => draft),
          Array.isArray(bits) ? ['bits', index] : ['bits'],
        ),
  );
  return { layers, problems };
}
