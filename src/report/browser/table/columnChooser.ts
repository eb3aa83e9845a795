import { button, html } from '../dom.ts';
import type { ViewContext } from '../views/defineView.ts';

/** A list of boxes, one per column. */
export function columnChooser(host: HTMLElement, context: ViewContext): () => void {
  const { store, fields } = context;
  const list = html('div', {
    class: 'menu-list chooser',
    role: 'group',
    'aria-label': 'Columns shown',
    hidden: true,
  });
  const opener = button('Columns', { class: 'quiet', 'aria-expanded': 'false' }, () => {
    list.hidden = !list.hidden;
    opener.setAttribute('aria-expanded', String(!list.hidden));
  });
  const boxes = fields.map((field) => {
    const box = html('input', { type: 'checkbox' });
    box.addEventListener('change', () => {
      const { hidden } = store.state;
      store.change({ hidden: box.checked ? hidden.filter((id) => id !== field.id) : [...hidden, field.id] });
    });
    list.append(html('label', { class: 'control check' }, box, html('span', { class: 'clip' }, field.label)));
    return { box, id: field.id };
  });
  const corner = html('div', { class: 'menu' }, opener, list);
  corner.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || list.hidden) return;
    event.stopPropagation();
    opener.click();
    opener.focus();
  });
  corner.addEventListener('focusout', (event) => {
    if (event.relatedTarget !== null && !corner.contains(event.relatedTarget as Node)) {
      list.hidden = true;
      opener.setAttribute('aria-expanded', 'false');
    }
  });
  host.append(corner);
  return () => {
    for (const { box, id } of boxes) box.checked = !store.state.hidden.includes(id);
  };
}
