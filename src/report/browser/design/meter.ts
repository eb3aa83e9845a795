import { html } from '../dom.ts';

/** Longest bar of a table, in pixels. */
const longest = 180;

/** A bar in a table cell; the number beside it says the same. */
export function meter(share: number, colour: string, height: number): HTMLElement {
  const bar = html('span', { class: 'meter', 'aria-hidden': 'true' });
  bar.style.width = `${Math.max(share > 0 ? 1 : 0, share * longest)}px`;
  bar.style.height = `${height}px`;
  bar.style.background = colour;
  return bar;
}
