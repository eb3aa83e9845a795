import { imageTiles } from './imageTiles.ts';
import type { Problem } from './problem.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';

/** The different sizes of transfers, numbered as they come. */
export class Sizes {
  readonly bytes: number[] = [];
  private readonly numbers = new Map<number, number>();
  private last = -1;

  of(bytes: number): number {
    // Neighbours are mostly alike.
    if (this.last >= 0 && this.bytes[this.last] === bytes) return this.last;
    let id = this.numbers.get(bytes);
    if (id === undefined) {
      id = this.bytes.length;
      this.numbers.set(bytes, id);
      this.bytes.push(bytes);
    }
    this.last = id;
    return id;
  }
}

/** [m][k] */
export function sizesOfA(problem: Problem, { m, k, tilesM, tilesK }: Tiling, sizes: Sizes): Int32Array {
  const table = new Int32Array(tilesM * tilesK);
  const { image, sparse, bitsA } = problem;
  if (image !== null && sparse !== 'a') {
    const { kinds, elements } = imageTiles(problem, image, m, k);
    for (let i = 0; i < tilesM; i++)
      for (let l = 0; l < tilesK; l++)
        table[i * tilesK + l] =
          l > 0 && kinds[l] === kinds[l - 1]
            ? table[i * tilesK + l - 1]!
            : sizes.of(Math.ceil((elements[kinds[l]! * tilesM + i]! * bitsA) / 8));
    return table;
  }
  // Rows of a matrix are alike.
  const lastM = problem.m - (tilesM - 1) * m;
  for (let l = 0; l < tilesK; l++) {
    const s1 = Math.min(problem.space.slots, (l + 1) * k);
    const whole = sizes.of(tileBytesA(problem, 0, m, l * k, s1));
    for (let i = 0; i < tilesM - 1; i++) table[i * tilesK + l] = whole;
    table[(tilesM - 1) * tilesK + l] =
      lastM === m ? whole : sizes.of(tileBytesA(problem, 0, lastM, l * k, s1));
  }
  return table;
}

/** [element][k][n] */
export function sizesOfB(
  problem: Problem,
  { n, k, tilesN, tilesK }: Tiling,
  elements: number,
  sizes: Sizes,
): Int32Array {
  const table = new Int32Array(elements * tilesK * tilesN);
  for (let e = 0; e < elements; e++)
    for (let l = 0; l < tilesK; l++) {
      const s1 = Math.min(problem.space.slots, (l + 1) * k);
      const row = (e * tilesK + l) * tilesN;
      const of = (j: number) =>
        sizes.of(tileBytesB(problem, e, j * n, Math.min(problem.n, (j + 1) * n), l * k, s1));
      if (problem.kept === null) {
        table.fill(of(0), row, row + tilesN - 1);
        table[row + tilesN - 1] = of(tilesN - 1);
      } else for (let j = 0; j < tilesN; j++) table[row + j] = of(j);
    }
  return table;
}

/** [m][n] */
export function sizesOfOut(
  problem: Problem,
  { m, n, tilesM, tilesN }: Tiling,
  bits: number,
  sizes: Sizes,
): Int32Array {
  const table = new Int32Array(tilesM * tilesN);
  const lastN = problem.n - (tilesN - 1) * n;
  for (let i = 0; i < tilesM; i++) {
    const rows = Math.min(problem.m, (i + 1) * m) - i * m;
    table.fill(sizes.of(tileBytesOut(rows, n, bits)), i * tilesN, (i + 1) * tilesN - 1);
    table[(i + 1) * tilesN - 1] = sizes.of(tileBytesOut(rows, lastN, bits));
  }
  return table;
}
