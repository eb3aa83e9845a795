import type { SchedulePlan } from './schedulePlan.ts';

/** For each index of a loop, the last index up to which its tiles are all alike. */
export interface Runs {
  readonly m: Int32Array;
  readonly n: Int32Array;
  readonly k: Int32Array;
}

function runEnds(count: number, alike: (i: number) => boolean): Int32Array {
  const ends = new Int32Array(count);
  for (let i = count - 1, end = count - 1; i >= 0; i--) {
    if (i < end && !alike(i)) end = i;
    ends[i] = end;
  }
  return ends;
}

/** Where consecutive tiles of an axis have transfers of equal sizes and equal array cycles, so that time may jump over them. */
export function runsOf(plan: Omit<SchedulePlan, 'latency' | 'durations'>): Runs {
  const [tilesM, tilesN, tilesK] = plan.tiles;
  const { sizeA, sizeB, sizeOut, sizePartial, classM, classN, classK, elements } = plan;
  const m = runEnds(tilesM, (i) => {
    if (classM[i] !== classM[i + 1]) return false;
    for (let k = 0; k < tilesK; k++) if (sizeA[i * tilesK + k] !== sizeA[(i + 1) * tilesK + k]) return false;
    for (let n = 0; n < tilesN; n++) {
      if (sizeOut[i * tilesN + n] !== sizeOut[(i + 1) * tilesN + n]) return false;
      if (sizePartial[i * tilesN + n] !== sizePartial[(i + 1) * tilesN + n]) return false;
    }
    return true;
  });
  const n = runEnds(tilesN, (j) => {
    for (let e = 0; e < elements; e++) {
      if (classN[e * tilesN + j] !== classN[e * tilesN + j + 1]) return false;
      for (let k = 0; k < tilesK; k++) {
        const row = (e * tilesK + k) * tilesN;
        if (sizeB[row + j] !== sizeB[row + j + 1]) return false;
      }
    }
    for (let i = 0; i < tilesM; i++) {
      if (sizeOut[i * tilesN + j] !== sizeOut[i * tilesN + j + 1]) return false;
      if (sizePartial[i * tilesN + j] !== sizePartial[i * tilesN + j + 1]) return false;
    }
    return true;
  });
  const k = runEnds(tilesK, (l) => {
    if (classK[l] !== classK[l + 1]) return false;
    for (let i = 0; i < tilesM; i++) if (sizeA[i * tilesK + l] !== sizeA[i * tilesK + l + 1]) return false;
    for (let e = 0; e < elements; e++)
      for (let j = 0; j < tilesN; j++)
        if (sizeB[(e * tilesK + l) * tilesN + j] !== sizeB[(e * tilesK + l + 1) * tilesN + j]) return false;
    return true;
  });
  return { m, n, k };
}
