import { advance, levels, tripCounts } from './cursor.ts';
import { type ExactTransfers, settle, shiftWaiting } from './exactMemory.ts';
import { issueA, issueB, issueOut, issueStore, type TransferIssue } from './issue.ts';
import { jump, periodFinder } from './period.ts';
import type { Runs } from './repetition.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import * as at from './scheduleState.ts';
import { flagsOf, stepFlags } from './stepFlags.ts';

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
 * `runs`: where tiles are alike, so that time may jump; null walks every tile. `exact`: a DRAM whose state decides how
 * long a transfer takes; time can't jump then.
 */
export function schedule(
  plan: SchedulePlan,
  runs: Runs | null,
  exact: ExactTransfers | null = null,
): ScheduleResult {
  const { sharedBy, buffers, elements, residentOut, cycles, classM, classN, classK } = plan;
  const tilesN = plan.tiles[1];
  const tilesK = plan.tiles[2];
  const trips = tripCounts(plan);
  const steps = stepFlags(plan, trips);
  const { levelM, levelN, levelK } = steps;
  const state = at.newState();
  const { time, sum } = state;
  const finder = runs === null || exact !== null ? null : periodFinder(plan, trips, runs);

  /** The step that runs, and the one whose transfers are issued, with the level by which it was reached. */
  const here = new Int32Array(levels);
  const ahead = new Int32Array(levels);
  const port: TransferIssue = { plan, steps, state, ahead, exact };
  let reached = levels;
  let walked = 0;
  /** Flags of the step that runs and of the one after it. */
  let current = 0;
  let following = 0;

  for (let step = -buffers, more = true; more; step++) {
    const issues = reached >= 0;
    const coming = issues ? flagsOf(steps, plan, ahead, reached) : 0;
    const running = step >= 0;
    let level = levels;
    // Loads that need no place which the running step frees are under way before anybody asks when it may run.
    const freed = running ? (buffers === 1 ? coming : following) & coming : 0;
    const lateA = (freed & at.versionA) !== 0 && (coming & at.loadA) !== 0;
    const lateB = lateA || (freed & at.versionB) !== 0;
    if (!lateA && (coming & at.loadA) !== 0) issueA(port, coming);
    if (!lateB && (coming & at.loadB) !== 0) issueB(port, coming);

    if (running) {
      walked++;
      if (exact !== null) settle(exact, state);
      const goesOn = (current & at.goesOn) !== 0;
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

      const lastK = here[levelK] === tilesK - 1;
      const outputs = here[levelM]! * tilesN + here[levelN]!;
      const batch = here[0]!;
      level = advance(here, trips);
      more = level >= 0;
      const next = !more ? at.versionOut : buffers === 1 ? coming : following;
      if ((next & at.versionA) !== 0) time[at.freeA] = end;
      if ((next & at.versionB) !== 0) time[at.freeB] = end;
      if ((next & at.goesOn) === 0) {
        sum[at.sumFill]! += cycles[row + 3]!;
        sum[at.sumBank]! += cycles[row + 4]!;
      }
      // In program order: loads of the step that is issued, the store of the one that ran, partial sums.
      if (lateA) issueA(port, coming);
      if (lateB && (coming & at.loadB) !== 0) issueB(port, coming);
      if (residentOut ? lastK : (next & at.versionOut) !== 0) {
        const stored = issueStore(port, drained, batch, outputs, lastK);
        if ((next & at.versionOut) !== 0) {
          time[at.freeOut] = stored;
          state.freeOutTransfer = state.transfers;
        }
      }
    }
    if (issues) {
      if ((coming & at.versionOut) !== 0) issueOut(port, coming);
      reached = advance(ahead, trips);
    }
    current = buffers === 1 ? coming : following;
    following = coming;
    at.shift(state);
    if (exact !== null) shiftWaiting(exact);
    if (finder !== null && running && more && reached >= 0) jump(finder, state, level, here, ahead);
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
