import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import type { PointSpec } from '../../src/engine/point.ts';

/** All of a result as one text, or the codes of what refuses the point: to be compared between engines. */
export function probe(point: PointSpec): string {
  try {
    return JSON.stringify(evaluate(point));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(({ code }) => code).join(' ');
    throw error;
  }
}

// Bundled for a page, the probe is called from outside.
Object.assign(globalThis, { winnowProbe: probe });
