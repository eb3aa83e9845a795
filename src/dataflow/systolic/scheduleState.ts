/** What the recurrence over tiles remembers: times, pending arrivals, recent transfers, cycles by reason. */
export interface ScheduleState {
  /** Indexed by the constants below. */
  readonly time: Float64Array;
  /** Cycles by reason: operandA … operandOut for waits, then sumStream, sumFill, sumBank. */
  readonly sum: Float64Array;
  /** For the steps whose arrivals are known: 1 + the last transfer each waits for, 0 for none. */
  readonly need: Int32Array;
  /** Recent transfers by number modulo ringSize. */
  readonly ringStart: Float64Array;
  readonly ringEnd: Float64Array;
  readonly ringOperand: Int32Array;
  transfers: number;
  /** 1 + the store that last freed a place for outputs, 0 for none. */
  freeOutTransfer: number;
}

// Places in `time`.
export const streamed = 0;
export const drained = 1;
export const port = 2;
export const freeA = 3;
export const freeB = 4;
export const freeOut = 5;
/** Arrivals for the step that runs, the next one, and the one after that. */
export const arriveA = 6;
export const arriveB = 9;
export const arriveOut = 12;
const times = 15;

// Operands, and places in `sum`.
export const operandA = 0;
export const operandB = 1;
export const operandOut = 2;
export const sumStream = 3;
export const sumFill = 4;
export const sumBank = 5;
export const sums = 6;

// Flags of a step: the tile of an operand differs from the step before, a transfer is due, the pass goes on.
export const versionA = 1;
export const versionB = 2;
export const versionOut = 4;
export const loadA = 8;
export const loadB = 16;
export const reload = 32;
export const goesOn = 64;

export const ringSize = 16;
export const ringMask = ringSize - 1;

export function newState(): ScheduleState {
  return {
    time: new Float64Array(times),
    sum: new Float64Array(sums),
    need: new Int32Array(3),
    ringStart: new Float64Array(ringSize),
    ringEnd: new Float64Array(ringSize),
    ringOperand: new Int32Array(ringSize),
    transfers: 0,
    freeOutTransfer: 0,
  };
}

/** Puts a transfer on the port when it is free and the place is ready; answers when it has left. */
export function transfer(state: ScheduleState, ready: number, duration: number, operand: number): number {
  const { time, ringStart, ringEnd, ringOperand } = state;
  const start = Math.max(time[port]!, ready);
  const end = start + duration;
  time[port] = end;
  const slot = state.transfers++ & ringMask;
  ringStart[slot] = start;
  ringEnd[slot] = end;
  ringOperand[slot] = operand;
  return end;
}

/** The next step becomes the current one. */
export function shift({ time, need }: ScheduleState): void {
  for (let i = arriveA; i < times; i++) time[i] = i % 3 === 2 ? 0 : time[i + 1]!;
  need[0] = need[1]!;
  need[1] = need[2]!;
  need[2] = 0;
}

/**
 * Charges the cycles [from, to) in which the array waits for the step's tiles: to the operand whose transfer holds
 * the port (up to the last transfer the step needs); after that one, to the operand that arrives last; while the port
 * waits for a drain, to fill and drain.
 */
export function chargeWait(
  { time, sum, need, ringStart, ringEnd, ringOperand, transfers }: ScheduleState,
  from: number,
  to: number,
): void {
  // A transfer that has left the ring ended long ago.
  let transfer = transfers - need[0]! < ringSize ? need[0]! - 1 : -1;
  let until = to;
  const left = transfer < 0 ? from : Math.max(from, ringEnd[transfer & ringMask]!);
  if (left < until) {
    let latest = operandA;
    if (time[arriveB]! > time[arriveA]!) latest = operandB;
    if (time[arriveOut]! > Math.max(time[arriveA]!, time[arriveB]!)) latest = operandOut;
    sum[latest]! += until - left;
    until = left;
  }
  for (let seen = 0; until > from && transfer >= 0 && seen < ringSize; seen++, transfer--) {
    const slot = transfer & ringMask;
    const end = Math.max(from, Math.min(until, ringEnd[slot]!));
    sum[sumFill]! += until - end;
    const start = Math.max(from, Math.min(end, ringStart[slot]!));
    sum[ringOperand[slot]!]! += end - start;
    until = start;
  }
  sum[sumFill]! += until - from;
}
