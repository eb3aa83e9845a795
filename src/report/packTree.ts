import { narrowColumn } from './narrowColumn.ts';
import { type ColumnHeader, type ColumnType, columnBytes, type NodeKind, packVersion } from './packFormat.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

const isColumn = (value: unknown): value is Column =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/**
 * Packs trees of plain data (null, booleans, numbers, strings, arrays, objects, typed arrays) into one binary.
 * Equal subtrees are stored once, and objects with the same keys share them, so a thousand results that differ in a
 * few numbers cost little more than those numbers. Each root can be read alone (see unpackTree.ts).
 */
export function packTree(roots: readonly unknown[]): Uint8Array {
  const kinds: number[] = [];
  const payloads: number[] = [];
  const children: number[] = [];
  const numbers: number[] = [];
  const strings: string[] = [];
  const shapeLengths: number[] = [];
  const shapeKeys: number[] = [];
  const columns: Column[] = [];
  const seen = new Map<string, number>();
  const numberNodes = new Map<number, number>();
  const stringIds = new Map<string, number>();
  const shapes = new Map<string, number>();

  const node = (kind: NodeKind, payload: number): number => {
    kinds.push(kind);
    payloads.push(payload);
    return kinds.length - 1;
  };
  const once = (key: string, make: () => number): number => {
    const found = seen.get(key);
    if (found !== undefined) return found;
    const made = make();
    seen.set(key, made);
    return made;
  };
  const stringId = (text: string): number => {
    let id = stringIds.get(text);
    if (id === undefined) {
      id = strings.push(text) - 1;
      stringIds.set(text, id);
    }
    return id;
  };
  const shapeId = (keys: readonly string[]): number => {
    const ids = keys.map(stringId);
    const key = ids.join();
    let id = shapes.get(key);
    if (id === undefined) {
      id = shapeLengths.push(ids.length) - 1;
      shapeKeys.push(...ids);
      shapes.set(key, id);
    }
    return id;
  };
  const branch = (kind: NodeKind, payload: number, items: readonly unknown[]): number => {
    const refs = items.map(add);
    return once(`${kind}:${payload}:${refs.join()}`, () => {
      for (const ref of refs) children.push(ref);
      return node(kind, payload);
    });
  };
  const add = (value: unknown): number => {
    if (value === null || value === undefined) return once('null', () => node(0, 0));
    if (value === false) return once('false', () => node(1, 0));
    if (value === true) return once('true', () => node(2, 0));
    if (typeof value === 'number') {
      let id = numberNodes.get(value);
      if (id === undefined) {
        id = node(3, numbers.push(value) - 1);
        numberNodes.set(value, id);
      }
      return id;
    }
    if (typeof value === 'string') return once(`s${value}`, () => node(4, stringId(value)));
    if (Array.isArray(value)) return branch(5, value.length, value);
    if (isColumn(value)) return node(7, columns.push(value) - 1);
    if (typeof value === 'object') {
      const entries = Object.entries(value).filter(([, v]) => v !== undefined);
      return branch(
        6,
        shapeId(entries.map(([k]) => k)),
        entries.map(([, v]) => v),
      );
    }
    throw new TypeError(`a report can't hold a ${typeof value}`);
  };

  const rootRefs = roots.map(add);
  const encoded = strings.map((s) => new TextEncoder().encode(s));
  const text = new Uint8Array(encoded.reduce((n, b) => n + b.length, 0));
  let at = 0;
  for (const bytes of encoded) {
    text.set(bytes, at);
    at += bytes.length;
  }
  return joinColumns([
    Uint8Array.from(kinds),
    Uint32Array.from(payloads),
    Uint32Array.from(children),
    Float64Array.from(numbers),
    text,
    Uint32Array.from(encoded.map((b) => b.length)),
    Uint32Array.from(shapeLengths),
    Uint32Array.from(shapeKeys),
    Uint32Array.from(rootRefs),
    ...columns,
  ]);
}

const typeOf = (column: Column): ColumnType =>
  column instanceof Uint8Array
    ? 'u8'
    : column instanceof Uint16Array
      ? 'u16'
      : column instanceof Uint32Array
        ? 'u32'
        : column instanceof Float32Array
          ? 'f32'
          : 'f64';

/** Version, header and columns, each stored in its narrowest exact type with its bytes in planes (gzips better). */
function joinColumns(columns: readonly Column[]): Uint8Array {
  const stored = columns.map((c) => narrowColumn(c));
  const header: ColumnHeader[] = columns.map((c, i) => ({
    type: typeOf(c),
    stored: typeOf(stored[i]!),
    length: c.length,
  }));
  const head = new TextEncoder().encode(JSON.stringify({ version: packVersion, columns: header }));
  const size = stored.reduce((n, c) => n + c.byteLength, 4 + head.length);
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  let at = 4 + head.length;
  for (const column of stored) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    const width = columnBytes[typeOf(column)];
    for (let plane = 0; plane < width; plane++)
      for (let i = plane; i < bytes.length; i += width) out[at++] = bytes[i]!;
  }
  return out;
}
