import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { ElementTiles } from './elementTiles.ts';

/** Tiles of one side of the product: which matrix indices each holds. */
interface Side {
  /** `members[tile]`: indices of the matrix form, ascending. */
  readonly members: readonly Int32Array[];
}

/** Products that take a slot, for any tile of the product. */
export interface TileWork {
  /** Slots of the tile whose index in each dim (in tiles) is `at`. */
  slots(at: Float64Array): number;
}

/** Dims of each side of the matrix form, outermost first. */
const sides = (operation: Operation) =>
  operation.kind === 'conv2d'
    ? { element: ['G'], row: ['N', 'P', 'Q'], column: ['K'], depth: ['R', 'S', 'C'] }
    : { element: ['B', 'H'], row: ['M'], column: ['N'], depth: ['K'] };

/**
 * Slots of tiles: Σ over k of the rows of a and the columns of b in the tile that are not left out at that k. `seesA` and
 * `seesB`: zeros of a (b) are left out; without, every product takes its slot.
 */
export function tileWork(
  operation: Operation,
  problem: NestProblem,
  { tile }: ElementTiles,
  seesA: boolean,
  seesB: boolean,
  context: SimulationContext,
): TileWork {
  const { n, k, b_shared_by } = asGemm(operation)!;
  const dims = sides(operation);
  const cut = (names: readonly string[]) => cutSide(problem, tile, names);
  const element = cut(dims.element);
  const row = cut(dims.row);
  const column = cut(dims.column);
  const depth = cut(dims.depth);
  const rows = new Map<number, Int32Array>();
  const columns = new Map<number, Int32Array>();
  /** `[matrix][tile × k]`: entries of each tile of rows (columns) at each k. */
  const rowCounts = (index: number): Int32Array =>
    remember(rows, index, () =>
      seesA ? countRows(context.pattern('a', index), row.side, k) : full(row.side, k),
    );
  const columnCounts = (index: number): Int32Array =>
    remember(columns, index, () =>
      seesB
        ? countColumns(context.pattern('b', index * b_shared_by), column.side, k, n)
        : full(column.side, k),
    );
  return {
    slots(at) {
      const r = row.tileAt(at) * k;
      const c = column.tileAt(at) * k;
      const ks = depth.side.members[depth.tileAt(at)]!;
      let sum = 0;
      for (const e of element.side.members[element.tileAt(at)]!) {
        const a = rowCounts(e);
        const b = columnCounts(Math.floor(e / b_shared_by));
        for (let i = 0; i < ks.length; i++) sum += a[r + ks[i]!]! * b[c + ks[i]!]!;
      }
      return sum;
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
function cutSide(
  problem: NestProblem,
  tile: Float64Array,
  names: readonly string[],
): { readonly side: Side; tileAt(at: Float64Array): number } {
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
