import type { TableData } from './views/defineView.ts';

/** A cell: text that a spreadsheet would take for a formula gets an apostrophe, quotes are doubled (RFC 4180). */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** RFC 4180 with CRLF line ends. */
export function csvText(data: TableData): string {
  const lines = [data.columns.map((c) => csvCell(c.label)), ...data.rows.map((row) => row.map(csvCell))];
  return `${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}
