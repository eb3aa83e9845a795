import type { PointResult } from '../../../engine/pointResult.ts';
import type { ViewContext } from '../views/defineView.ts';

/** The pinned point's full result, or null where none is pinned or the file doesn't hold it. */
export function pinnedResult({ store, report }: ViewContext): PointResult | null {
  return store.state.pinned === null ? null : report.detail(store.state.pinned);
}
