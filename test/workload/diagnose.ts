import { type Diagnostic, DiagnosticError } from '../../src/core/diagnostic.ts';

/** The diagnostics that a call throws; empty when it succeeds. Any other error passes through. */
export function diagnose(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

/** `CODE key.path` of each. */
export const codes = (run: () => unknown): string[] =>
  diagnose(run).map(({ code, path = [] }) => [code, path.join('.')].join(' ').trim());
