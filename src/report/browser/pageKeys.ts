import { tabs, type ViewContext } from './views/defineView.ts';

/** Keys that work anywhere but in a field: Esc, Z, R, ?, 1 … 4. */
export function pageKeys(context: ViewContext, toggleHelp: () => void): void {
  const { store } = context;
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select, textarea, dialog')) {
      if (event.key !== 'Escape') return;
    }
    const tab = tabs[Number(event.key) - 1];
    if (tab !== undefined) store.change({ tab: tab.id });
    else if (event.key === 'Escape') {
      if (document.querySelector('dialog[open]') !== null) return;
      store.change({ filters: {}, highlight: null });
      context.announce('Filters cleared.');
    } else if (event.key === 'z') context.announce(store.undo() ? 'Undone.' : 'Nothing to undo.');
    else if (event.key === 'Z') context.announce(store.redo() ? 'Redone.' : 'Nothing to redo.');
    else if (event.key === 'r' || event.key === 'R') {
      store.reset();
      context.announce('Reset.');
    } else if (event.key === '?') toggleHelp();
    else return;
    event.preventDefault();
  });
}
