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

/** Where consecutive tiles of an axis have equal transfer and array cycles, so that time may jump over them. */
export function runsOf(plan: Omit<SchedulePlan, 'latency'>): Runs {
  const [tilesM, tilesN, tilesK] = plan.tiles;
  const { dramA, dramB, dramOut, dramPartial, classM, classN, classK, elements } = plan;
  const m = runEnds(tilesM, (i) => {
    if (classM[i] !== classM[i + 1]) return false;
    for (let k = 0; k < tilesK; k++) if (dramA[i * tilesK + k] !== dramA[(i + 1) * tilesK + k]) return false;
    for (let n = 0; n < tilesN; n++) {
      if (dramOut[i * tilesN + n] !== dramOut[(i + 1) * tilesN + n]) return false;
      if (dramPartial[i * tilesN + n] !== dramPartial[(i + 1) * tilesN + n]) return false;
    }
    return true;
  });
  const n = runEnds(tilesN, (j) => {
    for (let e = 0; e < elements; e++) {
      if (classN[e * tilesN + j] !== classN[e * tilesN + j + 1]) return false;
      for (let k = 0; k < tilesK; k++) {
        const row = (e * tilesK + k) * tilesN;
        if (dramB[row + j] !== dramB[row + j + 1]) return false;
      }
    }
    for (let i = 0; i < tilesM; i++) {
      if (dramOut[i * tilesN + j] !== dramOut[i * tilesN + j + 1]) return false;
      if (dramPartial[i * tilesN + j] !== dramPartial[i * tilesN + j + 1]) return false;
    }
    return true;
  });
  const k = runEnds(tilesK, (l) => {
    if (classK[l] !== classK[l + 1]) return false;
    for (let i = 0; i < tilesM; i++) if (dramA[i * tilesK + l] !== dramA[i * tilesK + l + 1]) return false;
    for (let e = 0; e < elements; e++)
      for (let j = 0; j < tilesN; j++)
        if (dramB[(e * tilesK + l) * tilesN + j] !== dramB[(e * tilesK + l + 1) * tilesN + j]) return false;
    return true;
  });
  return { m, n, k };
}
