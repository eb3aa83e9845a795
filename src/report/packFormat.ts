/** Version of the data section; a page refuses what is newer than itself. */
export const packVersion = 1;

export type ColumnType = 'u8' | 'u16' | 'u32' | 'f32' | 'f64';

export const columnBytes: Readonly<Record<ColumnType, number>> = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 };

/** What a column is, and how it is stored. Little-endian, bytes in planes: all first bytes, all second bytes, … */
export interface ColumnHeader {
  readonly type: ColumnType;
  readonly stored: ColumnType;
  readonly length: number;
}

/** null, false, true, number, string, array, object, column. */
export type NodeKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
