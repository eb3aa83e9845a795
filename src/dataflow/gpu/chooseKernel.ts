import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import type { GemmShape } from './gemmShape.ts';
import { closedLoop, runKernel } from './kernelRun.ts';
import type { KernelTile } from './kernelTile.ts';
import { kernelTiles } from './kernelTiles.ts';

/** A kernel and what the closed form says it takes. */
export interface RankedKernel {
  readonly tile: KernelTile;
  readonly cycles: number;
}

/** The `keep` fastest kernels for a shape by the closed form, fastest first; ties go to the earlier tile. */
export function rankKernels(
  shape: GemmShape,
  device: GpuDevice,
  clock_hz: number,
  keep: number,
): readonly RankedKernel[] {
  const best: RankedKernel[] = [];
  for (const tile of kernelTiles(shape, device)) {
    // Arithmetic alone, in whole waves, is a floor: most tiles need no closer look.
    const worst = best.length === keep ? best[keep - 1]!.cycles : Number.POSITIVE_INFINITY;
    if (computeFloor(shape, tile, device) >= worst) continue;
    const { cycles } = runKernel(shape, tile, device, clock_hz, closedLoop);
    if (cycles >= worst) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.cycles > cycles) place -= 1;
    best.splice(place, 0, { tile, cycles });
    if (best.length > keep) best.pop();
  }
  return best;
}

/** Cycles of whole waves at the full rate of the tensor cores. */
function computeFloor(shape: GemmShape, tile: KernelTile, device: GpuDevice): number {
  const { tile_n, tile_m, tile_k, split_k } = tile;
  const ctas = shape.batch * Math.ceil(shape.n / tile_n) * Math.ceil(shape.m / tile_m) * split_k;
  const steps = Math.ceil(Math.ceil(shape.k / tile_k) / split_k);
  const rate =
    (device.tensor_macs_per_cycle[shape.format] ?? device.tensor_macs_per_cycle.f16) * (shape.sparse ? 2 : 1);
  return Math.ceil(ctas / device.sm_count) * steps * ((tile_n * tile_m * tile_k) / rate);
}
