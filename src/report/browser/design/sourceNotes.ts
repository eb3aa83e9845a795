import type { Price } from '../../../energy/price.ts';
import { html } from '../dom.ts';

/** Numbered sources of prices: equal ones share a number, unverified ones say so. */
export interface SourceNotes {
  /** The mark that stands beside a figure. */
  mark(price: Price | null): Node;
  list(): HTMLElement;
}

const shortest = 34;
const unverified = (p: Price): boolean => /unverified|from memory/i.test(p.verified);

/** What a badge can hold; longer statements follow it in full. */
const state = (p: Price): string =>
  p.verified.length <= shortest ? p.verified : unverified(p) ? 'partly unverified' : 'verified';

const details = (p: Price): string =>
  [
    p.verified.length <= shortest ? '' : ` ${p.verified}.`,
    p.derivation === undefined ? '' : ` ${p.derivation}`,
  ].join('');

export function sourceNotes(): SourceNotes {
  const numbers = new Map<string, number>();
  const prices: Price[] = [];
  return {
    mark(price) {
      if (price === null) return document.createTextNode('');
      const key = JSON.stringify([price.source, price.verified, price.derivation ?? '']);
      const number = numbers.get(key) ?? prices.push(price);
      numbers.set(key, number);
      return html(
        'span',
        { class: unverified(price) ? 'mark bad' : 'mark', title: price.source.slice(0, 300) },
        `[${number}]`,
      );
    },
    list() {
      const list = html('ol', { class: 'sources' });
      for (const price of prices)
        list.append(
          html(
            'li',
            {},
            price.source,
            html('span', { class: unverified(price) ? 'badge bad' : 'badge good' }, state(price)),
            html('span', { class: 'muted' }, details(price)),
          ),
        );
      return list;
    },
  };
}
