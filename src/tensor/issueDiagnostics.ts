import type * as z from 'zod';
import type { Diagnostic } from '../core/diagnostic.ts';
import { closestName } from './closestName.ts';

/**
 * Schema issues as diagnostics with key paths, all of them at once; the loader adds file, line and column.
 * `known` lists the keys that are right where an unknown one is reported.
 */
export function issueDiagnostics(
  error: z.ZodError,
  code: string,
  path: readonly (string | number)[] = [],
  known: readonly string[] = [],
): Diagnostic[] {
  return error.issues.flatMap((issue) => {
    const at = [...path, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
    const shown = at.length > 0 ? `${at.join('.')}: ` : '';
    if (issue.code !== 'unrecognized_keys') {
      return [{ code, severity: 'error' as const, message: `${shown}${issue.message}`, path: at }];
    }
    return issue.keys.map((key) => {
      const near = closestName(key, known);
      const hint = near !== null ? `did you mean ${near}?` : `known keys: ${known.join(', ') || 'none'}`;
      return {
        code,
        severity: 'error' as const,
        message: `${shown}unknown key ${JSON.stringify(key)}`,
        hint,
        path: [...at, key],
      };
    });
  });
}
