import { advance, levels, tripCounts } from './cursor.ts';
import { jump, periodFinder } from './period.ts';
import type { Runs } from './repetition.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import * as at from './scheduleState.ts';

/** Cycles by reason; they sum to `cycles`. */
export interface ScheduleResult {
  readonly cycles: number;
  readonly stream: number;
  readonly fill: number;
  readonly bank: number;
  readonly dramA: number;
  readonly dramB: number;
  readonly dramOut: number;
  /** Tiles walked one by one; time jumped over the others. */
  readonly walked: number;
}

/**
 * The recurrence over tiles: when each transfer holds the DRAM port and when each tile runs. Transfers go in program
 * order, so every time is a maximum of sums of earlier ones: less work or more bandwidth can't delay anything.
 * `runs`: where tiles are alike, so that time may jump; null walks every tile.
 */
export function schedule(plan: SchedulePlan, runs: Runs | null): ScheduleResult {
  const { order, sharedBy, buffers, latency, elements, continues } = plan;
  const { residentA, residentB, residentOut, dramA, dramB, dramOut, dramPartial, cycles } = plan;
  const { classM, classN, classK } = plan;
  const [, tilesN, tilesK] = plan.tiles;
  const trips = tripCounts(plan);
  // Level of the cursor that holds the index of each axis.
  const levelM = 1 + order.indexOf(0);
  const levelN = 1 + order.indexOf(1);
  const levelK = 1 + order.indexOf(2);

  const state = at.newState();
  const { time, sum, ringStart, ringEnd, ringOperand } = state;
  const finder = runs === null ? null : periodFinder(plan, trips, runs);

  /** The step that runs, the next one, and the one whose transfers are issued. */
  const here = new Int32Array(levels);
  const ahead = new Int32Array(levels);
  const before = new Int32Array(levels);
  let lastIssued = false;

  const transfer = (ready: number, duration: number, operand: number): number => {
    const start = Math.max(time[at.port]!, ready);
    const end = start + duration;
    time[at.port] = end;
    const slot = state.transfers++ & at.ringMask;
    ringStart[slot] = start;
    ringEnd[slot] = end;
    ringOperand[slot] = operand;
    return end;
  };

  /** Flags of step `ahead` after step `before` (not for the first): see scheduleState. */
  const flagsOf = (first: boolean): number => {
    const g = first || ahead[0] !== before[0];
    const m = first || ahead[levelM] !== before[levelM];
    const n = first || ahead[levelN] !== before[levelN];
    const k = first || ahead[levelK] !== before[levelK];
    const newB = first || Math.floor(ahead[0]! / sharedBy) !== Math.floor(before[0]! / sharedBy);
    let flags = 0;
    if (residentA ? g : g || m || k) flags |= at.versionA;
    if (residentB ? newB : newB || n || k) flags |= at.versionB;
    if (residentOut ? g : g || m || n) flags |= at.versionOut;
    if (residentA ? ahead[levelN] === 0 : g || m || k) flags |= at.loadA;
    if (residentB ? ahead[levelM] === 0 && ahead[0]! % sharedBy === 0 : newB || n || k) flags |= at.loadB;
    if (!residentOut && (g || m || n) && ahead[levelK]! > 0) flags |= at.reload;
    if (continues === 0 && m && !g && !n && !k) flags |= at.goesOn;
    if (continues === 1 && n && !g && !m && !k) flags |= at.goesOn;
    if (continues === 2 && k && !g && !m && !n) flags |= at.goesOn;
    return flags;
  };

  /** Loads of a and b for step `ahead`; their arrival goes to the queue's place `place`. */
  const issueLoads = (flags: number, place: number): void => {
    let arrivalA = 0;
    let arrivalB = 0;
    if ((flags & at.loadA) !== 0) {
      const duration = dramA[ahead[levelM]! * tilesK + ahead[levelK]!]!;
      const ready = (flags & at.versionA) !== 0 ? time[at.freeA]! : 0;
      arrivalA = transfer(ready, duration, at.operandA) + latency;
      state.need[place] = state.transfers;
    }
    if ((flags & at.loadB) !== 0) {
      const element = elements === 1 ? 0 : Math.floor(ahead[0]! / sharedBy);
      const duration = dramB[(element * tilesK + ahead[levelK]!) * tilesN + ahead[levelN]!]!;
      const ready = (flags & at.versionB) !== 0 ? time[at.freeB]! : 0;
      arrivalB = transfer(ready, duration, at.operandB) + latency;
      state.need[place] = state.transfers;
    }
    time[at.arriveA + place] = arrivalA;
    time[at.arriveB + place] = arrivalB;
  };

  const queue = new Int32Array(2);
  let first = true;
  for (let place = 0; place < buffers; place++) {
    if (lastIssued) break;
    const flags = flagsOf(first);
    queue[place] = flags;
    issueLoads(flags, place);
    before.set(ahead);
    lastIssued = advance(ahead, trips) < 0;
    first = false;
  }

  let walked = 0;
  for (let more = true; more; ) {
    walked++;
    const flags = queue[0]!;
    const goesOn = (flags & at.goesOn) !== 0;
    const free = goesOn ? time[at.streamed]! : time[at.drained]!;
    const start = Math.max(free, time[at.arriveA]!, time[at.arriveB]!, time[at.arriveOut]!);
    if (start > free) at.chargeWait(state, free, start);

    const element = elements === 1 ? 0 : Math.floor(here[0]! / sharedBy);
    const row =
      8 * (classM[here[levelM]!]! + classN[element * tilesN + here[levelN]!]! + classK[here[levelK]!]!);
    let fill = cycles[row + 1]!;
    let bank = cycles[row + 2]!;
    if (goesOn) {
      fill -= cycles[row + 5]!;
      bank -= cycles[row + 6]!;
    }
    const stream = cycles[row]!;
    const end = start + stream + fill + bank;
    const drained = end + cycles[row + 3]! + cycles[row + 4]!;
    time[at.streamed] = end;
    time[at.drained] = drained;
    sum[at.sumStream]! += stream;
    sum[at.sumFill]! += fill;
    sum[at.sumBank]! += bank;

    // The queue moves up: place 0 is now the next step.
    const lastK = here[levelK] === tilesK - 1;
    const outRow = here[levelM]! * tilesN + here[levelN]!;
    const level = advance(here, trips);
    more = level >= 0;
    at.shift(state);
    queue[0] = queue[1]!;
    queue[1] = 0;
    if (buffers === 1 && !lastIssued) queue[0] = flagsOf(false);
    const next = more ? queue[0]! : at.versionOut;
    if ((next & at.versionA) !== 0) time[at.freeA] = end;
    if ((next & at.versionB) !== 0) time[at.freeB] = end;
    if ((next & at.goesOn) === 0) {
      sum[at.sumFill]! += cycles[row + 3]!;
      sum[at.sumBank]! += cycles[row + 4]!;
    }

    const place = buffers - 1;
    const issues = !lastIssued;
    const coming = issues ? (buffers === 1 ? queue[0]! : flagsOf(false)) : 0;
    if (issues) {
      queue[place] = coming;
      issueLoads(coming, place);
    }
    if (residentOut ? lastK : (next & at.versionOut) !== 0) {
      const duration = lastK ? dramOut[outRow]! : dramPartial[outRow]!;
      const stored = transfer(drained, duration, at.operandOut);
      if ((next & at.versionOut) !== 0) {
        time[at.freeOut] = stored;
        state.freeOutTransfer = state.transfers;
      }
    }
    if (issues) {
      if ((coming & at.versionOut) !== 0) {
        let ready = time[at.freeOut]!;
        state.need[place] = Math.max(state.need[place]!, state.freeOutTransfer);
        if ((coming & at.reload) !== 0) {
          const duration = dramPartial[ahead[levelM]! * tilesN + ahead[levelN]!]!;
          ready = transfer(ready, duration, at.operandOut) + latency;
          state.need[place] = state.transfers;
        }
        time[at.arriveOut + place] = ready;
      }
      before.set(ahead);
      lastIssued = advance(ahead, trips) < 0;
    }
    if (finder !== null && more && !lastIssued) jump(finder, state, level, here, ahead, before);
  }

  const last = time[at.drained]!;
  const total = Math.max(last, time[at.port]!);
  return {
    cycles: total,
    stream: sum[at.sumStream]!,
    fill: sum[at.sumFill]!,
    bank: sum[at.sumBank]!,
    dramA: sum[at.operandA]!,
    dramB: sum[at.operandB]!,
    dramOut: sum[at.operandOut]! + total - last,
    walked,
  };
}
