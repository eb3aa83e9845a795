import type { DramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';

/**
 * Earliest clocks, as places behind the base of their bank (all but the last), bank group (the first three), stack of a
 * rank (the first two) or rank (from the third on).
 */
export const EARLIEST = {
  read: 0,
  write: 1,
  activate: 2,
  precharge: 3,
  refresh: 4,
  allPrecharge: 5,
} as const;

/** Clocks kept for a bank, a bank group, a stack and a rank. */
export const BANK_CLOCKS = 5;
const GROUP_CLOCKS = 3;
export const STACK_CLOCKS = 2;
export const RANK_CLOCKS = 6;

/**
 * The chips of one channel: row buffers and the earliest clock of each command, kept where a constraint acts (bank,
 * bank group, stack, rank) and joined by a maximum when asked. Clocks only move forward, so an answer stays a lower bound.
 */
export interface Device {
  readonly iv: DramIntervals;
  readonly banks: number;
  readonly banksPerRank: number;
  readonly ranks: number;
  /** Stacks of all ranks; a rank without stack ids is one. */
  readonly stacks: number;
  readonly stacksPerRank: number;
  /** Clocks of the banks, then of groups, stacks and ranks, from the bases on. */
  readonly clocks: Float64Array;
  readonly stackBase: number;
  readonly rankBase: number;
  /** Where the clocks of a bank's group, stack and rank start. */
  readonly groupBaseOf: Int32Array;
  readonly stackBaseOf: Int32Array;
  readonly rankBaseOf: Int32Array;
  readonly stackOf: Int32Array;
  readonly rankOf: Int32Array;
  /** -1: precharged; -2: activate half issued. */
  readonly openRow: Int32Array;
  /** Column commands since the activate. */
  readonly streak: Int32Array;
  /** Banks of a rank that are not precharged. */
  readonly openBanks: Int32Array;
  /** The last 4 and 32 activates of a rank, as rings. */
  readonly window4: Float64Array;
  readonly window32: Float64Array;
  readonly windowAt: Int32Array;
  /** First clock at which each command bus is free. */
  rowBus: number;
  columnBus: number;
  readonly oneBus: boolean;
  /** Several ranks on one data bus. */
  readonly sharedBus: boolean;
  activates: number;
  precharges: number;
  refreshes: number;
  columns: number;
  /** Command stream for tests and traces: (clock, command, bank or rank, row) per command; null: off. */
  log: number[] | null;
}

export function createDevice(p: DramParams, iv: DramIntervals): Device {
  const o = p.organization;
  const stacks = o.ranks * o.stacks;
  const groups = stacks * o.bank_groups;
  const banks = groups * o.banks_per_group;
  const groupBase = banks * BANK_CLOCKS;
  const stackBase = groupBase + groups * GROUP_CLOCKS;
  const rankBase = stackBase + stacks * STACK_CLOCKS;
  /** The part of a bank, when the channel has `parts`. */
  const parts = (count: number) => {
    const part = new Int32Array(banks);
    for (let b = 0; b < banks; b++) part[b] = Math.floor((b * count) / banks);
    return part;
  };
  const past = (n: number) => new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  return {
    iv,
    banks,
    banksPerRank: banks / o.ranks,
    ranks: o.ranks,
    stacks,
    stacksPerRank: o.stacks,
    clocks: new Float64Array(rankBase + o.ranks * RANK_CLOCKS),
    stackBase,
    rankBase,
    groupBaseOf: parts(groups).map((g) => groupBase + g * GROUP_CLOCKS),
    stackBaseOf: parts(stacks).map((k) => stackBase + k * STACK_CLOCKS),
    rankBaseOf: parts(o.ranks).map((r) => rankBase + r * RANK_CLOCKS),
    stackOf: parts(stacks),
    rankOf: parts(o.ranks),
    openRow: new Int32Array(banks).fill(-1),
    streak: new Int32Array(banks),
    openBanks: new Int32Array(o.ranks),
    window4: past(o.ranks * 4),
    window32: past(o.ranks * 32),
    windowAt: new Int32Array(o.ranks),
    rowBus: 0,
    columnBus: 0,
    oneBus: p.controller.command_bus !== 'split',
    sharedBus: o.ranks > 1 && o.rank_bus === 'shared',
    activates: 0,
    precharges: 0,
    refreshes: 0,
    columns: 0,
    log: null,
  };
}
