import { closedLoop } from '../gpu/kernelRun.ts';
import type { BitPlaneHardware } from './hardware.ts';
import type { BitPlaneMapping } from './mapping.ts';
import { type PlaneShape, pairsOf, type Unit } from './planeShape.ts';
import { gridOf, type PlaneTimes, planeTimes, stageBytes } from './planeTimes.ts';

const outputs = [32, 64, 128, 256] as const;
const tokens = [8, 16, 32, 64, 128, 256] as const;
/** Bytes of a digit's row in a K step. */
const rowBytes = [32, 64, 128] as const;
const splits = [1, 2, 3, 4, 6, 8, 12, 16] as const;
const mostStages = 6;
/** How many the search is handed: the best by the closed form. */
const shortlist = 4;

export interface PlanePlan {
  readonly mapping: BitPlaneMapping;
  readonly cycles: number;
}

export const totalOf = (times: PlaneTimes): number => {
  let sum = 0;
  for (const reason in times) sum += times[reason as keyof PlaneTimes];
  return sum;
};

/** Tiles whose sums the registers hold, with as many stages as shared memory does; parts of K where SMs idle. */
export function* tilesOf(
  shape: PlaneShape,
  unit: Unit,
  { gpu, integer_mma }: BitPlaneHardware,
): Generator<BitPlaneMapping> {
  const sums = (integer_mma.accumulator_kib * 1024) / 4;
  for (const tile_n of outputs)
    for (const tile_m of tokens) {
      if (tile_m > 8 && tile_m >= 2 * shape.m) continue;
      if (tile_n * tile_m * pairsOf(shape) > sums) continue;
      for (const bytes of rowBytes) {
        const tile = {
          kernel: 'bit-plane-gemm',
          unit,
          tile_n,
          tile_m,
          tile_k: (bytes * 8) / shape.digit_bits,
          stages: 1,
          split_k: 1,
          recovery: 'shared',
        } as const;
        const room = Math.floor((gpu.shared_memory_kib * 1024) / stageBytes(shape, tile));
        if (room < 1) continue;
        const stages = Math.min(mostStages, room);
        const idle = gridOf(shape, tile) < gpu.sm_count;
        for (const split_k of splits) {
          if (split_k > 1 && (!idle || split_k * tile.tile_k > shape.k)) break;
          yield { ...tile, stages, split_k };
        }
      }
    }
}

/** The best tiles by the closed form, best first; ties go to the earlier. */
export function planePlans(
  shape: PlaneShape,
  unit: Unit,
  hardware: BitPlaneHardware,
  clock_hz: number,
): readonly PlanePlan[] {
  const plans: PlanePlan[] = [];
  for (const mapping of tilesOf(shape, unit, hardware))
    plans.push({ mapping, cycles: totalOf(planeTimes(shape, mapping, hardware, clock_hz, closedLoop)) });
  return plans.sort((x, y) => x.cycles - y.cycles).slice(0, shortlist);
}
