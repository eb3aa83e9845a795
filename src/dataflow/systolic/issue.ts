import { type ExactTransfers, exactTransfer } from './exactMemory.ts';
import type { SchedulePlan } from './schedulePlan.ts';
import * as at from './scheduleState.ts';
import type { StepFlags } from './stepFlags.ts';

/** What the transfers of the step at `ahead` need to be issued; its arrivals go to the last place of the queue. */
export interface TransferIssue {
  readonly plan: SchedulePlan;
  readonly steps: StepFlags;
  readonly state: at.ScheduleState;
  readonly ahead: Int32Array;
  readonly exact: ExactTransfers | null;
}

/** Loads the step's tile of a, when its place is free. */
export function issueA({ plan, steps, state, ahead, exact }: TransferIssue, flags: number): void {
  const { time, need } = state;
  const tile = ahead[steps.levelM]! * plan.tiles[2] + ahead[steps.levelK]!;
  const size = plan.sizeA[tile]!;
  const ready = (flags & at.versionA) !== 0 ? time[at.freeA]! : 0;
  const place = at.arriveA + plan.buffers;
  if (exact === null)
    time[place] = at.transfer(state, ready, plan.durations[size]!, at.operandA) + plan.latency;
  else exactTransfer(exact, state, ready, size, exact.a, tile, ahead[0]!, at.operandA, place);
  need[plan.buffers] = state.transfers;
}

/** Loads the step's tile of b. */
export function issueB({ plan, steps, state, ahead, exact }: TransferIssue, flags: number): void {
  const { time, need } = state;
  const which = Math.floor(ahead[0]! / plan.sharedBy);
  const element = plan.elements === 1 ? 0 : which;
  const tile = (element * plan.tiles[2] + ahead[steps.levelK]!) * plan.tiles[1] + ahead[steps.levelN]!;
  const size = plan.sizeB[tile]!;
  const ready = (flags & at.versionB) !== 0 ? time[at.freeB]! : 0;
  const place = at.arriveB + plan.buffers;
  if (exact === null)
    time[place] = at.transfer(state, ready, plan.durations[size]!, at.operandB) + plan.latency;
  else exactTransfer(exact, state, ready, size, exact.b, tile, which - element, at.operandB, place);
  need[plan.buffers] = state.transfers;
}

/** The step's place for outputs: free when the version before has left, filled when its partial sums are there. */
export function issueOut({ plan, steps, state, ahead, exact }: TransferIssue, flags: number): void {
  const { time, need } = state;
  const { buffers } = plan;
  const place = at.arriveOut + buffers;
  const ready = time[at.freeOut]!;
  time[place] = ready;
  need[buffers] = Math.max(need[buffers]!, state.freeOutTransfer);
  if ((flags & at.reload) === 0) return;
  const tile = ahead[steps.levelM]! * plan.tiles[1] + ahead[steps.levelN]!;
  const size = plan.sizePartial[tile]!;
  if (exact === null)
    time[place] = at.transfer(state, ready, plan.durations[size]!, at.operandOut) + plan.latency;
  else exactTransfer(exact, state, ready, size, exact.partial, tile, ahead[0]!, at.operandOut, place);
  need[buffers] = state.transfers;
}

/** Stores outputs, complete or partial, of batch element `batch` once they are drained; answers when they have left. */
export function issueStore(
  { plan, state, exact }: TransferIssue,
  drained: number,
  batch: number,
  tile: number,
  complete: boolean,
): number {
  const size = complete ? plan.sizeOut[tile]! : plan.sizePartial[tile]!;
  if (exact === null) return at.transfer(state, drained, plan.durations[size]!, at.operandOut);
  const region = complete ? exact.out : exact.partial;
  return exactTransfer(exact, state, drained, size, region, tile, batch, at.operandOut, -1);
}
