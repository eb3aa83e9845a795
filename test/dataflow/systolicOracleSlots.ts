import type { SystolicHardware } from '../../src/dataflow/systolic/hardware.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';

/** A stored value of the compressed operand (or any value of b in a dense layer). */
export interface Entry {
  readonly k: number;
  readonly value: number;
}

/** How K lies on the array in one layer, worked out from positions, value by value. */
export interface SlotLayout {
  readonly mode: string;
  readonly sparse: 'a' | 'b' | null;
  readonly slots: number;
  readonly ticks: number;
  readonly indexBits: number;
  readonly lanes: number;
  /** Order in which columns of b are laid on the array, per different b. */
  readonly columnOrder: readonly (readonly number[])[];
  /** Lanes of each column of b, by column, per different b. */
  readonly laneWidth: readonly (readonly number[])[];
  /** Elements of K that meet in a slot. */
  span(slot: number): readonly number[];
  /** Stored values of a line (column of b or row of a) in a slot; an explicit zero where a place is empty. */
  entries(element: number, line: number, slot: number): readonly Entry[];
}

interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Positions of non-zeros of each line along K: rows of a, columns of b. */
export function positionsOf(matrix: SparseMatrix, operand: 'a' | 'b'): number[][] {
  const lines: number[][] = range(0, operand === 'a' ? matrix.rows : matrix.cols).map(() => []);
  for (let row = 0; row < matrix.rows; row++)
    for (let i = matrix.rowPointers[row]!; i < matrix.rowPointers[row + 1]!; i++) {
      const col = matrix.columns[i]!;
      if (operand === 'a') lines[row]!.push(col);
      else lines[col]!.push(row);
    }
  return lines;
}

/**
 * `positions[operand][element][line]`; `value` reads an element of the compressed operand. `promise` is the layer's
 * n:m along K for each operand, or null.
 */
export function slotLayout(
  hardware: SystolicHardware,
  { n: columns, k }: Sizes,
  promise: {
    readonly a: readonly [number, number] | null;
    readonly b: readonly [number, number] | null;
    /** Whether b is declared to have zeros at all. */
    readonly sparseB: boolean;
    /** Whether b's positions are given, not sampled. */
    readonly givenB: boolean;
  },
  positions: { readonly a: readonly number[][][]; readonly b: readonly number[][][] },
  value: (operand: 'a' | 'b', element: number, line: number, k: number) => number,
): SlotLayout {
  const { sparsity } = hardware.array;
  const plainOrder = positions.b.map(() => range(0, columns));
  const plainLanes = positions.b.map(() => range(0, columns).map(() => 1));
  const read = (operand: 'a' | 'b', element: number, line: number, at: number): Entry => ({
    k: at,
    value: value(operand, element, line, at),
  });
  const dense: SlotLayout = {
    mode: 'dense',
    sparse: null,
    slots: k,
    ticks: 1,
    indexBits: 0,
    lanes: 1,
    columnOrder: plainOrder,
    laneWidth: plainLanes,
    span: (slot) => [slot],
    entries: (element, line, slot) => [read('b', element, line, slot)],
  };
  const log2 = (x: number) => range(0, 64).find((bits) => 2 ** bits >= x)!;
  const pad = (list: readonly Entry[], length: number, block: readonly number[]): Entry[] => [
    ...list,
    ...range(list.length, length).map(() => ({ k: block[0]!, value: 0 })),
  ];
  const inBlock = (operand: 'a' | 'b', element: number, line: number, block: readonly number[]): Entry[] =>
    positions[operand]
      [element]![line]!.filter((at) => block.includes(at))
      .map((at) => read(operand, element, line, at));

  if (sparsity.mode === 'compressed' || sparsity.mode === 'time-multiplexed') {
    for (const operand of ['b', 'a'] as const) {
      const given = promise[operand];
      if (given === null) continue;
      let [n, m] = given;
      if (sparsity.m % m !== 0) {
        if (m % sparsity.m !== 0 || n >= sparsity.m) continue;
        m = sparsity.m;
      }
      if (n === m) continue;
      if (sparsity.mode === 'time-multiplexed' && n > sparsity.n) continue;
      const blocks = range(0, Math.ceil(k / m)).map((b) => range(b * m, Math.min(k, (b + 1) * m)));
      const indexBits = log2(m);
      if (sparsity.mode === 'time-multiplexed')
        return {
          ...dense,
          mode: sparsity.mode,
          sparse: operand,
          slots: blocks.length,
          ticks: n,
          indexBits,
          span: (slot) => blocks[slot]!,
          entries: (element, line, slot) =>
            pad(
              inBlock(operand, element, line, blocks[slot]!),
              Math.min(n, blocks[slot]!.length),
              blocks[slot]!,
            ),
        };
      // Slot → (block, place in it).
      const places = blocks.flatMap((block) =>
        range(0, Math.min(n, block.length)).map((place) => ({ block, place })),
      );
      return {
        ...dense,
        mode: sparsity.mode,
        sparse: operand,
        slots: places.length,
        indexBits,
        span: (slot) => places[slot]!.block,
        entries: (element, line, slot) => {
          const { block, place } = places[slot]!;
          return [inBlock(operand, element, line, block)[place] ?? { k: block[0]!, value: 0 }];
        },
      };
    }
    return dense;
  }

  if (sparsity.mode === 'row-wise' || sparsity.mode === 'paired-blocks') {
    const size = sparsity.mode === 'row-wise' ? sparsity.m : sparsity.block;
    const blocks = range(0, Math.ceil(k / size)).map((b) => range(b * size, Math.min(k, (b + 1) * size)));
    let kept = positions.b.map((lines) =>
      lines.map((list) =>
        Math.max(0, ...blocks.map((block) => list.filter((at) => block.includes(at)).length)),
      ),
    );
    // A layer's n:m promise holds for every column, whatever its values.
    const given = promise.b;
    if (given !== null && (size % given[1] === 0 || given[1] % size === 0)) {
      const n = size % given[1] === 0 ? given[0] * (size / given[1]) : Math.min(given[0], size);
      kept = kept.map((lines) => lines.map(() => n));
    }
    if (sparsity.mode === 'row-wise') {
      const { lanes } = sparsity;
      const promised = given !== null && (size % given[1] === 0 || given[1] % size === 0);
      const profits = promise.sparseB && (!promised || kept[0]![0]! < size);
      const own = profits ? kept : kept.map((lines) => lines.map(() => size));
      const width = (n: number) =>
        n >= lanes
          ? Math.ceil(n / lanes) * lanes
          : range(0, 8)
              .map((e) => 2 ** e)
              .find((w) => w >= Math.max(1, n))!;
      const order = own.map((lines) => range(0, columns).sort((x, y) => lines[y]! - lines[x]! || x - y));
      return {
        ...dense,
        mode: 'row-wise',
        sparse: profits ? 'b' : null,
        slots: blocks.length,
        indexBits: profits ? log2(size) : 0,
        lanes,
        columnOrder: order,
        laneWidth: own.map((lines) => lines.map(width)),
        span: (slot) => blocks[slot]!,
        entries: (element, line, slot) => {
          const block = blocks[slot]!;
          const n = Math.min(own[element]![line]!, block.length);
          if (!profits) return block.map((at) => read('b', element, line, at));
          return pad(inBlock('b', element, line, block), n, block);
        },
      };
    }

    const half = Math.floor(size / 2);
    const known = promise.givenB || (given !== null && (size % given[1] === 0 || given[1] % size === 0));
    if (!promise.sparseB || !known || kept.some((lines) => lines.some((n) => n > half))) return dense;
    const pairs = Math.ceil(blocks.length / 2);
    const pairSpan = (slot: number) => {
      const pair = Math.floor(slot / size);
      return [...blocks[2 * pair]!, ...(blocks[2 * pair + 1] ?? [])];
    };
    return {
      ...dense,
      mode: 'paired-blocks',
      sparse: 'b',
      slots: pairs * size,
      indexBits: log2(size),
      span: pairSpan,
      entries: (element, line, slot) => {
        const pair = Math.floor(slot / size);
        const side = Math.floor((slot % size) / half);
        if (side > 1) return [];
        const block = blocks[2 * pair + side];
        const place = (slot % size) % half;
        if (block === undefined || place >= Math.min(kept[element]![line]!, block.length)) return [];
        return [inBlock('b', element, line, block)[place] ?? { k: block[0]!, value: 0 }];
      },
    };
  }
  return dense;
}
