import { button, html } from './dom.ts';

const keys: readonly (readonly [string, string])[] = [
  ['Tab', 'from view to view; each chart is one stop'],
  ['← → ↑ ↓', 'move over the marks of a chart or the rows of the table'],
  ['Enter', 'pin the design under the mark'],
  ['Shift Enter, Shift click', 'compare it with the pinned one'],
  ['Space', 'in the plot: start and end a selection'],
  ['Esc', 'clear the selection'],
  ['Z, Shift Z', 'undo, redo'],
  ['R', 'reset all filters and choices'],
  ['1 2 3 4', 'Explore, Design, Compare, Provenance'],
  ['?', 'this list'],
];

export function helpDialog(): {
  readonly element: HTMLDialogElement;
  readonly opener: HTMLElement;
  toggle(): void;
} {
  const list = html('dl', { class: 'facts' });
  for (const [key, text] of keys) list.append(html('dt', {}, html('kbd', {}, key)), html('dd', {}, text));
  const element = html(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    html('h2', { id: 'help-title' }, 'Keys'),
    list,
  );
  const close = button('Close', { class: 'quiet' }, () => element.close());
  element.append(
    html(
      'p',
      { class: 'muted' },
      'Drag over the plot to select, click to pin. The address of this page holds the view: copy it to share.',
    ),
    close,
  );
  const toggle = (): void => (element.open ? element.close() : element.showModal());
  return { element, opener: button('Keys ?', { class: 'quiet', 'aria-haspopup': 'dialog' }, toggle), toggle };
}
