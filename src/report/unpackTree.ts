import { type ColumnHeader, type ColumnType, columnBytes, packVersion } from './packFormat.ts';

type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/** Packed trees, opened: columns are decoded, and each root is built when it is asked for. */
export interface PackedTree {
  readonly roots: number;
  read(root: number): unknown;
}

const make: Readonly<Record<ColumnType, (buffer: ArrayBuffer) => Column>> = {
  u8: (b) => new Uint8Array(b),
  u16: (b) => new Uint16Array(b),
  u32: (b) => new Uint32Array(b),
  f32: (b) => new Float32Array(b),
  f64: (b) => new Float64Array(b),
};

function convert(column: Column, type: ColumnType): Column {
  if (type === 'f64') return Float64Array.from(column);
  if (type === 'f32') return Float32Array.from(column);
  if (type === 'u32') return Uint32Array.from(column);
  return type === 'u16' ? Uint16Array.from(column) : Uint8Array.from(column);
}

/** Opens what `packTree` wrote. Throws a RangeError that a reader of the page can understand. */
export function unpackTree(data: Uint8Array): PackedTree {
  const headLength = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + headLength))) as {
    version: number;
    columns: ColumnHeader[];
  };
  if (head.version > packVersion)
    throw new RangeError(
      `this data has format ${head.version}, newer than the page's ${packVersion}: make the report with the version of Winnow that made the data`,
    );
  let at = 4 + headLength;
  const columns = head.columns.map((header) => {
    const width = columnBytes[header.stored];
    const bytes = new Uint8Array(header.length * width);
    for (let plane = 0; plane < width; plane++)
      for (let i = plane; i < bytes.length; i += width) bytes[i] = data[at++]!;
    const column = make[header.stored](bytes.buffer);
    return header.type === header.stored ? column : convert(column, header.type);
  });
  const [kinds, payloads, children, numbers, text, lengths, shapeLengths, shapeKeys, roots] = columns as [
    Column,
    Column,
    Column,
    Column,
    Uint8Array,
    Column,
    Column,
    Column,
    Column,
  ];
  const decoder = new TextDecoder();
  let offset = 0;
  const strings = Array.from(lengths, (length) => {
    offset += length;
    return decoder.decode(text.subarray(offset - length, offset));
  });
  let key = 0;
  const shapes = Array.from(shapeLengths, (length) => {
    key += length;
    return Array.from(shapeKeys.subarray(key - length, key), (id) => strings[id]!);
  });
  const starts = new Uint32Array(kinds.length);
  let start = 0;
  for (let i = 0; i < kinds.length; i++) {
    starts[i] = start;
    if (kinds[i] === 5) start += payloads[i]!;
    else if (kinds[i] === 6) start += shapes[payloads[i]!]!.length;
  }

  const build = (node: number): unknown => {
    const payload = payloads[node]!;
    switch (kinds[node]) {
      case 1:
        return false;
      case 2:
        return true;
      case 3:
        return numbers[payload];
      case 4:
        return strings[payload];
      case 5: {
        const first = starts[node]!;
        return Array.from({ length: payload }, (_, i) => build(children[first + i]!));
      }
      case 6: {
        // Without a prototype, a key such as __proto__ is a key like any other.
        const object = Object.create(null) as Record<string, unknown>;
        const first = starts[node]!;
        const keys = shapes[payload]!;
        for (let i = 0; i < keys.length; i++) object[keys[i]!] = build(children[first + i]!);
        return object;
      }
      case 7:
        return columns[9 + payload];
      default:
        return null;
    }
  };
  return { roots: roots.length, read: (root) => build(roots[root]!) };
}
