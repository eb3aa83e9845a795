import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';

/** Tiles of one side of the product: which matrix indices each holds. */
interface Side {
  /** `members[tile]`: indices of the matrix form, ascending. */
  readonly members: readonly Int32Array[];
}

interface CutSide {
  readonly side: Side;
  /** Number of the tile whose index in each dim (in tiles) is `at`. */
  tileAt(at: Float64Array): number;
}

/** A product cut into tiles: entries of each tile of rows of a, and of columns of b, at each k. */
export interface SideCounts {
  readonly element: CutSide;
  readonly row: CutSide;
  readonly column: CutSide;
  readonly depth: CutSide;
  /** `[tile × k + k]` for a batch element; all rows where zeros of a are not seen. */
  rowCounts(element: number): Int32Array;
  columnCounts(element: number): Int32Array;
}

/** Dims of each side of the matrix form, outermost first. */
const sides = (operation: Operation) =>
  operation.kind === 'conv2d'
    ? { element: ['G'], row: ['N', 'P', 'Q'], column: ['K'], depth: ['R', 'S', 'C'] }
    : { element: ['B', 'H'], row: ['M'], column: ['N'], depth: ['K'] };

/** Cuts an operation by the extents of a tile in each dim; samples are counted when they are first asked for. */
export function sideCounts(
  operation: Operation,
  problem: NestProblem,
  tile: Float64Array,
  seesA: boolean,
  seesB: boolean,
  context: SimulationContext,
): SideCounts {
  const { n, k, b_shared_by } = asGemm(operation)!;
  const dims = sides(operation);
  const cut = (names: readonly string[]) => cutSide(problem, tile, names);
  const row = cut(dims.row);
  const column = cut(dims.column);
  const rows = new Map<number, Int32Array>();
  const columns = new Map<number, Int32Array>();
  return {
    element: cut(dims.element),
    row,
    column,
    depth: cut(dims.depth),
    rowCounts: (element) =>
      remember(rows, element, () =>
        seesA ? countRows(context.pattern('a', element), row.side, k) : full(row.side, k),
      ),
    columnCounts(element) {
      const shared = element - (element % b_shared_by);
      return remember(columns, shared, () =>
        seesB ? countColumns(context.pattern('b', shared), column.side, k, n) : full(column.side, k),
      );
    },
  };
}

function remember(known: Map<number, Int32Array>, key: number, make: () => Int32Array): Int32Array {
  let found = known.get(key);
  if (found === undefined) {
    found = make();
    known.set(key, found);
  }
  return found;
}

/** Cuts the index of a side, a mixed-radix number over its dims, into tiles. */
function cutSide(problem: NestProblem, tile: Float64Array, names: readonly string[]): CutSide {
  const used = names.flatMap((name) => {
    const d = problem.dimIndex.get(name);
    return d === undefined ? [] : [{ d, extent: problem.dimSizes[d]!, size: tile[d]! }];
  });
  const tiles = used.reduce((product, { extent, size }) => product * (extent / size), 1);
  const extent = used.reduce((product, { extent: e }) => product * e, 1);
  const lists: number[][] = Array.from({ length: tiles }, () => []);
  for (let index = 0; index < extent; index++) {
    let rest = index;
    let number = 0;
    let radix = 1;
    for (let i = used.length - 1; i >= 0; i--) {
      const { extent: e, size } = used[i]!;
      number += Math.floor((rest % e) / size) * radix;
      radix *= e / size;
      rest = Math.floor(rest / e);
    }
    lists[number]!.push(index);
  }
  return {
    side: { members: lists.map((list) => Int32Array.from(list)) },
    tileAt(at) {
      let number = 0;
      for (let i = 0; i < used.length; i++) {
        const { d, extent: e, size } = used[i]!;
        number = number * (e / size) + at[d]!;
      }
      return number;
    },
  };
}

function full({ members }: Side, k: number): Int32Array {
  const counts = new Int32Array(members.length * k);
  members.forEach((list, tile) => {
    counts.fill(list.length, tile * k, (tile + 1) * k);
  });
  return counts;
}

function countRows(a: SparseMatrix, { members }: Side, k: number): Int32Array {
  const counts = new Int32Array(members.length * k);
  members.forEach((list, tile) => {
    for (const row of list)
      for (let i = a.rowPointers[row]!; i < a.rowPointers[row + 1]!; i++)
        counts[tile * k + a.columns[i]!]! += 1;
  });
  return counts;
}

function countColumns(b: SparseMatrix, { members }: Side, k: number, n: number): Int32Array {
  const tileOf = new Int32Array(n);
  members.forEach((list, tile) => {
    for (const column of list) tileOf[column] = tile;
  });
  const counts = new Int32Array(members.length * k);
  for (let row = 0; row < k; row++)
    for (let i = b.rowPointers[row]!; i < b.rowPointers[row + 1]!; i++)
      counts[tileOf[b.columns[i]!]! * k + row]! += 1;
  return counts;
}
