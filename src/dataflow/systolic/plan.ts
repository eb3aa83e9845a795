import { transferCycles } from '../../arch/memoryPort.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import { padRates } from './padRates.ts';
import type { Problem } from './problem.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import { type TileCycles, tileCycles } from './tileCycles.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';

/** Indices into `reps`: for each of `keys` the first index with the same key. */
function classes(keys: readonly string[]): { readonly of: Int32Array; readonly reps: readonly number[] } {
  const seen = new Map<string, number>();
  const reps: number[] = [];
  const of = Int32Array.from(keys, (key, i) => {
    let id = seen.get(key);
    if (id === undefined) {
      id = reps.length;
      seen.set(key, id);
      reps.push(i);
    }
    return id;
  });
  return { of, reps };
}

/** The tables of the recurrence: DRAM cycles of every tile, array cycles of every kind of tile. */
export function schedulePlan(
  problem: Problem,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  tiling: Tiling,
  clock_hz: number,
): SchedulePlan {
  const { m, n, k, tilesM, tilesN, tilesK } = tiling;
  const { slots } = problem.space;
  const { dram, scratchpad } = hardware;
  const cyclesOf = (bytes: number) => transferCycles(bytes, dram, clock_hz);
  const endM = (i: number) => Math.min(problem.m, (i + 1) * m);
  const endN = (j: number) => Math.min(problem.n, (j + 1) * n);
  const endK = (l: number) => Math.min(slots, (l + 1) * k);

  const dramA = new Float64Array(tilesM * tilesK);
  for (let i = 0; i < tilesM; i++)
    for (let l = 0; l < tilesK; l++)
      dramA[i * tilesK + l] = cyclesOf(tileBytesA(problem, i * m, endM(i), l * k, endK(l)));

  const elements = problem.kept?.length ?? 1;
  const dramB = new Float64Array(elements * tilesK * tilesN);
  for (let e = 0; e < elements; e++)
    for (let l = 0; l < tilesK; l++)
      for (let j = 0; j < tilesN; j++)
        dramB[(e * tilesK + l) * tilesN + j] = cyclesOf(
          tileBytesB(problem, e, j * n, endN(j), l * k, endK(l)),
        );

  const dramOut = new Float64Array(tilesM * tilesN);
  const dramPartial = new Float64Array(tilesM * tilesN);
  for (let i = 0; i < tilesM; i++)
    for (let j = 0; j < tilesN; j++) {
      const rowsOut = endM(i) - i * m;
      const colsOut = endN(j) - j * n;
      dramOut[i * tilesN + j] = cyclesOf(tileBytesOut(rowsOut, colsOut, problem.bitsOut));
      dramPartial[i * tilesN + j] = cyclesOf(tileBytesOut(rowsOut, colsOut, problem.bitsPartial));
    }

  // Kinds of tile: by size along m, by columns along n, by size, phase of the block and first or later along k.
  const kindM = classes(Array.from({ length: tilesM }, (_, i) => `${endM(i) - i * m}`));
  const kindN = classes(
    Array.from({ length: elements * tilesN }, (_, x) => {
      const j = x % tilesN;
      const columns = problem.kept?.[Math.floor(x / tilesN)];
      const ofColumns = columns === undefined ? '' : columns.subarray(j * n, endN(j)).join();
      return `${endN(j) - j * n}:${ofColumns}`;
    }),
  );
  const kindK = classes(
    Array.from({ length: tilesK }, (_, l) => {
      const { slotsPerBlock, block } = problem.space;
      // Tiles that reach into a last, partial block are kinds of their own.
      const whole = Math.floor(problem.space.k / block) * slotsPerBlock;
      return `${endK(l) - l * k}:${(l * k) % slotsPerBlock}:${l > 0}:${endK(l) > whole ? l : ''}`;
    }),
  );
  const strideN = kindK.reps.length;
  const strideM = strideN * kindN.reps.length;
  const cycles = new Float64Array(8 * strideM * kindM.reps.length);
  const rates = padRates(hardware);
  kindM.reps.forEach((i, classM) => {
    kindN.reps.forEach((x, classN) => {
      kindK.reps.forEach((l, classK) => {
        const j = x % tilesN;
        const done = tileCycles(problem, hardware, rates, {
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

  return {
    batch: problem.batch,
    sharedBy: problem.sharedBy,
    tiles: [tilesM, tilesN, tilesK],
    order: tiling.order,
    residentA: mapping.resident.includes('a'),
    residentB: mapping.resident.includes('b'),
    residentOut: mapping.resident.includes('out'),
    continues: tiling.continues,
    buffers: scratchpad.buffers,
    latency: dram.latency_cycles,
    elements,
    dramA,
    dramB,
    dramOut,
    dramPartial,
    cycles,
    classM: kindM.of.map((id) => id * strideM),
    classN: kindN.of.map((id) => id * strideN),
    classK: kindK.of,
  };
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
