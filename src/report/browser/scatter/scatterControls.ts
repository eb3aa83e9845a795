import { html, select } from '../dom.ts';
import type { State } from '../state.ts';
import type { ViewContext } from '../views/defineView.ts';
import { extentOf } from './plane.ts';

/** Choice of the two fields, their scales and the colour. */
export function scatterControls(host: HTMLElement, context: ViewContext): () => void {
  const { fields, store } = context;
  const options = (keep: (id: string) => boolean) =>
    (['metric', 'axis', 'point'] as const).map((group) => ({
      label: { metric: 'Metrics', axis: 'Axes', point: 'Points' }[group],
      options: fields.filter((f) => f.group === group && keep(f.id)).map((f) => [f.id, f.label] as const),
    }));
  const numeric = new Set(fields.filter((f) => f.kind === 'number' && f.id !== 'index').map((f) => f.id));
  const plane = options((id) => numeric.has(id));
  const y = select('Y', plane, (v) => store.change({ y: v }));
  const x = select('X', plane, (v) => store.change({ x: v }));
  const colour = select(
    'Colour',
    options((id) => id !== 'index'),
    (v) => store.change({ colour: v }),
  );
  const log = (key: 'logX' | 'logY', label: string) => {
    const box = html('input', { type: 'checkbox' });
    box.addEventListener('change', () => store.change({ [key]: box.checked } as Partial<State>));
    return { box, element: html('label', { class: 'control check' }, box, html('span', {}, label)) };
  };
  const logY = log('logY', 'log Y');
  const logX = log('logX', 'log X');
  host.append(y.element, logY.element, x.element, logX.element, colour.element);
  return () => {
    const { state } = store;
    x.set(state.x);
    y.set(state.y);
    colour.set(state.colour);
    for (const [{ box }, on, id] of [
      [logX, state.logX, state.x],
      [logY, state.logY, state.y],
    ] as const) {
      box.disabled = !extentOf(context.field(id), context.scope().mask).positive;
      box.checked = on && !box.disabled;
    }
  };
}
