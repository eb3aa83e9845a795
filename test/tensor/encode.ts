import type { GroupStructure } from '../../src/tensor/patternStatistics.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';

/** Independent encoders and decoders: a stream of fields with widths, split as values and metadata. */
export interface Encoded {
  readonly values: number[];
  /** [field, width in bits] */
  readonly metadata: [number, number][];
}

export const bitsOf = ({ values, metadata }: Encoded, element: number) => ({
  values: values.length * element,
  metadata: metadata.reduce((sum, [, width]) => sum + width, 0),
});

export const width = (count: number) => (count <= 1 ? 0 : (count - 1).toString(2).length);

export type Dense = boolean[][];

export const toDense = ({ rows, cols, rowPointers, columns }: SparseMatrix): Dense =>
  Array.from({ length: rows }, (_, row) => {
    const line = new Array<boolean>(cols).fill(false);
    for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) line[columns[i]!] = true;
    return line;
  });

export const transpose = (dense: Dense): Dense => dense[0]!.map((_, col) => dense.map((line) => line[col]!));
const blank = (rows: number, cols: number): Dense =>
  Array.from({ length: rows }, () => new Array<boolean>(cols).fill(false));

/** Values are 1 where non-zero: a decoded 0 is a padding zero. */
export interface Codec {
  encode(dense: Dense): Encoded;
  decode(encoded: Encoded, rows: number, cols: number): Dense;
}

export const compressedRows: Codec = {
  encode(dense) {
    const [rows, cols] = [dense.length, dense[0]!.length];
    const pointer = width(rows * cols + 1);
    const out: Encoded = { values: [], metadata: [[0, pointer]] };
    for (const line of dense) {
      line.forEach((full, col) => {
        if (!full) return;
        out.values.push(1);
        out.metadata.push([col, width(cols)]);
      });
      out.metadata.push([out.values.length, pointer]);
    }
    return out;
  },
  decode({ metadata }, rows, cols) {
    const dense = blank(rows, cols);
    let at = 1;
    let taken = 0;
    for (let row = 0; row < rows; row++) {
      // The pointer follows the row's indices: read on until it says how many there were.
      const indices: number[] = [];
      while (!(metadata[at]![1] === width(rows * cols + 1) && metadata[at]![0] === taken + indices.length)) {
        indices.push(metadata[at++]![0]);
      }
      at += 1;
      taken += indices.length;
      for (const col of indices) dense[row]![col] = true;
    }
    return dense;
  },
};

/** Column indices, rows that have any, where each begins. */
export const occupiedRows: Codec = {
  encode(dense) {
    const [rows, cols] = [dense.length, dense[0]!.length];
    const pointer = width(rows * cols + 1);
    const out: Encoded = { values: [], metadata: [] };
    const pointers: [number, number][] = [[0, pointer]];
    const names: [number, number][] = [];
    dense.forEach((line, row) => {
      if (!line.includes(true)) return;
      line.forEach((full, col) => {
        if (!full) return;
        out.values.push(1);
        out.metadata.push([col, width(cols)]);
      });
      names.push([row, width(rows)]);
      pointers.push([out.values.length, pointer]);
    });
    out.metadata.push(...names, ...pointers);
    return out;
  },
  decode({ values, metadata }, rows, cols) {
    const dense = blank(rows, cols);
    const indices = metadata.slice(0, values.length);
    const rest = metadata.slice(values.length);
    const occupied = (rest.length - 1) / 2;
    for (let i = 0; i < occupied; i++)
      for (let at = rest[occupied + i]![0]; at < rest[occupied + i + 1]![0]; at++)
        dense[rest[i]![0]]![indices[at]![0]] = true;
    return dense;
  },
};

/** Whole blocks, row of blocks by row of blocks. */
export const wholeBlocks = (height: number, across: number): Codec => ({
  encode(dense) {
    const [rows, cols] = [dense.length, dense[0]!.length];
    const [down, wide] = [Math.ceil(rows / height), Math.ceil(cols / across)];
    const out: Encoded = { values: [], metadata: [] };
    const pointers: [number, number][] = [[0, width(down * wide + 1)]];
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < wide; j++) {
        const cells: number[] = [];
        for (let r = i * height; r < (i + 1) * height; r++)
          for (let c = j * across; c < (j + 1) * across; c++) cells.push(dense[r]?.[c] === true ? 1 : 0);
        if (!cells.includes(1)) continue;
        out.values.push(...cells);
        out.metadata.push([j, width(wide)]);
      }
      pointers.push([out.values.length / (height * across), width(down * wide + 1)]);
    }
    out.metadata.push(...pointers);
    return out;
  },
  decode({ values, metadata }, rows, cols) {
    const dense = blank(rows, cols);
    const blocks = values.length / (height * across);
    for (let i = 0; i * height < rows; i++)
      for (let at = metadata[blocks + i]![0]; at < metadata[blocks + i + 1]![0]; at++)
        for (let k = 0; k < height * across; k++)
          if (values[at * height * across + k] === 1)
            dense[i * height + Math.floor(k / across)]![metadata[at]![0] * across + (k % across)] = true;
    return dense;
  },
});

/** Rows that lie anywhere: a beginning and a length for each, then the indices, rows of odd number first. */
export const scatteredRows: Codec = {
  encode(dense) {
    const [rows, cols] = [dense.length, dense[0]!.length];
    const places: [number, number][][] = [];
    const out: Encoded = { values: [], metadata: [] };
    const indices: [number, number][] = [];
    for (const parity of [1, 0])
      for (let row = parity; row < rows; row += 2) {
        const full = dense[row]!.flatMap((is, col) => (is ? [col] : []));
        places[row] = [
          [indices.length, width(rows * cols + 1)],
          [full.length, width(cols + 1)],
        ];
        for (const col of full) {
          out.values.push(1);
          indices.push([col, width(cols)]);
        }
      }
    out.metadata.push(...places.flat(), ...indices);
    return out;
  },
  decode({ metadata }, rows, cols) {
    const dense = blank(rows, cols);
    for (let row = 0; row < rows; row++) {
      const [first, length] = [metadata[2 * row]![0], metadata[2 * row + 1]![0]];
      for (let at = first; at < first + length; at++) dense[row]![metadata[2 * rows + at]![0]] = true;
    }
    return dense;
  },
};

export const runs = (runBits: number): Codec => ({
  encode(dense) {
    const [rows, cols] = [dense.length, dense[0]!.length];
    const pointer = width(rows * cols + 1);
    const longest = 2 ** runBits - 1;
    const out: Encoded = { values: [], metadata: [[0, pointer]] };
    for (const line of dense) {
      let zeros = 0;
      const last = line.lastIndexOf(true);
      line.slice(0, last + 1).forEach((full) => {
        if (full || zeros === longest) {
          out.values.push(full ? 1 : 0);
          out.metadata.push([zeros, runBits]);
          zeros = 0;
        } else zeros += 1;
      });
      out.metadata.push([out.values.length, pointer]);
    }
    return out;
  },
  decode({ values, metadata }, rows, cols) {
    const dense = blank(rows, cols);
    const pointer = width(rows * cols + 1);
    let entry = 0;
    let row = 0;
    let col = 0;
    for (const [field, bits] of metadata.slice(1)) {
      if (bits === pointer && pointer !== runBits && field === entry) {
        row += 1;
        col = 0;
        continue;
      }
      col += field;
      if (values[entry++] === 1) dense[row]![col] = true;
      col += 1;
    }
    return dense;
  },
});

export const mask: Codec = {
  encode: (dense) => ({
    values: dense.flat().filter(Boolean).map(Number),
    metadata: dense.flat().map((full) => [Number(full), 1]),
  }),
  decode: ({ metadata }, rows, cols) =>
    Array.from({ length: rows }, (_, r) =>
      metadata.slice(r * cols, (r + 1) * cols).map(([bit]) => bit === 1),
    ),
};

export const coordinates: Codec = {
  encode: (dense) => ({
    values: dense.flat().filter(Boolean).map(Number),
    metadata: dense.flatMap((line, row) =>
      line.flatMap((full, col): [number, number][] =>
        full
          ? [
              [row, width(dense.length)],
              [col, width(line.length)],
            ]
          : [],
      ),
    ),
  }),
  decode({ metadata }, rows, cols) {
    const dense = blank(rows, cols);
    for (let i = 0; i < metadata.length; i += 2) dense[metadata[i]![0]]![metadata[i + 1]![0]] = true;
    return dense;
  },
};

export const everything: Codec = {
  encode: (dense) => ({ values: dense.flat().map(Number), metadata: [] }),
  decode: ({ values }, rows, cols) =>
    Array.from({ length: rows }, (_, r) => values.slice(r * cols, (r + 1) * cols).map((v) => v === 1)),
};

/** Groups along each line of the matrix (its transpose where they lie along rows). */
export const grouped = ({ n, m }: GroupStructure): Codec => ({
  encode(dense) {
    const out: Encoded = { values: [], metadata: [] };
    for (const line of dense) {
      for (let first = 0; first < line.length; first += m) {
        const group = line.slice(first, first + m);
        const full = group.flatMap((is, at) => (is ? [at] : []));
        const empty = group.flatMap((is, at) => (is ? [] : [at]));
        const slots = [...full, ...empty].slice(0, Math.min(n, group.length)).sort((a, b) => a - b);
        for (const at of slots) {
          out.values.push(Number(group[at]));
          out.metadata.push([at, width(m)]);
        }
      }
    }
    return out;
  },
  decode({ values, metadata }, rows, cols) {
    const dense = blank(rows, cols);
    let slot = 0;
    for (let row = 0; row < rows; row++) {
      for (let first = 0; first < cols; first += m) {
        for (let i = 0; i < Math.min(n, cols - first); i++, slot++) {
          if (values[slot] === 1) dense[row]![first + metadata[slot]![0]] = true;
        }
      }
    }
    return dense;
  },
});
