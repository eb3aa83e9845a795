/** A table as aligned text: numbers to the right, text to the left, the header underlined. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
  options: { readonly bold?: (text: string) => string } = {},
): string {
  const right = header.map((_, c) => rows.every((row) => typeof row[c] !== 'string'));
  const cells = rows.map((row) => header.map((_, c) => cellText(row[c] ?? null)));
  const widths = header.map((name, c) => Math.max(width(name), ...cells.map((row) => width(row[c]!))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => {
        const pad = ' '.repeat(widths[c]! - width(cell));
        return right[c] ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  const bold = options.bold ?? ((text: string) => text);
  return [bold(line(header)), widths.map((w) => '─'.repeat(w)).join('  '), ...cells.map(line)].join('\n');
}

function cellText(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'string')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name must not steer the terminal
    return value.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

const width = (text: string): number => [...text].length;

/** Whole numbers in groups of three by thin spaces, others with four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  if (Number.isSafeInteger(value)) return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
  const magnitude = Math.abs(value);
  return magnitude >= 1e6 || magnitude < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}
