/** A value of a table; null where there is none. NaN counts as none. */
export type Cell = string | number | boolean | null;

export interface TableColumn {
  readonly name: string;
  /** 'integer' holds safe integers, 'number' doubles. */
  readonly type: 'integer' | 'number' | 'text' | 'boolean';
}

/** Rows that are asked for cell by cell, so that a table of 100,000 points is never held as objects. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  value(row: number, column: number): Cell;
}

/** A cell with what counts as none taken out. */
export function cell(table: Table, row: number, column: number): Cell {
  const value = table.value(row, column);
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

/** Types of columns from their values: all integers, all numbers, all booleans, else text. */
export function inferColumns(
  names: readonly string[],
  rows: number,
  value: (row: number, column: number) => Cell,
): TableColumn[] {
  return names.map((name, column) => {
    let type: TableColumn['type'] | null = null;
    for (let row = 0; row < rows; row++) {
      const v = value(row, column);
      if (v === null || (typeof v === 'number' && Number.isNaN(v))) continue;
      const own =
        typeof v === 'number'
          ? Number.isSafeInteger(v) && !Object.is(v, -0)
            ? 'integer'
            : 'number'
          : typeof v === 'boolean'
            ? 'boolean'
            : 'text';
      if (type === null || type === own) type = own;
      else if (type !== 'text' && own !== 'text' && type !== 'boolean' && own !== 'boolean') type = 'number';
      else {
        type = 'text';
        break;
      }
    }
    return { name, type: type ?? 'text' };
  });
}
