import { DiagnosticError } from '../../core/diagnostic.ts';
import { InvariantError } from '../../core/invariant.ts';
import { evaluate } from '../../engine/evaluate.ts';
import { evaluateTotals } from '../../engine/evaluateTotals.ts';
import type { PointSpec } from '../../engine/point.ts';
import type { PointResult } from '../../engine/pointResult.ts';
import type { Outcome } from './outcome.ts';

/**
 * What a design can't do, as against what is wrong with the spec: no legal mapping, an unsupported operation, a device
 * too small.
 */
const infeasibleCodes = new Set(['WIN-MAP-002', 'WIN-OPS-001', 'WIN-RES-001']);

/** The engine: totals of a point, with its errors told apart. */
export default function engineEvaluator(point: PointSpec): Outcome {
  try {
    const { metrics, breakdown, warnings } = evaluateTotals(point);
    return { status: 'ok', metrics, breakdown, warnings: warnings.map((w) => `${w.code}: ${w.message}`) };
  } catch (error) {
    if (error instanceof DiagnosticError) {
      const reason = error.diagnostics
        .map((d) => `${d.code}: ${d.message}${d.hint ? ` (${d.hint})` : ''}`)
        .join('; ');
      const infeasible = error.diagnostics.every((d) => infeasibleCodes.has(d.code));
      return infeasible
        ? { status: 'infeasible', reason }
        : { status: 'failed', kind: 'configuration', reason };
    }
    if (error instanceof InvariantError)
      return {
        status: 'failed',
        kind: 'invariant',
        reason: error.law,
        detail: JSON.stringify(error.facts),
      };
    throw error;
  }
}

export const detail = (point: PointSpec): PointResult => evaluate(point);
