import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { quoted } from './quoted.ts';
import { readText } from './readText.ts';
import { at, type Origin, type SourceText } from './sourceText.ts';

/** Tables of numbers are larger than specs. */
const csvLimitBytes = 64 * 1024 * 1024;

/** One field and where it was written. */
export interface CsvField {
  readonly text: string;
  readonly origin: Origin;
}

/** A CSV file with a header: rows of equal length, every field with its place. */
export interface CsvFile {
  readonly source: SourceText;
  readonly header: readonly CsvField[];
  readonly rows: readonly (readonly CsvField[])[];
}

/** Reads a CSV file (RFC 4180; LF or CRLF; empty lines are skipped). Mistakes are diagnostics with line and column. */
export function readCsv(file: string, options: { by?: Origin } = {}): CsvFile {
  return parseCsv(readText(file, { ...options, limitBytes: csvLimitBytes }));
}

export function parseCsv(source: SourceText): CsvFile {
  const diagnostics: Diagnostic[] = [];
  const records = [...splitRecords(source, diagnostics)];
  const [header, ...rows] = records;
  const start: Origin = { source, start: 0, end: 1 };
  if (header === undefined)
    diagnostics.push(
      at(start, 'WIN-CSV-001', 'the table is empty', { hint: 'the first line names the columns' }),
    );
  const seen = new Set<string>();
  for (const { text, origin } of header ?? []) {
    if (text === '' || text in Object.prototype)
      diagnostics.push(at(origin, 'WIN-CSV-002', `${quoted(text)} can't name a column`));
    else if (seen.has(text))
      diagnostics.push(at(origin, 'WIN-CSV-003', `column ${quoted(text)} stands twice in the header`));
    seen.add(text);
  }
  for (const row of rows) {
    if (diagnostics.length >= 20) break;
    if (row.length !== header!.length)
      diagnostics.push(
        at(row[0]!.origin, 'WIN-CSV-004', `this row has ${row.length} fields, the header ${header!.length}`, {
          hint: 'quote fields that hold a comma',
        }),
      );
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return { source, header: header!, rows };
}

/** Rows as column → text. */
export function csvRecords(csv: CsvFile): Record<string, string>[] {
  return csv.rows.map((row) => {
    const record: Record<string, string> = {};
    for (let i = 0; i < row.length; i++) record[csv.header[i]!.text] = row[i]!.text;
    return record;
  });
}

function* splitRecords(source: SourceText, diagnostics: Diagnostic[]): Generator<CsvField[]> {
  const { text } = source;
  let position = 0;
  let row: CsvField[] = [];
  while (position < text.length) {
    const start = position;
    let value: string;
    if (text[position] === '"') {
      const close = closingQuote(text, position + 1);
      if (close < 0) {
        diagnostics.push(
          at({ source, start, end: start + 1 }, 'WIN-CSV-005', 'this quote is never closed', {
            hint: 'a quote inside a quoted field is written twice',
          }),
        );
        return;
      }
      value = text.slice(start + 1, close).replaceAll('""', '"');
      position = close + 1;
      const next = text[position];
      if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') {
        diagnostics.push(
          at({ source, start: position, end: position + 1 }, 'WIN-CSV-006', 'text after a closing quote', {
            hint: 'a quote inside a quoted field is written twice',
          }),
        );
        return;
      }
    } else {
      while (position < text.length && text[position] !== ',' && text[position] !== '\n') position++;
      value = text.slice(start, position).replace(/\r$/, '').trim();
    }
    row.push({ text: value, origin: { source, start, end: Math.max(position, start + 1) } });
    if (text[position] === '\r') position++;
    if (text[position] === ',') {
      position++;
      if (position < text.length) continue;
      row.push({ text: '', origin: { source, start: position - 1, end: position } });
    }
    position++;
    if (row.length > 1 || row[0]!.text !== '' || text[start] === '"') yield row;
    row = [];
  }
}

/** Offset of the quote that ends a field, doubled quotes skipped; -1 when there is none. */
function closingQuote(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 2))
    if (text[quote + 1] !== '"') return quote;
  return -1;
}
