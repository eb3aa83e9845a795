import { select } from './dom.ts';
import type { ViewContext } from './views/defineView.ts';

/** What a view has been set to, or the first of its options. */
export function choiceOf<T extends string>(
  { store }: ViewContext,
  view: string,
  name: string,
  options: readonly T[],
): T {
  const key = `${view}.${name}`;
  const value = Object.hasOwn(store.state.choices, key) ? store.state.choices[key] : undefined;
  return options.find((o) => o === value) ?? options[0]!;
}

/** Records a view's setting in the state, hence in the address. */
export function choose({ store }: ViewContext, view: string, name: string, value: string): void {
  store.change({ choices: { ...store.state.choices, [`${view}.${name}`]: value } });
}

/** A labelled list of a view's options; hidden while there is nothing to choose. */
export function choiceSelect(
  context: ViewContext,
  view: string,
  name: string,
  label: string,
): {
  readonly element: HTMLElement;
  /** Shows the options; what is chosen, unless said, is the setting or the first of them. */
  sync(options: readonly (readonly [value: string, text: string])[], chosen?: string): void;
} {
  let shown = '';
  const host = document.createElement('span');
  let control: ReturnType<typeof select> | null = null;
  return {
    element: host,
    sync(options, chosen) {
      const key = JSON.stringify(options);
      if (key !== shown) {
        shown = key;
        const short = options.map(([v, text]) => [v, text.slice(0, 80)] as const);
        control = select(label, [{ label: '', options: short }], (value) =>
          choose(context, view, name, value),
        );
        host.replaceChildren(control.element);
      }
      host.hidden = options.length < 2;
      if (options.length > 0)
        control!.set(
          chosen ??
            choiceOf(
              context,
              view,
              name,
              options.map((o) => o[0]),
            ),
        );
    },
  };
}
