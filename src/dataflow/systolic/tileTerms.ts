import { columnPassesOf, passesOver } from './arrayCounts.ts';
import { Capacity, residentA, residentB, residentOut } from './capacity.ts';
import { passOverhead } from './closedForm.ts';
import type { Chip } from './hardware.ts';
import type { Problem } from './problem.ts';
import { repeats, spillsOf } from './reuse.ts';
import { limitA, limitB } from './tileLimits.ts';
import {
  isInnermost,
  isOnePass,
  streamedAxis,
  sumPassesOf,
  tileBytesA,
  tileBytesB,
  tileBytesOut,
} from './tiling.ts';

type Axes = readonly [number, number, number];

/**
 * The terms of the closed form for many mappings of one problem, without allocation: `measure` looks at a tile size,
 * then `fits`, `busy` and `bytes` answer for its orders and residents. Tiles of an image count as the largest does.
 */
export class TileTerms {
  readonly capacity: Capacity;
  private readonly problem: Problem;
  private readonly chip: Chip;
  private readonly streamed: number;
  private readonly overhead: number;
  private readonly columnPasses = new Map<number, number>();
  private readonly wholeA: number;
  private readonly wholeB: number;
  private readonly bytesOut: number;
  private readonly bytesSpilled: number;
  /** Of the tile measured last: bytes of a, b, out twice (the stream goes on or not), out kept whole twice. */
  private readonly room = new Float64Array(6);
  private onePass = false;
  private folds = 0;
  private loadA = 0;
  tilesM = 1;
  tilesN = 1;
  tilesK = 1;
  /** Bytes of the first loads and of the last store. */
  first = 0;
  last = 0;

  constructor(problem: Problem, chip: Chip) {
    this.problem = problem;
    this.chip = chip;
    this.capacity = new Capacity(problem, chip);
    this.streamed = streamedAxis(chip);
    this.overhead = passOverhead(problem, chip);
    this.wholeA = problem.image === null ? tileBytesA(problem, 0, problem.m, 0, problem.space.slots) : 0;
    this.wholeB = tileBytesB(problem, 0, 0, problem.n, 0, problem.space.slots);
    this.bytesOut = problem.batch * tileBytesOut(problem.m, problem.n, problem.bitsOut);
    this.bytesSpilled = problem.batch * tileBytesOut(problem.m, problem.n, problem.bitsPartial);
  }

  /** Steps of the mapping: tiles of all batch elements. */
  get steps(): number {
    return this.problem.batch * this.tilesM * this.tilesN * this.tilesK;
  }

  measure(m: number, n: number, k: number): void {
    const { problem, chip, capacity, room } = this;
    const { batch, space } = problem;
    const { rows, cols, dataflow } = chip.array;
    const tilesM = Math.ceil(problem.m / m);
    const tilesN = Math.ceil(problem.n / n);
    const tilesK = Math.ceil(space.slots / k);
    const a = limitA(problem, m, k);
    const b = limitB(problem, n, k);
    room[0] = capacity.placesA(tilesM * tilesK) * a;
    room[1] = capacity.placesB(tilesN * tilesK) * b;
    // Where the stream goes on over K, sums stay in the array.
    this.onePass = isOnePass(problem, chip, m, n, k);
    for (let goesOn = 0; goesOn < 2; goesOn++) {
      const passes = sumPassesOf(problem, chip, k, tilesK, goesOn === 1 ? this.streamed : -1);
      const bits = passes > 1 ? problem.bitsPartial : problem.bitsOut;
      room[2 + goesOn] = capacity.bytesOut(m, n, tilesM * tilesN, bits, 0);
      room[4 + goesOn] = capacity.bytesOut(m, n, tilesM * tilesN, bits, residentOut);
    }
    this.tilesM = tilesM;
    this.tilesN = tilesN;
    this.tilesK = tilesK;
    this.first = a + b;
    this.last = tileBytesOut(m, n, problem.bitsOut);
    this.loadA = problem.image === null ? this.wholeA : tilesM * tilesK * a;
    this.folds =
      dataflow === 'ws'
        ? this.columns(n) * passesOver(space.slots, k, rows)
        : dataflow === 'is'
          ? batch * passesOver(problem.m, m, cols) * passesOver(space.slots, k, rows)
          : this.columns(n) * passesOver(problem.m, m, rows);
  }

  private goesOn(order: Axes): boolean {
    return this.onePass && isInnermost(order, this.streamed, this.tilesM, this.tilesN, this.tilesK);
  }

  /** Whether the tiles fit the scratchpads. */
  fits(order: Axes, resident: number): boolean {
    const { capacity, room } = this;
    return capacity.fits(
      (resident & residentA) !== 0 ? capacity.bytesA(0, 0, 0, resident) : room[0]!,
      (resident & residentB) !== 0 ? capacity.bytesB(0, 0, 0, resident) : room[1]!,
      room[((resident & residentOut) !== 0 ? 4 : 2) + (this.goesOn(order) ? 1 : 0)]!,
    );
  }

  /** Cycles of the array without a stall. */
  busy(order: Axes): number {
    const { problem, streamed, tilesM, tilesN, tilesK } = this;
    const { space } = problem;
    const turns = streamed === 0 ? tilesM : streamed === 1 ? tilesN : tilesK;
    const vectors = streamed === 0 ? problem.m : streamed === 1 ? problem.n : space.slots;
    return this.folds * (vectors * space.ticks + (this.goesOn(order) ? 1 : turns) * this.overhead);
  }

  /** Bytes over the DRAM port. */
  bytes(order: Axes, resident: number): number {
    const { tilesM, tilesN, tilesK } = this;
    const { batch, sharedBy } = this.problem;
    const loadsA = batch * ((resident & residentA) !== 0 ? 1 : repeats(order, 1, tilesN, tilesM, tilesK));
    const keptB = (resident & residentB) !== 0;
    const elements = keptB || (tilesN === 1 && tilesK === 1) ? Math.ceil(batch / sharedBy) : batch;
    const loadsB = elements * (keptB ? 1 : repeats(order, 0, tilesM, tilesN, tilesK));
    const spills = (resident & residentOut) !== 0 ? 0 : spillsOf(order, tilesM, tilesN, tilesK);
    return loadsA * this.loadA + loadsB * this.wholeB + this.bytesOut + 2 * spills * this.bytesSpilled;
  }

  /** Passes over the columns of b in all batch elements. */
  private columns(n: number): number {
    let passes = this.columnPasses.get(n);
    if (passes === undefined) {
      passes = columnPassesOf(this.problem, this.chip, n);
      this.columnPasses.set(n, passes);
    }
    return passes;
  }
}
