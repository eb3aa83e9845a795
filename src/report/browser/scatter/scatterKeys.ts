import { pinPoint } from '../pinPoint.ts';
import { pointSentence } from '../pointWords.ts';
import type { ViewContext } from '../views/defineView.ts';
import { boxTests, withClause } from './scatterBrush.ts';
import type { ScatterModel } from './scatterModel.ts';

/**
 * One tab stop. Arrows walk along the front (Up and Down step between fronts), Home and End go to its ends, Enter
 * pins, Space starts a box at the mark, arrows stretch it and Space ends it.
 */
export function scatterKeys(stage: HTMLElement, context: ViewContext, model: () => ScatterModel): void {
  const { store } = context;
  let layer = 0;
  let place = -1;
  let anchor: number | null = null;

  const focus = (): void => {
    const { layers } = model().fronts;
    const rows = layers[layer] ?? [];
    if (rows.length === 0) return;
    place = Math.min(Math.max(place, 0), rows.length - 1);
    const row = rows[place]!;
    store.change({ highlight: row }, false);
    if (anchor !== null) stretch(row, false);
    context.announce(pointSentence(context, row));
  };
  const stretch = (row: number, record: boolean): void => {
    const { px, py } = model().marks;
    const pad = 6;
    const xs = [px[anchor!]!, px[row]!];
    const ys = [py[anchor!]!, py[row]!];
    const tests = boxTests(
      [
        [Math.min(...xs) - pad, Math.min(...ys) - pad],
        [Math.max(...xs) + pad, Math.max(...ys) + pad],
      ],
      model(),
    );
    store.change({ filters: withClause(store.state.filters, 'scatter', tests) }, record);
  };
  const current = (): number | null => model().fronts.layers[layer]?.[place] ?? null;

  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { layers } = model().fronts;
    const rows = layers[layer] ?? [];
    switch (event.key) {
      case 'ArrowRight':
        place += 1;
        break;
      case 'ArrowLeft':
        place = place < 0 ? 0 : place - 1;
        break;
      case 'ArrowUp':
      case 'ArrowDown': {
        const next = layer + (event.key === 'ArrowUp' ? 1 : -1);
        if (next >= 0 && next < layers.length) {
          place = Math.round(
            (Math.max(0, place) / Math.max(1, rows.length - 1)) * (layers[next]!.length - 1),
          );
          layer = next;
        }
        break;
      }
      case 'Home':
        place = 0;
        break;
      case 'End':
        place = rows.length - 1;
        break;
      case 'Enter': {
        const row = current();
        if (row === null) return;
        pinPoint(context, row, event.shiftKey);
        event.preventDefault();
        return;
      }
      case ' ': {
        event.preventDefault();
        const row = current();
        if (row === null) return;
        if (anchor === null) {
          anchor = row;
          context.announce('Selecting: move with the arrow keys, Space ends.');
          stretch(row, false);
        } else {
          stretch(row, true);
          anchor = null;
          context.announce(`${context.selection().count} points selected.`);
        }
        return;
      }
      case 'Escape':
        anchor = null;
        return;
      default:
        return;
    }
    event.preventDefault();
    focus();
  });
  stage.addEventListener('focus', () => {
    if (stage.matches(':focus-visible')) focus();
  });
  stage.addEventListener('blur', () => store.change({ highlight: null }, false));
}
