import type { ViewContext } from '../views/defineView.ts';

/**
 * The row that the pinned one is compared with: the chosen one, else of those whose layers this file holds the baseline
 * or the one that differs in the fewest parameters; null where there is none.
 */
export function comparedRow(context: ViewContext): number | null {
  const { report, store, fields } = context;
  const { pinned, against } = store.state;
  if (pinned === null) return null;
  if (against !== null && against !== pinned) return against;
  const { baseline } = report.points;
  const axes = fields.filter((f) => f.group === 'axis');
  const { mask } = context.scope();
  if (baseline !== null && baseline !== pinned && mask[baseline] === 1 && report.detail(baseline) !== null)
    return baseline;
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of report.detailRows) {
    if (row === pinned || mask[row] === 0) continue;
    const differs = axes.reduce((n, f) => n + Number(f.column[row] !== f.column[pinned]), 0);
    if (differs < least) {
      least = differs;
      best = row;
    }
  }
  return best;
}
