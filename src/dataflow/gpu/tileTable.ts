import type { KernelTile } from './kernelTile.ts';
import type { TileFamily } from './tileFamily.ts';

/** Kernels for one shape as numbers in columns, but for their parts of K: a shape has hundreds. */
export interface TileTable {
  family: TileFamily;
  count: number;
  /** Place of the tile in the family. */
  base: Int32Array;
  cluster_n: Uint8Array;
  cluster_m: Uint8Array;
  /** Parts that K may be cut into at most; 1 where it may not. */
  parts: Float64Array;
  /** Rows of CTAs along the tokens, and CTAs of the whole grid with K in one part; clusters filled up. */
  grid_m: Float64Array;
  ctas: Float64Array;
  /** K steps of a CTA with K in one part. */
  steps: Float64Array;
}

/** Parts that kernels cut K into. */
export const splits = [2, 3, 4, 5, 6, 8, 10, 12, 16] as const;

export const tileTable = (): TileTable => ({
  family: { kind: 'warp', tiles: [], runs: [] },
  count: 0,
  base: new Int32Array(0),
  cluster_n: new Uint8Array(0),
  cluster_m: new Uint8Array(0),
  parts: new Float64Array(0),
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
  table.parts = new Float64Array(length);
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

/** The kernel at a place with K in `split_k` parts, written into one that is there. */
export function readTile(table: TileTable, index: number, split_k: number, into: WritableTile): KernelTile {
  const tile = table.family.tiles[table.base[index]!]!;
  into.tile_n = tile.tile_n;
  into.tile_m = tile.tile_m;
  into.tile_k = tile.tile_k;
  into.stages = tile.stages;
  into.cluster_n = table.cluster_n[index]!;
  into.cluster_m = table.cluster_m[index]!;
  into.rows = tile.rows;
  into.split_k = split_k;
  return into;
}
