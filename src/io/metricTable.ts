import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { quoted } from './quoted.ts';
import { csvRecords, readCsv } from './readCsv.ts';
import { at, type Origin } from './sourceText.ts';
import { suggestion } from './suggestion.ts';

/** A user's table of numbers: rows as column → text, checked. */
export interface MetricTable {
  readonly file: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly warnings: readonly Diagnostic[];
}

/** A column of the sweep that a table may select by, with the values that points have there, as text. */
export interface JoinColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Reads the table of a user metric. Every column but the metric's own must be a column of the sweep (a whole axis path,
 * or its last part where that is unique); metric values must be finite numbers; no combination may come twice; a value
 * of a column that no row has is a warning, since points with it have no metric.
 */
export function readMetricTable(
  file: string,
  metric: string,
  by: Origin,
  columns: readonly JoinColumn[],
): MetricTable {
  const csv = readCsv(file, { by });
  const names = csv.header.map((field) => field.text);
  const own = names.indexOf(metric);
  const diagnostics: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  if (own < 0)
    diagnostics.push(
      at(csv.header[0]!.origin, 'WIN-MET-010', `the table has no column ${quoted(metric)}`, {
        hint: suggestion(metric, names) ?? `columns: ${names.join(', ')}`,
      }),
    );
  const joined = csv.header.map((field, i) => (i === own ? null : joinColumn(field.text, columns)));
  for (const [i, column] of joined.entries())
    if (column === undefined)
      diagnostics.push(
        at(csv.header[i]!.origin, 'WIN-MET-011', `column ${quoted(names[i]!)} is no axis of the sweep`, {
          hint:
            suggestion(
              names[i]!,
              columns.map(({ name }) => name),
            ) ?? 'take the column out',
        }),
      );

  const seen = new Map<string, number>();
  for (const [i, row] of csv.rows.entries()) {
    if (diagnostics.length >= 50) break;
    const value = own < 0 ? undefined : row[own];
    if (value !== undefined && (value.text === '' || !Number.isFinite(Number(value.text))))
      diagnostics.push(
        at(value.origin, 'WIN-MET-012', `${quoted(value.text)} is not a number`, {
          hint: 'write a finite number',
        }),
      );
    const key = JSON.stringify(row.map((field, c) => (c === own ? '' : field.text)));
    const earlier = seen.get(key);
    if (earlier !== undefined)
      diagnostics.push(
        at(
          row[0]!.origin,
          'WIN-MET-013',
          `these values already have a row (row ${earlier + 1} of the table)`,
          {
            hint: 'keep one of the two',
          },
        ),
      );
    else seen.set(key, i);
  }
  if (csv.rows.length === 0)
    diagnostics.push(at(csv.header[0]!.origin, 'WIN-MET-014', 'the table has a header but no row'));
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);

  for (const [i, column] of joined.entries()) {
    if (!column) continue;
    const present = new Set(csv.rows.map((row) => row[i]!.text));
    const missing = column.values.filter((value) => !present.has(value));
    if (missing.length > 0)
      warnings.push(
        at(
          csv.header[i]!.origin,
          'WIN-MET-015',
          `no row for ${column.name} = ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`,
          {
            severity: 'warning',
            hint: `points with these values have no ${metric}`,
          },
        ),
      );
  }
  return { file: csv.source.path!, rows: csvRecords(csv), warnings };
}

/** The sweep's column that a header means: its whole name, or the only one with it as a part. */
function joinColumn(header: string, columns: readonly JoinColumn[]): JoinColumn | undefined {
  const exact = columns.find(({ name }) => name === header);
  if (exact !== undefined) return exact;
  const ends = columns.filter(({ name }) => name.endsWith(`.${header}`) || name.split('.').includes(header));
  return ends.length === 1 ? ends[0] : undefined;
}
