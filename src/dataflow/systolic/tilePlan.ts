import { boundedCache } from '../../core/boundedCache.ts';
import { imageTiles } from './imageTiles.ts';
import type { MappedWork } from './mappedWork.ts';
import { mappingKey, type SystolicMapping } from './mapping.ts';
import { padRates } from './padRates.ts';
import type { Problem } from './problem.ts';
import { type Runs, runsOf } from './repetition.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import type { Study } from './study.ts';
import { type TileCycles, tileCycles } from './tileCycles.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';

/** The tiles of a mapped product before the DRAM is known: `bytes` is a plan whose transfer tables hold bytes. */
export interface TilePlan {
  readonly bytes: Omit<SchedulePlan, 'latency'>;
  readonly runs: Runs;
}

const weight = ({ bytes }: TilePlan): number =>
  1024 +
  8 * (bytes.dramA.length + bytes.dramB.length + 2 * bytes.dramOut.length + bytes.cycles.length) +
  8 * (bytes.classM.length + bytes.classN.length + bytes.classK.length);

/** By study and mapping; bounded in bytes. */
const known = boundedCache<string, TilePlan>(48 * 1024 * 1024, weight);

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

  const bytes = {
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
    dramA: bytesOfA(problem, tiling),
    dramB: bytesOfB(problem, tiling, elements),
    dramOut: bytesOfOut(problem, tiling, problem.bitsOut),
    dramPartial: bytesOfOut(problem, tiling, problem.bitsPartial),
    cycles,
    classM: kindM.of.map((id) => id * strideM),
    classN: kindN.of.map((id) => id * strideN),
    classK: kindK.of,
  } as const;
  return { bytes, runs: runsOf(bytes) };
}

/** [m][k] */
function bytesOfA(problem: Problem, { m, k, tilesM, tilesK }: Tiling): Float64Array {
  const table = new Float64Array(tilesM * tilesK);
  const { image, sparse, bitsA } = problem;
  if (image !== null && sparse !== 'a') {
    const { kinds, elements } = imageTiles(problem, image, m, k);
    for (let i = 0; i < tilesM; i++)
      for (let l = 0; l < tilesK; l++)
        table[i * tilesK + l] = Math.ceil((elements[kinds[l]! * tilesM + i]! * bitsA) / 8);
    return table;
  }
  // Rows of a matrix are alike.
  for (let l = 0; l < tilesK; l++) {
    const s1 = Math.min(problem.space.slots, (l + 1) * k);
    const whole = tileBytesA(problem, 0, Math.min(m, problem.m), l * k, s1);
    const last = tileBytesA(problem, (tilesM - 1) * m, problem.m, l * k, s1);
    for (let i = 0; i < tilesM; i++) table[i * tilesK + l] = i === tilesM - 1 ? last : whole;
  }
  return table;
}

/** [element][k][n] */
function bytesOfB(problem: Problem, { n, k, tilesN, tilesK }: Tiling, elements: number): Float64Array {
  const table = new Float64Array(elements * tilesK * tilesN);
  for (let e = 0; e < elements; e++)
    for (let l = 0; l < tilesK; l++) {
      const s1 = Math.min(problem.space.slots, (l + 1) * k);
      const row = (e * tilesK + l) * tilesN;
      const of = (j: number) => tileBytesB(problem, e, j * n, Math.min(problem.n, (j + 1) * n), l * k, s1);
      if (problem.kept === null) {
        table.fill(of(0), row, row + tilesN - 1);
        table[row + tilesN - 1] = of(tilesN - 1);
      } else for (let j = 0; j < tilesN; j++) table[row + j] = of(j);
    }
  return table;
}

/** [m][n] */
function bytesOfOut(problem: Problem, { m, n, tilesM, tilesN }: Tiling, bits: number): Float64Array {
  const table = new Float64Array(tilesM * tilesN);
  const lastN = problem.n - (tilesN - 1) * n;
  for (let i = 0; i < tilesM; i++) {
    const rows = Math.min(problem.m, (i + 1) * m) - i * m;
    table.fill(tileBytesOut(rows, n, bits), i * tilesN, (i + 1) * tilesN - 1);
    table[(i + 1) * tilesN - 1] = tileBytesOut(rows, lastN, bits);
  }
  return table;
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
