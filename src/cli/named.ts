import { closestName } from '../core/closestName.ts';
import { DiagnosticError } from '../core/diagnostic.ts';

/** The entry of a list that a user named; otherwise what was meant, or what there is. */
export function named<T extends { readonly name: string }>(
  what: string,
  list: readonly T[],
  name: string,
): T {
  const found = list.find((entry) => entry.name === name);
  if (found) return found;
  const names = list.map((entry) => entry.name);
  const near = closestName(name, names);
  throw new DiagnosticError([
    {
      code: 'WIN-CLI-002',
      severity: 'error',
      message: `no ${what} is called "${name.slice(0, 80)}"`,
      hint: near ? `did you mean ${near}?` : `one of: ${names.join(', ')}`,
    },
  ]);
}

/** A mistake in how a command was called. */
export function usage(message: string, hint: string): DiagnosticError {
  return new DiagnosticError([{ code: 'WIN-CLI-001', severity: 'error', message, hint }]);
}
