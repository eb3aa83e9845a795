import type { EntrySink } from './matrixMarketParser.ts';

/** Where and after how many entries `plainEntries` stopped. */
export interface PlainEntries {
  readonly at: number;
  readonly count: number;
}

/**
 * The entries that a text has from `from` on, as long as they are written plainly: indices within the size and, where
 * `valued`, a decimal number, one blank between them. It stops at the first line that is anything else, for the parser to
 * judge, and after `most`. Values are checked, not read.
 */
export function plainEntries(
  text: Uint8Array,
  from: number,
  size: { readonly rows: number; readonly cols: number },
  most: number,
  valued: boolean,
  sink: EntrySink,
): PlainEntries {
  const { rows, cols } = size;
  const { length } = text;
  let at = from;
  let count = 0;
  while (count < most && at < length) {
    let i = at;
    let row = 0;
    let c = text[i]!;
    for (; c >= 48 && c <= 57; c = text[++i]!) row = row * 10 + (c - 48);
    if (c !== 32 || row < 1 || row > rows) break;
    let column = 0;
    c = text[++i]!;
    for (; c >= 48 && c <= 57; c = text[++i]!) column = column * 10 + (c - 48);
    if (column < 1 || column > cols) break;
    if (valued) {
      if (c !== 32) break;
      c = text[++i]!;
      if (c === 45) c = text[++i]!;
      const start = i;
      while (c >= 48 && c <= 57) c = text[++i]!;
      let digits = i - start;
      if (c === 46) {
        c = text[++i]!;
        const point = i;
        while (c >= 48 && c <= 57) c = text[++i]!;
        digits += i - point;
      }
      if (digits === 0 || digits > 250) break;
    }
    if (c === 13) c = text[++i]!;
    if (c !== 10) break;
    sink.entry(row - 1, column - 1, valued ? 0 : 1);
    at = i + 1;
    count++;
  }
  return { at, count };
}
