import { DiagnosticError } from '../core/diagnostic.ts';
import type { TableRows } from '../explore/run/userMetrics.ts';
import { type SweepSpec, sweepSpec } from '../explore/sweepSpec.ts';
import { loadDocument } from '../io/loadDocument.ts';
import { validate } from '../io/validate.ts';

/** A sweep file ready to plan. */
export interface LoadedSweep {
  readonly sweep: SweepSpec;
  readonly file: string;
  /** Mappings of `mapping.file`, by layer name. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Tables of `metrics:`. */
  readonly tables: Readonly<Record<string, TableRows>>;
}

export function loadSweep(file: string): LoadedSweep {
  const { root } = loadDocument(file);
  const { value, diagnostics } = validate(sweepSpec, root);
  if (value === null) throw new DiagnosticError(diagnostics);
  return { sweep: value, file, fixed: {}, tables: {} };
}
