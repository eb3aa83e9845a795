import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type Cell, cell, type Table, type TableColumn } from './table.ts';

/** Rows held at once, for all columns: bounds memory whatever the table's length. */
const rowGroup = 10_000;

const elements: Readonly<Record<TableColumn['type'], Partial<SchemaElement>>> = {
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
};

/** Writes a table as Parquet, one row group of 10,000 rows at a time; every column may hold nulls. */
export function writeParquet(
  file: string,
  table: Table,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const descriptor = openSync(file, 'w');
  try {
    // The writer keeps its own running offset; what it has gathered goes to the file after each row group.
    const flush = (): void => {
      const bytes = new Uint8Array(writer.buffer, 0, writer.index);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      writer.index = 0;
    };
    const writer: ByteWriter = Object.assign(new ByteWriter(), { flush, finish: flush });
    const parquet = new ParquetWriter({
      writer,
      schema: [
        { name: 'root', num_children: table.columns.length },
        ...table.columns.map(
          (column): SchemaElement => ({
            name: column.name,
            repetition_type: 'OPTIONAL',
            ...elements[column.type],
          }),
        ),
      ],
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      createdBy: 'winnow',
    });
    for (let start = 0; start < table.rows; start += rowGroup) {
      const end = Math.min(table.rows, start + rowGroup);
      parquet.write({
        columnData: table.columns.map((column, i) => ({
          name: column.name,
          data: columnData(table, i, column.type, start, end),
        })),
        rowGroupSize: rowGroup,
      });
    }
    parquet.finish();
  } finally {
    closeSync(descriptor);
  }
}

function columnData(
  table: Table,
  column: number,
  type: TableColumn['type'],
  start: number,
  end: number,
): unknown[] {
  const data: unknown[] = [];
  for (let row = start; row < end; row++) {
    const value = cell(table, row, column);
    if (value === null) data.push(null);
    else if (type === 'integer') data.push(BigInt(value as number));
    else if (type === 'text') data.push(String(value));
    else data.push(value);
  }
  return data;
}

/** A Parquet file's rows as objects; 64-bit integers become numbers. */
export async function readParquet(
  file: string,
): Promise<{ rows: Record<string, Cell>[]; metadata: Record<string, string> }> {
  const descriptor = openSync(file, 'r');
  try {
    const source: AsyncBuffer = {
      byteLength: statSync(file).size,
      slice(start, end = statSync(file).size) {
        const bytes = Buffer.alloc(end - start);
        readSync(descriptor, bytes, 0, bytes.length, start);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      },
    };
    const head = await parquetMetadataAsync(source);
    const rows = (await parquetReadObjects({ file: source, metadata: head })) as Record<string, unknown>[];
    const metadata: Record<string, string> = {};
    for (const { key, value } of head.key_value_metadata ?? []) metadata[key] = value ?? '';
    for (const row of rows)
      for (const key of Object.keys(row)) if (typeof row[key] === 'bigint') row[key] = Number(row[key]);
    return { rows: rows as Record<string, Cell>[], metadata };
  } finally {
    closeSync(descriptor);
  }
}
