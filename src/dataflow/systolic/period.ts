import { levels } from './cursor.ts';
import type { Runs } from './repetition.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import * as at from './scheduleState.ts';

/** Loops shorter than this are walked. */
const shortest = 5;

// A state written down: times, transfers waited for, number of transfers under way, and those from the last backwards.
const needBase = 12;
const openCount = 14;
const ringBase = 15;
const words = ringBase + 3 * at.ringSize;

/** Where the state of one loop level was last written down. */
interface Mark {
  index: number;
  /** Index at which the next mark is due: doubles, so that any period is found (Brent). */
  due: number;
  time: number;
  transfers: number;
  readonly state: Float64Array;
  readonly sum: Float64Array;
}

/** Finds that a loop has become periodic and moves time over whole periods, exactly. */
export interface PeriodFinder {
  readonly trips: Int32Array;
  /** Iterations that the transfers run ahead of the array, per level. */
  readonly lead: Int32Array;
  /** Per level, for each index the last one up to which tiles are alike; null where no jump is possible. */
  readonly runs: readonly (Int32Array | null)[];
  readonly marks: readonly Mark[];
  readonly scratch: Float64Array;
}

export function periodFinder(plan: SchedulePlan, trips: Int32Array, axes: Runs): PeriodFinder {
  const runs: (Int32Array | null)[] = [
    plan.elements === 1 && plan.sharedBy === 1 && trips[0]! >= shortest
      ? new Int32Array(trips[0]!).fill(trips[0]! - 1)
      : null,
  ];
  for (let level = 1; level < levels; level++) {
    const axis = plan.order[level - 1]!;
    runs.push(trips[level]! >= shortest ? [axes.m, axes.n, axes.k][axis]! : null);
  }
  const lead = new Int32Array(levels);
  let inner = 1;
  for (let level = levels - 1; level >= 0; level--) {
    lead[level] = inner >= plan.buffers ? 1 : plan.buffers;
    inner *= trips[level]!;
  }
  const marks = runs.map((ends) => ({
    index: -1,
    due: 1,
    time: 0,
    transfers: 0,
    state: new Float64Array(ends === null ? 0 : words),
    sum: new Float64Array(ends === null ? 0 : at.sums),
  }));
  return { trips, lead, runs, marks, scratch: new Float64Array(words) };
}

/**
 * The state relative to `streamed`, written to `out`. What can no longer have an effect is left out, so that equal
 * futures look equal: arrivals already past, slots freed before the port is free, transfers that ended.
 */
function describe(state: at.ScheduleState, out: Float64Array): void {
  const { time, need, ringStart, ringEnd, ringOperand, transfers } = state;
  const now = time[at.streamed]!;
  const port = time[at.port]!;
  out[0] = time[at.drained]! - now;
  out[1] = port - now;
  out[2] = Math.max(time[at.freeA]!, port) - now;
  out[3] = Math.max(time[at.freeB]!, port) - now;
  out[4] = Math.max(time[at.freeOut]!, Math.min(port, now)) - now;
  out[5] = state.freeOutTransfer > transfers - at.ringSize ? transfers - state.freeOutTransfer : at.ringSize;
  for (let i = 0; i < 2; i++) {
    const a = Math.max(0, time[at.arriveA + i]! - now);
    const b = Math.max(0, time[at.arriveB + i]! - now);
    const c = Math.max(0, time[at.arriveOut + i]! - now);
    out[6 + i] = a;
    out[8 + i] = b;
    out[10 + i] = c;
    out[needBase + i] = a > 0 || b > 0 || c > 0 ? transfers - need[i]! : 0;
  }
  // Transfers end in order: those before one that has ended have ended too.
  let open = 0;
  let word = ringBase;
  for (; open < at.ringSize && open < transfers; open++) {
    const slot = (transfers - 1 - open) & at.ringMask;
    const end = ringEnd[slot]!;
    if (end <= now) break;
    out[word] = ringStart[slot]! - now;
    out[word + 1] = end - now;
    out[word + 2] = ringOperand[slot]!;
    word += 3;
  }
  out[openCount] = open;
}

/** Without a transfer since the mark, port and slots are not part of what repeats. */
function same(mark: Mark, state: at.ScheduleState, scratch: Float64Array, idle: boolean): boolean {
  const { time } = state;
  // Most states differ in these already.
  const now = time[at.streamed]!;
  if (mark.state[0] !== time[at.drained]! - now) return false;
  if (!idle && mark.state[1] !== time[at.port]! - now) return false;
  describe(state, scratch);
  const until = idle ? needBase : ringBase + 3 * mark.state[openCount]!;
  for (let i = idle ? 6 : 1; i < until; i++) if (mark.state[i] !== scratch[i]) return false;
  return true;
}

/**
 * Called when level `level` has just moved on to the iteration in `here`: if the state equals the one some iterations
 * ago, everything in between repeats as long as the tiles are alike, and whole periods are skipped.
 */
export function jump(
  finder: PeriodFinder,
  state: at.ScheduleState,
  level: number,
  here: Int32Array,
  ahead: Int32Array,
): void {
  const { marks, scratch, trips, lead } = finder;
  for (let inner = level + 1; inner < levels; inner++) {
    marks[inner]!.index = -1;
    marks[inner]!.due = 1;
  }
  const ends = finder.runs[level]!;
  if (ends === null) return;
  const mark = marks[level]!;
  const index = here[level]!;
  if (index < mark.due && mark.index < 0) return;
  if (mark.index > 0) {
    const idle = state.transfers === mark.transfers;
    if (same(mark, state, scratch, idle)) {
      // The last iteration differs (what follows it does), and so do those whose transfers reach into it.
      const reach = Math.min(ends[mark.index]!, trips[level]! - 2) - lead[level]!;
      const period = index - mark.index;
      const periods = Math.floor((reach + 1 - index) / period);
      if (periods > 0) leap(state, mark, periods, idle);
      const moved = Math.max(0, periods) * period;
      here[level] = index + moved;
      ahead[level] = ahead[level]! + moved;
      mark.index = -1;
      mark.due = index + moved + 1;
      return;
    }
  }
  // Where the run ends before a period could repeat, there is nothing to remember.
  const reach = Math.min(ends[index]!, trips[level]! - 2) - lead[level]!;
  if (index >= mark.due && reach > index) {
    mark.index = index;
    mark.due = 2 * index;
    mark.time = state.time[at.streamed]!;
    mark.transfers = state.transfers;
    describe(state, mark.state);
    mark.sum.set(state.sum);
  }
}

function leap(state: at.ScheduleState, mark: Mark, periods: number, idle: boolean): void {
  const { time, sum, ringStart, ringEnd } = state;
  const shift = periods * (time[at.streamed]! - mark.time);
  for (let i = 0; i < time.length; i++) {
    const slot = i === at.port || i === at.freeA || i === at.freeB || i === at.freeOut;
    if (!(idle && slot)) time[i] = time[i]! + shift;
  }
  for (let i = 0; i < at.sums; i++) sum[i] = sum[i]! + periods * (sum[i]! - mark.sum[i]!);
  if (idle) return;
  for (let i = 0; i < at.ringSize; i++) {
    ringStart[i] = ringStart[i]! + shift;
    ringEnd[i] = ringEnd[i]! + shift;
  }
}
