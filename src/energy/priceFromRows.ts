import type { ActionRow } from './actionRows.ts';
import type { Price } from './price.ts';

/** A price computed from published rows: their sources and verification words are kept, each once. */
export function priceFromRows(
  value: number,
  rows: readonly ActionRow[],
  derivation: readonly string[],
): Price {
  const distinct = (texts: readonly string[]): string =>
    [...new Set(texts.filter((t) => t !== ''))].join(' + ');
  const text = derivation.filter((part) => part !== '').join('; ');
  return {
    value,
    source: distinct(rows.map((row) => row.source)),
    verified: distinct(rows.map((row) => row.verified)),
    ...(text !== '' ? { derivation: text } : {}),
  };
}
