import type * as z from 'zod';
import { closestName } from '../core/closestName.ts';
import type { Diagnostic } from '../core/diagnostic.ts';

type Path = readonly (string | number)[];

/** A union's own issue says nothing: the branch that got furthest speaks for it. */
function flatten(
  issues: readonly z.core.$ZodIssue[],
  prefix: Path,
): { issue: z.core.$ZodIssue; path: Path }[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const depth = (branch: readonly z.core.$ZodIssue[]) =>
        Math.max(...branch.map((i) => i.path.length + (i.code === 'unrecognized_keys' ? 1 : 0)));
      const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!;
      if (depth(furthest) > 0) return flatten(furthest, path);
    }
    return [{ issue, path }];
  });
}

/**
 * Schema issues as diagnostics with key paths, all of them at once; the loader adds file, line and column.
 * `known` lists the keys that are right where an unknown one is reported.
 */
export function issueDiagnostics(
  error: z.ZodError,
  code: string,
  prefix: Path = [],
  known: readonly string[] = [],
): Diagnostic[] {
  return flatten(error.issues, prefix).flatMap(({ issue, path }): Diagnostic[] => {
    const shown = path.length > 0 ? `${path.join('.')}: ` : '';
    if (issue.code !== 'unrecognized_keys') {
      return [{ code, severity: 'error', message: `${shown}${issue.message}`, path }];
    }
    return issue.keys.map((key) => {
      const near = closestName(key, known);
      const hint = near !== null ? `did you mean ${near}?` : `known keys: ${known.join(', ') || 'none'}`;
      const message = `${shown}unknown key ${JSON.stringify(key)}`;
      return { code, severity: 'error', message, hint, path: [...path, key] };
    });
  });
}
