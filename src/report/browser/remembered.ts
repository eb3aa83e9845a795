import type { Selection } from './crossfilter.ts';
import type { State } from './state.ts';
import type { ViewContext } from './views/defineView.ts';

/** A model of the selected points and the views' settings, worked out anew only when one of them has changed. */
export function remembered<T>(compute: (context: ViewContext) => T): (context: ViewContext) => T {
  let last: {
    context: ViewContext;
    selection: Selection;
    choices: State['choices'];
    value: T;
  } | null = null;
  return (context) => {
    const selection = context.selection();
    const { choices } = context.store.state;
    if (last?.context !== context || last.selection !== selection || last.choices !== choices)
      last = { context, selection, choices, value: compute(context) };
    return last.value;
  };
}
