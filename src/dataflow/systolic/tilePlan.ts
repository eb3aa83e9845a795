import { boundedCache } from '../../core/boundedCache.ts';
import type { MappedWork } from './mappedWork.ts';
import { mappingKey, type SystolicMapping } from './mapping.ts';
import { padRates } from './padRates.ts';
import type { Problem } from './problem.ts';
import { type Runs, runsOf } from './repetition.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import type { Study } from './study.ts';
import { type TileCycles, tileCycles } from './tileCycles.ts';
import type { Tiling } from './tiling.ts';
import { Sizes, sizesOfA, sizesOfB, sizesOfOut } from './transferSizes.ts';

/** The tiles of a mapped product, the same for any DRAM. */
export interface TilePlan {
  readonly shape: Omit<SchedulePlan, 'latency' | 'durations'>;
  /** Bytes of a transfer of each size. */
  readonly bytes: Float64Array;
  readonly runs: Runs;
}

const weight = ({ shape, bytes }: TilePlan): number =>
  4096 +
  4 * (shape.sizeA.length + shape.sizeB.length + 2 * shape.sizeOut.length) +
  8 * (bytes.length + shape.cycles.length + shape.classM.length + shape.classN.length + shape.classK.length);

/** By study and mapping; bounded in bytes. */
const known = boundedCache<string, TilePlan>(16 * 1024 * 1024, weight);

export function tilePlan(study: Study, { problem, tiling }: MappedWork, mapping: SystolicMapping): TilePlan {
  if (problem !== study.problem) return tilePlanOf(study, problem, tiling, mapping);
  const key = `${study.id}:${mappingKey(mapping)}`;
  let plan = known.get(key);
  if (plan === undefined) {
    plan = tilePlanOf(study, problem, tiling, mapping);
    known.set(key, plan);
  }
  return plan;
}

function tilePlanOf({ chip }: Study, problem: Problem, tiling: Tiling, mapping: SystolicMapping): TilePlan {
  const { m, n, k, tilesM, tilesN, tilesK } = tiling;
  const { slots } = problem.space;
  const elements = problem.kept?.length ?? 1;
  const endM = (i: number) => Math.min(problem.m, (i + 1) * m);
  const endN = (j: number) => Math.min(problem.n, (j + 1) * n);
  const endK = (l: number) => Math.min(slots, (l + 1) * k);

  const kindM = wholeAndLast(tilesM, endM(tilesM - 1) - (tilesM - 1) * m === m);
  const kindN =
    problem.kept === null
      ? wholeAndLast(tilesN, endN(tilesN - 1) - (tilesN - 1) * n === n)
      : byKey(elements * tilesN, (x) => {
          const j = x % tilesN;
          return problem.kept![Math.floor(x / tilesN)]!.subarray(j * n, endN(j)).join();
        });
  const kindK = kindsAlongK(problem, k, tilesK);

  const strideN = kindK.reps.length;
  const strideM = strideN * kindN.reps.length;
  const cycles = new Float64Array(8 * strideM * kindM.reps.length);
  const rates = padRates(chip);
  kindM.reps.forEach((i, classM) => {
    kindN.reps.forEach((x, classN) => {
      kindK.reps.forEach((l, classK) => {
        const j = x % tilesN;
        const done = tileCycles(problem, chip, rates, {
          m: endM(i) - i * m,
          n: endN(j) - j * n,
          column: j * n,
          element: Math.floor(x / tilesN),
          from: l * k,
          to: endK(l),
          accumulates: l > 0 && tiling.continues !== 2,
          outBits: tiling.outBits,
        });
        write(cycles, 8 * (classM * strideM + classN * strideN + classK), done);
      });
    });
  });

  const sizes = new Sizes();
  const shape = {
    batch: problem.batch,
    sharedBy: problem.sharedBy,
    tiles: [tilesM, tilesN, tilesK],
    order: tiling.order,
    residentA: mapping.resident.includes('a'),
    residentB: mapping.resident.includes('b'),
    residentOut: mapping.resident.includes('out'),
    continues: tiling.continues,
    buffers: chip.scratchpad.buffers,
    elements,
    sizeA: sizesOfA(problem, tiling, sizes),
    sizeB: sizesOfB(problem, tiling, elements, sizes),
    sizeOut: sizesOfOut(problem, tiling, problem.bitsOut, sizes),
    sizePartial: sizesOfOut(problem, tiling, problem.bitsPartial, sizes),
    cycles,
    classM: kindM.of.map((id) => id * strideM),
    classN: kindN.of.map((id) => id * strideN),
    classK: kindK.of,
  } as const;
  return { shape, bytes: new Float64Array(sizes.bytes), runs: runsOf(shape) };
}

/** Kind of each tile of an axis, and a tile of each kind. */
interface Kinds {
  readonly of: Int32Array;
  readonly reps: readonly number[];
}

function wholeAndLast(count: number, lastIsWhole: boolean): Kinds {
  const of = new Int32Array(count);
  if (count === 1 || lastIsWhole) return { of, reps: [0] };
  of[count - 1] = 1;
  return { of, reps: [0, count - 1] };
}

function byKey<Key>(count: number, keyOf: (index: number) => Key): Kinds {
  const seen = new Map<Key, number>();
  const reps: number[] = [];
  const of = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const key = keyOf(i);
    let id = seen.get(key);
    if (id === undefined) {
      id = reps.length;
      seen.set(key, id);
      reps.push(i);
    }
    of[i] = id;
  }
  return { of, reps };
}

/** By size, phase in the block, and first or later; a tile that reaches into a last, partial block is its own kind. */
function kindsAlongK({ space }: Problem, k: number, tilesK: number): Kinds {
  const { slots, slotsPerBlock, block } = space;
  const whole = Math.floor(space.k / block) * slotsPerBlock;
  return byKey(tilesK, (l) => {
    const end = Math.min(slots, (l + 1) * k);
    if (end > whole) return -1 - l;
    return ((end - l * k) * slotsPerBlock + ((l * k) % slotsPerBlock)) * 2 + (l > 0 ? 1 : 0);
  });
}

function write(table: Float64Array, at: number, done: TileCycles): void {
  table[at] = done.stream;
  table[at + 1] = done.fill;
  table[at + 2] = done.bank;
  table[at + 3] = done.drain;
  table[at + 4] = done.bankDrain;
  table[at + 5] = done.load;
  table[at + 6] = done.bankLoad;
  table[at + 7] = done.passes;
}
