import { closeSync, openSync, writeSync } from 'node:fs';
import { type Cell, cell, type Table } from './table.ts';

/** Bytes gathered before they are written. */
const chunk = 1 << 16;

/**
 * One field after RFC 4180. Text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or return first)
 * gets an apostrophe before it; numbers are the shortest text that reads back to the same double.
 */
export function csvField(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV lines, the header first, each with its line feed. */
export function* csvLines(table: Table): Generator<string> {
  yield `${table.columns.map((column) => csvField(column.name)).join(',')}\n`;
  for (let row = 0; row < table.rows; row++) {
    let line = '';
    for (let column = 0; column < table.columns.length; column++)
      line += (column === 0 ? '' : ',') + csvField(cell(table, row, column));
    // A lone empty field would read as no row at all.
    yield `${line === '' ? '""' : line}\n`;
  }
}

/** Writes a table as UTF-8 CSV, a piece at a time. */
export function writeCsv(file: string, table: Table): void {
  const descriptor = openSync(file, 'w');
  try {
    let text = '';
    for (const line of csvLines(table)) {
      text += line;
      if (text.length >= chunk) {
        writeAll(descriptor, text);
        text = '';
      }
    }
    writeAll(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
