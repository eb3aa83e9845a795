import { copyText } from './copyText.ts';
import { csvText } from './csv.ts';
import { button, html } from './dom.ts';
import { saveFile, savePng, standAlone } from './saveFile.ts';
import type { View, ViewContext, ViewInstance } from './views/defineView.ts';

/** The corner of every view: its table, and ways to take it along. */
export function viewMenu(
  view: View,
  instance: () => ViewInstance,
  context: ViewContext,
): { element: HTMLElement; sync(): void } {
  const { store } = context;
  const list = html('div', {
    class: 'menu-list',
    role: 'menu',
    'aria-label': `${view.title}: save`,
    hidden: true,
  });
  const opener = button('Save', { class: 'quiet', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, () =>
    open(list.hidden !== false),
  );
  const open = (shown: boolean): void => {
    list.hidden = !shown;
    opener.setAttribute('aria-expanded', String(shown));
    if (shown) (list.firstElementChild as HTMLElement | null)?.focus();
  };
  const item = (text: string, act: () => void): void => {
    list.append(
      button(text, { role: 'menuitem', tabindex: -1 }, () => {
        open(false);
        opener.focus();
        act();
      }),
    );
  };
  const name = (suffix: string): string => `${context.report.title || 'winnow'}-${view.id}.${suffix}`;
  if (view.table !== null)
    item('CSV', () => saveFile(name('csv'), new Blob([csvText(view.table!(context))], { type: 'text/csv' })));
  if (instance().figure !== undefined) {
    item('SVG', () =>
      saveFile(name('svg'), new Blob([standAlone(instance().figure!())], { type: 'image/svg+xml' })),
    );
    item('PNG', () => {
      savePng(name('png'), instance().figure!()).catch(() =>
        context.announce('The picture could not be saved.'),
      );
    });
  }
  item('Copy link to this view', () => {
    copyText(location.href).then((done) =>
      context.announce(done ? 'Link copied.' : 'The link could not be copied.'),
    );
  });
  list.addEventListener('keydown', (event) => {
    const items = [...list.children] as HTMLElement[];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape' || event.key === 'Tab') {
      open(false);
      opener.focus();
      if (event.key === 'Escape') event.stopPropagation();
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]!.focus();
    else if (event.key === 'ArrowUp') items[(at + items.length - 1) % items.length]!.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  });
  const corner = html('div', { class: 'menu' });
  corner.addEventListener('focusout', (event) => {
    if (!corner.contains(event.relatedTarget as Node | null)) open(false);
  });
  let toggle: HTMLButtonElement | null = null;
  if (view.table !== null) {
    toggle = button(
      'Table',
      { class: 'quiet', 'aria-pressed': 'false', 'aria-label': `${view.title}: show as table` },
      () => {
        const { tables } = store.state;
        store.change({
          tables: tables.includes(view.id) ? tables.filter((id) => id !== view.id) : [...tables, view.id],
        });
      },
    );
    corner.append(toggle);
  }
  opener.setAttribute('aria-label', `${view.title}: save`);
  corner.append(opener, list);
  return {
    element: corner,
    sync: () => toggle?.setAttribute('aria-pressed', String(store.state.tables.includes(view.id))),
  };
}
