import type { KernelTile } from './kernelTile.ts';

const fields = 8;

/** Tiles as numbers in a row: a shape has hundreds, of which a few are looked at twice. */
export interface TileTable {
  count: number;
  numbers: Int32Array;
}

export const tileTable = (): TileTable => ({ count: 0, numbers: new Int32Array(512 * fields) });

export function addTile(
  table: TileTable,
  tile_n: number,
  tile_m: number,
  tile_k: number,
  stages: number,
  cluster_n: number,
  cluster_m: number,
  rows: KernelTile['rows'],
  split_k: number,
): void {
  const at = table.count * fields;
  if (at === table.numbers.length) {
    const longer = new Int32Array(2 * at);
    longer.set(table.numbers);
    table.numbers = longer;
  }
  const { numbers } = table;
  numbers[at] = tile_n;
  numbers[at + 1] = tile_m;
  numbers[at + 2] = tile_k;
  numbers[at + 3] = stages;
  numbers[at + 4] = cluster_n;
  numbers[at + 5] = cluster_m;
  numbers[at + 6] = rows === 'n' ? 0 : 1;
  numbers[at + 7] = split_k;
  table.count += 1;
}

type WritableTile = { -readonly [Field in keyof KernelTile]: KernelTile[Field] };

export const emptyTile = (): WritableTile => ({
  tile_n: 0,
  tile_m: 0,
  tile_k: 0,
  stages: 0,
  cluster_n: 1,
  cluster_m: 1,
  rows: 'n',
  split_k: 1,
});

/** The tile at a place, written into one that is there. */
export function readTile({ numbers }: TileTable, index: number, into: WritableTile): KernelTile {
  const at = index * fields;
  into.tile_n = numbers[at]!;
  into.tile_m = numbers[at + 1]!;
  into.tile_k = numbers[at + 2]!;
  into.stages = numbers[at + 3]!;
  into.cluster_n = numbers[at + 4]!;
  into.cluster_m = numbers[at + 5]!;
  into.rows = numbers[at + 6] === 0 ? 'n' : 'm';
  into.split_k = numbers[at + 7]!;
  return into;
}
