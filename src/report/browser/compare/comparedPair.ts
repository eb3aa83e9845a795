import type { PointResult } from '../../../engine/pointResult.ts';
import type { ViewContext } from '../views/defineView.ts';
import { comparedRow } from './comparedRow.ts';

/** Full results of both sides, or null where the file doesn't hold one of them. */
export function comparedPair(
  context: ViewContext,
): { readonly a: PointResult; readonly b: PointResult } | null {
  const row = comparedRow(context);
  const a = context.store.state.pinned === null ? null : context.report.detail(context.store.state.pinned);
  const b = row === null ? null : context.report.detail(row);
  return a === null || b === null ? null : { a, b };
}
