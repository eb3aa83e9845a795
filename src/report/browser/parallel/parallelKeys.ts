import { pointSentence } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import { changeAxis } from './parallelBrushes.ts';
import type { ParallelModel } from './parallelModel.ts';

/**
 * Left and Right choose an axis; Up and Down walk over the best-ranked selected rows in its order; Enter pins; Space
 * keeps the rows that are equal to the highlighted one on this axis (at least as good, on a metric), and again lets go.
 */
export function parallelKeys(
  stage: HTMLElement,
  context: ViewContext,
  model: () => ParallelModel | null,
  onAxis: (a: number) => void,
): void {
  const { store, report } = context;
  let a = 0;
  const walk = (step: number): void => {
    const { axes } = model()!;
    const { mask } = context.selection();
    const { column } = axes[a]!.field;
    const rows: number[] = [];
    for (let i = 0; i < mask.length; i++)
      if (mask[i] === 1 && report.points.rank[i] === 1 && !Number.isNaN(column[i]!)) rows.push(i);
    if (rows.length === 0) return;
    rows.sort((p, q) => column[p]! - column[q]! || p - q);
    const now = rows.indexOf(store.state.highlight ?? -1);
    const next = rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step))]!;
    store.change({ highlight: next }, false);
    context.announce(pointSentence(context, next));
  };
  const toggle = (): void => {
    const { field, discrete } = model()!.axes[a]!;
    const row = store.state.highlight;
    const active = (store.state.filters['parallel'] ?? []).some((t) => t.field === field.id);
    if (active || row === null) changeAxis(store, field.id, null, true);
    else if (discrete !== null)
      changeAxis(store, field.id, { field: field.id, values: [field.column[row]!] }, true);
    else {
      const v = field.column[row]!;
      const higher = field.better === 'higher';
      changeAxis(
        store,
        field.id,
        { field: field.id, low: higher ? v : -Number.MAX_VALUE, high: higher ? Number.MAX_VALUE : v },
        true,
      );
    }
    context.announce(`${context.selection().count} points selected.`);
  };
  stage.addEventListener('keydown', (event) => {
    const now = model();
    if (now === null || now.axes.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      a = Math.min(now.axes.length - 1, Math.max(0, a + (key === 'ArrowRight' ? 1 : -1)));
      onAxis(a);
      context.announce(`Axis ${now.axes[a]!.field.label}.`);
    } else if (key === 'ArrowUp') walk(1);
    else if (key === 'ArrowDown') walk(-1);
    else if (key === ' ') toggle();
    else if (key === 'Enter' && store.state.highlight !== null) {
      store.change({ pinned: store.state.highlight });
      context.announce(`Pinned. ${pointSentence(context, store.state.highlight)}`);
    } else return;
    event.preventDefault();
  });
  stage.addEventListener('focus', () => onAxis(stage.matches(':focus-visible') ? a : -1));
  stage.addEventListener('blur', () => {
    onAxis(-1);
    store.change({ highlight: null }, false);
  });
}
