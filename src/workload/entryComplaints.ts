import { closestName } from '../core/closestName.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { DraftLayer } from './draftLayer.ts';
import type { Role } from './operandRoles.ts';

/** What is wrong with an entry by layer names: it matches no layer, or no matching layer has an operand of a role. */
export function entryComplaints(
  layers: string | undefined,
  roles: readonly Role[],
  matched: boolean,
  used: ReadonlySet<Role>,
  drafts: readonly DraftLayer[],
  path: readonly (string | number)[],
): Diagnostic[] {
  if (!matched) {
    const names = drafts.flatMap((draft) => draft.names);
    const near = closestName(layers ?? '', names) ?? names[0];
    const message = `no layer matches ${JSON.stringify(layers)}`;
    const hint = `names are like ${near}; * stands for any characters`;
    return [{ code: 'WIN-WRK-006', severity: 'error', message, hint, path: [...path, 'layers'] }];
  }
  return roles
    .filter((role) => !used.has(role))
    .map((role) => ({
      code: 'WIN-WRK-007',
      severity: 'error',
      message: `none of the matching layers has ${role}`,
      hint: 'attention products have activations only: give `activations`',
      path: [...path, role],
    }));
}
