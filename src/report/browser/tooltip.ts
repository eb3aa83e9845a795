import { html } from './dom.ts';

export interface Tooltip {
  /** Shows rows of label and value beside a place of the host (pixels). */
  show(x: number, y: number, title: string, rows: readonly (readonly [string, string])[]): void;
  hide(): void;
}

/** A box that follows the pointer inside its host. Hidden from assistive technology: the live region speaks. */
export function makeTooltip(host: HTMLElement): Tooltip {
  const box = html('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true });
  host.append(box);
  return {
    show(x, y, title, rows) {
      const list = html('dl', {});
      for (const [label, value] of rows) list.append(html('dt', {}, label), html('dd', {}, value));
      box.replaceChildren(html('strong', {}, title), list);
      box.hidden = false;
      const { clientWidth: w, clientHeight: h } = host;
      const left = x + 16 + box.offsetWidth > w ? Math.max(0, x - 16 - box.offsetWidth) : x + 16;
      const top = Math.max(0, Math.min(h - box.offsetHeight, y + 12));
      box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    },
    hide() {
      box.hidden = true;
    },
  };
}
