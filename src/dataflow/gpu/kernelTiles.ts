import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape } from './gemmShape.ts';
import type { KernelTile } from './kernelTile.ts';
import { gridOf } from './stepTimes.ts';
import { type TileFamily, type TileRun, tileFamily, widestTile } from './tileFamily.ts';
import { clearTable, emptyTile, readTile, type TileTable, tileTable } from './tileTable.ts';
import { warpInt8Choice } from './warpInt8Tiles.ts';

const splits = [2, 3, 4, 5, 6, 8, 10, 12, 16] as const;
/** Rows of activations up to 16 KiB are not cut by 2:4 kernels (seen: none of K ≤ 8192 in bf16 with few tiles). */
const longRowBytes = 16 * 1024;

/**
 * The kernels a library would choose from, by rule rather than by list: the device's tiles that suit the shape, as many
 * stages as shared memory holds (16 at most), clusters of two along either side.
 */
export function listTiles(table: TileTable, shape: GemmShape, device: GpuDevice): void {
  const family = tileFamily(shape, device);
  clearTable(table, family, family.tiles.length * (1 + splits.length));
  if (family.kind === 'sparse') sparseKernels(table, family, shape, device);
  else if (family.kind === 'warpgroup') warpgroupKernels(table, family, shape, device);
  else if (family.kind === 'warp') warpKernels(table, family, shape, device);
  else warpInt8Kernel(table, family, shape, device);
}

/** The same as objects. */
export function kernelTiles(shape: GemmShape, device: GpuDevice): readonly KernelTile[] {
  const table = tileTable();
  listTiles(table, shape, device);
  return Array.from({ length: table.count }, (_, index) => readTile(table, index, emptyTile()));
}

function addKernel(
  table: TileTable,
  base: number,
  cluster_n: number,
  cluster_m: number,
  split_k: number,
  grid_m: number,
  ctas: number,
  steps: number,
): void {
  const at = table.count;
  table.base[at] = base;
  table.cluster_n[at] = cluster_n;
  table.cluster_m[at] = cluster_m;
  table.split_k[at] = split_k;
  table.grid_m[at] = grid_m;
  table.ctas[at] = ctas;
  table.steps[at] = steps;
  table.count = at + 1;
}

/** CTAs across the operand for the widths 8, 16, … of a tile; 0 where a narrower one needs no more. */
const across = { n: new Float64Array(widestTile.n / 8), m: new Float64Array(widestTile.m / 8) };

function fillAcross(grids: Float64Array, width: number): void {
  let before = 0;
  for (let place = 0; place < grids.length; place++) {
    const columns = 8 * (place + 1);
    const grid = columns < width + 8 ? Math.ceil(width / columns) : 0;
    grids[place] = grid === before ? 0 : grid;
    before = grid;
  }
}

function warpgroupKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  // Rows along the outputs leave the tokens for the width, and the other way round.
  fillAcross(across.n, shape.m);
  fillAcross(across.m, shape.n);
  for (const run of family.runs) addRun(table, run, across[run.along], shape, device);
}

function addRun(
  table: TileTable,
  { along, rows, first, widths }: TileRun,
  grids: Float64Array,
  shape: GemmShape,
  device: GpuDevice,
): void {
  const length = along === 'n' ? shape.n : shape.m;
  // A tile that reaches 64 rows beyond the operand only computes more zeros.
  if (rows > 64 && rows >= length + 64) return;
  const tile_k = table.family.tiles[first]?.tile_k ?? 1;
  const grid = Math.ceil(length / rows);
  for (let place = 0; place < widths; place++) {
    const other = grids[place]!;
    if (other === 0) continue;
    if (along === 'n') withSplits(table, first + place, tile_k, grid, other, true, shape, device);
    else withSplits(table, first + place, tile_k, other, grid, true, shape, device);
  }
}

/** Kernels of warp instructions: no clusters. */
function warpKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  family.tiles.forEach(({ tile_n, tile_m, tile_k }, base) => {
    const grid_n = Math.ceil(shape.n / tile_n);
    withSplits(table, base, tile_k, grid_n, Math.ceil(shape.m / tile_m), false, shape, device);
  });
}

/** The one that the library takes. */
function warpInt8Kernel(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  const base = warpInt8Choice(shape, device.sm_count);
  const { tile_n, tile_m, tile_k } = family.tiles[base]!;
  const grid_m = Math.ceil(shape.m / tile_m);
  const ctas = Math.ceil(shape.n / tile_n) * grid_m * shape.batch;
  addKernel(table, base, 1, 1, 1, grid_m, ctas, Math.ceil(shape.k / tile_k));
}

/**
 * Clusters of two along the side where they waste least. Where tiles leave most SMs idle, K may be cut as well, into
 * parts that fill the SMs twice at most.
 */
function withSplits(
  table: TileTable,
  base: number,
  tile_k: number,
  grid_n: number,
  grid_m: number,
  clustered: boolean,
  shape: GemmShape,
  device: GpuDevice,
): void {
  const { batch, k } = shape;
  const { sm_count } = device;
  // The last bit of a whole number below 2^53.
  const odd_n = grid_n & 1;
  const odd_m = grid_m & 1;
  const along_n = odd_n === 0 || (odd_m === 1 && grid_m <= grid_n);
  const cluster_n = clustered && along_n ? 2 : 1;
  const cluster_m = clustered && !along_n ? 2 : 1;
  const all_n = cluster_n === 2 ? grid_n + odd_n : grid_n;
  const all_m = cluster_m === 2 ? grid_m + odd_m : grid_m;
  const ctas = all_n * all_m * batch;
  const steps = Math.ceil(k / tile_k);
  addKernel(table, base, cluster_n, cluster_m, 1, all_m, ctas, steps);
  const grid = batch * grid_n * grid_m;
  if (grid >= sm_count) return;
  for (const split_k of splits) {
    if (grid * split_k > 2 * sm_count || split_k * tile_k > k) break;
    addKernel(table, base, cluster_n, cluster_m, split_k, all_m, ctas * split_k, Math.ceil(steps / split_k));
  }
}

/**
 * Clusters along N up to 8. K is cut in two inside the kernel only for long rows, as the library does.
 */
function sparseKernels(table: TileTable, family: TileFamily, shape: GemmShape, device: GpuDevice): void {
  const bytes = elementBytes(shape.format);
  const clusters = device.instruction === 'wgmma' ? [1, 2, 4, 8] : [1];
  family.tiles.forEach(({ tile_n, tile_m, tile_k }, base) => {
    const steps = Math.ceil(shape.k / tile_k);
    const grid_m = Math.ceil(shape.m / tile_m);
    for (const cluster_n of clusters) {
      if (cluster_n * tile_n > 512) break;
      const grid = shape.batch * gridOf(shape.n, tile_n, cluster_n) * grid_m;
      const parts = shape.k * bytes > longRowBytes && 2 * grid <= device.sm_count ? 2 : 1;
      for (let split_k = 1; split_k <= parts; split_k++)
        addKernel(table, base, cluster_n, 1, split_k, grid_m, grid * split_k, Math.ceil(steps / split_k));
    }
  });
}
