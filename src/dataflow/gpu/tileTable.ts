import type { KernelTile } from './kernelTile.ts';
import type { TileFamily } from './tileFamily.ts';

/** Kernels for one shape as numbers in columns: a shape has hundreds, of which a few are looked at twice. */
export interface TileTable {
  family: TileFamily;
  count: number;
  /** Place of the tile in the family. */
  base: Int32Array;
  cluster_n: Uint8Array;
  cluster_m: Uint8Array;
  split_k: Uint8Array;
  /** Rows of CTAs along the tokens, and CTAs of the whole grid; clusters filled up. */
  grid_m: Float64Array;
  ctas: Float64Array;
  /** K steps of a CTA. */
  steps: Float64Array;
}

export const tileTable = (): TileTable => ({
  family: { kind: 'warp', tiles: [], runs: [] },
  count: 0,
  base: new Int32Array(0),
  cluster_n: new Uint8Array(0),
  cluster_m: new Uint8Array(0),
  split_k: new Uint8Array(0),
  grid_m: new Float64Array(0),
  ctas: new Float64Array(0),
  steps: new Float64Array(0),
});

/** Empties the table for kernels of a family, with room for `length` of them. */
export function clearTable(table: TileTable, family: TileFamily, length: number): void {
  table.family = family;
  table.count = 0;
  if (table.base.length >= length) return;
  table.base = new Int32Array(length);
  table.cluster_n = new Uint8Array(length);
  table.cluster_m = new Uint8Array(length);
  table.split_k = new Uint8Array(length);
  table.grid_m = new Float64Array(length);
  table.ctas = new Float64Array(length);
  table.steps = new Float64Array(length);
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

/** The kernel at a place, written into one that is there. */
export function readTile(table: TileTable, index: number, into: WritableTile): KernelTile {
  const tile = table.family.tiles[table.base[index]!]!;
  into.tile_n = tile.tile_n;
  into.tile_m = tile.tile_m;
  into.tile_k = tile.tile_k;
  into.stages = tile.stages;
  into.cluster_n = table.cluster_n[index]!;
  into.cluster_m = table.cluster_m[index]!;
  into.rows = tile.rows;
  into.split_k = table.split_k[index]!;
  return into;
}
