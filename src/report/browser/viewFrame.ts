import { html } from './dom.ts';
import type { Change } from './store.ts';
import { tableElement } from './tableElement.ts';
import { viewMenu } from './viewMenu.ts';
import type { View, ViewContext } from './views/defineView.ts';

/** A view in its card: heading, controls, corner menu, picture or table, and a summary for those who can't see it. */
export function viewFrame(
  view: View,
  context: ViewContext,
): { element: HTMLElement; update(changed: Change): void } {
  const body = html('div', { class: 'view-body' });
  const tools = html('div', { class: 'tools' });
  const summary = html('p', { class: 'offscreen', id: `${view.id}-summary` });
  const tableHost = html('div', { class: 'view-table', hidden: true });
  const title = html('h2', { id: `${view.id}-title` }, view.title);
  const head = html('div', { class: 'view-head' }, title, tools);
  const element = html(
    'section',
    { class: `view view-${view.id}`, id: `view-${view.id}`, 'aria-labelledby': `${view.id}-title` },
    head,
    summary,
    body,
    tableHost,
  );
  const instance = view.render({ body, tools }, context);
  const menu = viewMenu(view, () => instance, context);
  if (view.table !== null || instance.figure !== undefined) head.append(menu.element);
  let pending = 0;
  /** A moment after the last change: nobody listens to a summary while a brush moves. */
  const summarise = (): void => {
    window.clearTimeout(pending);
    pending = window.setTimeout(
      () => {
        const text = view.summarise(context);
        summary.textContent = text;
        for (const stage of body.querySelectorAll('[role=application]'))
          stage.setAttribute('aria-label', text);
      },
      pending === 0 ? 0 : 150,
    );
  };
  return {
    element,
    update(changed) {
      const ready = view.ready?.(context) ?? true;
      element.hidden = !ready;
      if (!ready) return;
      const asTable = view.table !== null && context.store.state.tables.includes(view.id);
      body.hidden = asTable;
      tableHost.hidden = !asTable;
      menu.sync();
      const onlyHover = changed.size === 1 && changed.has('highlight');
      if (asTable) {
        if (!onlyHover) tableHost.replaceChildren(tableElement(view.table!(context)));
      } else instance.update(changed);
      if (!onlyHover) summarise();
    },
  };
}
