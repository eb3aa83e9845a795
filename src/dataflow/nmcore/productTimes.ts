import type { NmCore } from './hardware.ts';
import type { Side } from './side.ts';
import { type TileTime, tileClasses, tileTime } from './tileTime.ts';

/** Cycles of the tiles of one product, in launch order, and their sums. */
export interface ProductTimes {
  readonly durations: Float64Array;
  readonly compute: number;
  readonly drain: number;
  readonly busy: number;
}

/** Times each pair of tiles once for each pair of classes. Tiles of outputs follow one another within those of tokens. */
export function productTimes(
  a: Side,
  b: Side,
  slices_per_step: number,
  outputBits: number,
  core: Pick<NmCore, 'operand_bytes_per_cycle' | 'drain_bytes_per_cycle'>,
): ProductTimes {
  const classesA = tileClasses(a);
  const classesB = tileClasses(b);
  const across = classesB.first.length;
  const known: (TileTime | undefined)[] = new Array(across);
  const durations = new Float64Array(a.tiles * b.tiles);
  let compute = 0;
  let drain = 0;
  let busy = 0;
  let row = -1;
  for (let tileA = 0; tileA < a.tiles; tileA++) {
    const classA = classesA.of[tileA]!;
    if (classA !== row) known.fill(undefined);
    row = classA;
    for (let tileB = 0; tileB < b.tiles; tileB++) {
      const classB = classesB.of[tileB]!;
      let time = known[classB];
      if (time === undefined) {
        time = tileTime(a, tileA, b, tileB, slices_per_step, outputBits, core);
        known[classB] = time;
      }
      durations[tileA * b.tiles + tileB] = time.cycles;
      compute += time.compute;
      drain += time.drain;
      busy += time.cycles;
    }
  }
  return { durations, compute, drain, busy };
}
