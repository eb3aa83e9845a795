import { columnPassesOf, passesOver } from './arrayCounts.ts';
import { Capacity, residentA, residentB, residentOut } from './capacity.ts';
import { overlappedCycles, passOverhead } from './closedForm.ts';
import type { SystolicHardware } from './hardware.ts';
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

/** A problem on a design, prepared for asking about many mappings without allocation. */
export class MappingCost {
  readonly capacity: Capacity;
  private readonly problem: Problem;
  private readonly hardware: SystolicHardware;
  private readonly streamed: number;
  private readonly overhead: number;
  private readonly columnPasses = new Map<number, number>();
  private readonly wholeA: number;
  private readonly wholeB: number;
  private readonly bytesPerCycle: number;
  /** Of the tile measured last: bytes of a, b, out twice (the stream goes on or not), out kept whole twice. */
  private readonly room = new Float64Array(6);
  private onePass = false;
  tilesM = 1;
  tilesN = 1;
  tilesK = 1;

  constructor(problem: Problem, hardware: SystolicHardware, clock_hz: number) {
    this.problem = problem;
    this.hardware = hardware;
    this.capacity = new Capacity(problem, hardware);
    this.streamed = streamedAxis(hardware);
    this.overhead = passOverhead(problem, hardware);
    this.wholeA = problem.image === null ? tileBytesA(problem, 0, problem.m, 0, problem.space.slots) : 0;
    this.wholeB = tileBytesB(problem, 0, 0, problem.n, 0, problem.space.slots);
    this.bytesPerCycle = hardware.dram.bandwidth_bytes_per_s / clock_hz;
  }

  /** Looks at a tile size; `fits` then answers for its orders and residents. */
  measure(m: number, n: number, k: number): void {
    const { problem, hardware, capacity, room } = this;
    const tilesM = Math.ceil(problem.m / m);
    const tilesN = Math.ceil(problem.n / n);
    const tilesK = Math.ceil(problem.space.slots / k);
    room[0] = capacity.bytesA(m, k, tilesM * tilesK, 0);
    room[1] = capacity.bytesB(n, k, tilesN * tilesK, 0);
    // Where the stream goes on over K, sums stay in the array.
    this.onePass = isOnePass(problem, hardware, m, n, k);
    for (const goesOn of [0, 1]) {
      const passes = sumPassesOf(problem, hardware, k, tilesK, goesOn === 1 ? this.streamed : -1);
      const bits = passes > 1 ? problem.bitsPartial : problem.bitsOut;
      room[2 + goesOn] = capacity.bytesOut(m, n, tilesM * tilesN, bits, 0);
      room[4 + goesOn] = capacity.bytesOut(m, n, tilesM * tilesN, bits, residentOut);
    }
    this.tilesM = tilesM;
    this.tilesN = tilesN;
    this.tilesK = tilesK;
  }

  /** Whether the tiles measured last fit the scratchpads. */
  fits(order: Axes, resident: number): boolean {
    const { capacity, room, tilesM, tilesN, tilesK } = this;
    const goesOn = this.onePass && isInnermost(order, this.streamed, tilesM, tilesN, tilesK) ? 1 : 0;
    return capacity.fits(
      (resident & residentA) !== 0 ? capacity.bytesA(0, 0, 0, resident) : room[0]!,
      (resident & residentB) !== 0 ? capacity.bytesB(0, 0, 0, resident) : room[1]!,
      room[((resident & residentOut) !== 0 ? 4 : 2) + goesOn]!,
    );
  }

  /** Passes over the columns of b in all batch elements. */
  private columns(n: number): number {
    let passes = this.columnPasses.get(n);
    if (passes === undefined) {
      passes = columnPassesOf(this.problem, this.hardware, n);
      this.columnPasses.set(n, passes);
    }
    return passes;
  }

  /** Cycles by the closed form, with every tile of an image taken as large as the largest. */
  cycles(m: number, n: number, k: number, order: Axes, resident: number): number {
    const { problem, hardware, streamed } = this;
    const { batch, sharedBy, space } = problem;
    const { rows, cols, dataflow, accumulator_bits } = hardware.array;
    const tilesM = Math.ceil(problem.m / m);
    const tilesN = Math.ceil(problem.n / n);
    const tilesK = Math.ceil(space.slots / k);
    const goesOn =
      isOnePass(problem, hardware, m, n, k) && isInnermost(order, streamed, tilesM, tilesN, tilesK);
    const folds =
      dataflow === 'ws'
        ? this.columns(n) * passesOver(space.slots, k, rows)
        : dataflow === 'is'
          ? batch * passesOver(problem.m, m, cols) * passesOver(space.slots, k, rows)
          : this.columns(n) * passesOver(problem.m, m, rows);
    const turns = streamed === 0 ? tilesM : streamed === 1 ? tilesN : tilesK;
    const vectors = streamed === 0 ? problem.m : streamed === 1 ? problem.n : space.slots;
    const busy = folds * (vectors * space.ticks + (goesOn ? 1 : turns) * this.overhead);

    const tileA = limitA(problem, m, k);
    const wholeA = problem.image === null ? this.wholeA : tilesM * tilesK * tileA;
    const loadsA = batch * ((resident & residentA) !== 0 ? 1 : repeats(order, 1, tilesN, tilesM, tilesK));
    const keptB = (resident & residentB) !== 0;
    const elements = keptB || (tilesN === 1 && tilesK === 1) ? Math.ceil(batch / sharedBy) : batch;
    const loadsB = elements * (keptB ? 1 : repeats(order, 0, tilesM, tilesN, tilesK));
    const spills = (resident & residentOut) !== 0 ? 0 : spillsOf(order, tilesM, tilesN, tilesK);
    const bytes =
      loadsA * wholeA +
      loadsB * this.wholeB +
      batch * tileBytesOut(problem.m, problem.n, problem.bitsOut) +
      2 * spills * batch * tileBytesOut(problem.m, problem.n, accumulator_bits);
    const rate = this.bytesPerCycle;
    const latency = hardware.dram.latency_cycles;
    const first = (tileA + limitB(problem, n, k)) / rate + latency;
    const last = tileBytesOut(m, n, problem.bitsOut) / rate;
    return overlappedCycles(
      hardware.scratchpad.buffers,
      busy,
      bytes / rate,
      first,
      last,
      latency,
      batch * tilesM * tilesN * tilesK,
    );
  }
}
