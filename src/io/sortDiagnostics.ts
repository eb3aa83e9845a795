import type { Diagnostic } from '../core/diagnostic.ts';

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By file, line, column and code, each message once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return [...diagnostics]
    .sort(
      (a, b) =>
        order(a.file ?? '', b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0) ||
        order(a.code, b.code),
    )
    .filter((d) => {
      const key = JSON.stringify([d.file, d.line, d.column, d.code, d.message]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
