/** One thing that is wrong with what a user wrote, and what would be right. Codes are stable and documented. */
export interface Diagnostic {
  /** Stable code such as `WIN-CFG-003`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
  /** File, or the flag the value came from (`--set arch.rows`). */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Length of the marked source text, in characters. */
  readonly length?: number;
  /** Key path from the document's root. */
  readonly path?: readonly (string | number)[];
  /** The source line as written, for the caret. */
  readonly source?: string;
}

/** Thrown for mistakes of a user, never for bugs: the command line prints it without a stack and exits with 2. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n'));
    this.name = 'DiagnosticError';
    this.diagnostics = diagnostics;
  }
}
