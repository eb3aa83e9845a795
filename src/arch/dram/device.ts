import type { DramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';

export const COMMAND = { activate: 0, precharge: 1, prechargeAll: 2, read: 3, write: 4, refresh: 5 } as const;

/**
 * The chips of one channel: row buffers and the earliest clock of each command, kept where a constraint acts (bank,
 * bank group, rank) and joined by a maximum when asked. Clocks only move forward, so an answer stays a lower bound.
 */
export interface Device {
  readonly iv: DramIntervals;
  readonly banks: number;
  readonly banksPerRank: number;
  readonly ranks: number;
  readonly stacks: number;
  readonly groupsPerStack: number;
  readonly groupOf: Int32Array;
  readonly rankOf: Int32Array;
  /** -1: precharged; -2: activate half issued. */
  readonly openRow: Int32Array;
  /** Column commands since the activate. */
  readonly streak: Int32Array;
  readonly bankAct: Float64Array;
  readonly bankRd: Float64Array;
  readonly bankWr: Float64Array;
  readonly bankPre: Float64Array;
  readonly bankRef: Float64Array;
  readonly groupAct: Float64Array;
  readonly groupRd: Float64Array;
  readonly groupWr: Float64Array;
  readonly rankAct: Float64Array;
  readonly rankRd: Float64Array;
  readonly rankWr: Float64Array;
  readonly rankPre: Float64Array;
  readonly rankRef: Float64Array;
  readonly rankAllPre: Float64Array;
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
  const groups = o.ranks * o.stacks * o.bank_groups;
  const banks = groups * o.banks_per_group;
  const banksPerRank = banks / o.ranks;
  const past = (n: number) => new Float64Array(n);
  return {
    iv,
    banks,
    banksPerRank,
    ranks: o.ranks,
    stacks: o.stacks,
    groupsPerStack: o.bank_groups,
    groupOf: Int32Array.from({ length: banks }, (_, b) => Math.floor(b / o.banks_per_group)),
    rankOf: Int32Array.from({ length: banks }, (_, b) => Math.floor(b / banksPerRank)),
    openRow: new Int32Array(banks).fill(-1),
    streak: new Int32Array(banks),
    bankAct: past(banks),
    bankRd: past(banks),
    bankWr: past(banks),
    bankPre: past(banks),
    bankRef: past(banks),
    groupAct: past(groups),
    groupRd: past(groups),
    groupWr: past(groups),
    rankAct: past(o.ranks),
    rankRd: past(o.ranks),
    rankWr: past(o.ranks),
    rankPre: past(o.ranks),
    rankRef: past(o.ranks),
    rankAllPre: past(o.ranks),
    openBanks: new Int32Array(o.ranks),
    window4: past(o.ranks * 4).fill(Number.NEGATIVE_INFINITY),
    window32: past(o.ranks * 32).fill(Number.NEGATIVE_INFINITY),
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

const later = (a: number, b: number): number => Math.max(a, b);

export function earliestActivate(d: Device, b: number): number {
  return later(later(d.bankAct[b]!, d.groupAct[d.groupOf[b]!]!), d.rankAct[d.rankOf[b]!]!);
}

export function earliestPrecharge(d: Device, b: number): number {
  return later(d.bankPre[b]!, d.rankPre[d.rankOf[b]!]!);
}

export function earliestRead(d: Device, b: number): number {
  return later(later(d.bankRd[b]!, d.groupRd[d.groupOf[b]!]!), d.rankRd[d.rankOf[b]!]!);
}

export function earliestWrite(d: Device, b: number): number {
  return later(later(d.bankWr[b]!, d.groupWr[d.groupOf[b]!]!), d.rankWr[d.rankOf[b]!]!);
}

/** First clock at which all banks of a precharged rank may refresh. */
export function earliestRefresh(d: Device, rank: number): number {
  let at = d.rankRef[rank]!;
  const end = (rank + 1) * d.banksPerRank;
  for (let b = rank * d.banksPerRank; b < end; b++) at = later(at, d.bankRef[b]!);
  return at;
}

/** `row` -2 opens the bank by halves: `finishActivate` follows. */
export function issueActivate(d: Device, b: number, row: number, t: number): void {
  const iv = d.iv;
  const r = d.rankOf[b]!;
  const g = d.groupOf[b]!;
  d.openRow[b] = row;
  d.streak[b] = 0;
  d.openBanks[r]!++;
  d.activates++;
  d.bankAct[b] = t + iv.actAct;
  d.bankRd[b] = later(d.bankRd[b]!, t + iv.actRd);
  d.bankWr[b] = later(d.bankWr[b]!, t + iv.actWr);
  d.bankPre[b] = later(d.bankPre[b]!, t + iv.actPre);
  d.groupAct[g] = later(d.groupAct[g]!, t + iv.actActL);
  const at = d.windowAt[r]!;
  d.windowAt[r] = at + 1;
  d.window4[r * 4 + (at & 3)] = t;
  let next = later(d.rankAct[r]!, t + iv.actActS);
  next = later(next, d.window4[r * 4 + ((at + 1) & 3)]! + iv.faw);
  if (iv.aw32 > 0) {
    d.window32[r * 32 + (at & 31)] = t;
    next = later(next, d.window32[r * 32 + ((at + 1) & 31)]! + iv.aw32);
  }
  d.rankAct[r] = next;
  d.rankRef[r] = later(d.rankRef[r]!, t + iv.actRef);
  d.rankAllPre[r] = later(d.rankAllPre[r]!, t + iv.actPre);
  d.rowBus = t + iv.busAct;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.activate, b, row);
}

function closed(d: Device, b: number, r: number): void {
  d.openRow[b] = -1;
  d.streak[b] = 0;
  d.openBanks[r]!--;
}

export function issuePrecharge(d: Device, b: number, t: number): void {
  const iv = d.iv;
  const r = d.rankOf[b]!;
  closed(d, b, r);
  d.precharges++;
  d.bankAct[b] = later(d.bankAct[b]!, t + iv.preAct);
  d.bankRef[b] = later(d.bankRef[b]!, t + iv.preRef);
  if (iv.prePre > 0) {
    d.rankPre[r] = later(d.rankPre[r]!, t + iv.prePre);
    d.rankAllPre[r] = later(d.rankAllPre[r]!, t + iv.prePre);
  }
  d.rowBus = t + iv.busPre;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.precharge, b, -1);
}

export function issuePrechargeAll(d: Device, r: number, t: number): void {
  const iv = d.iv;
  const end = (r + 1) * d.banksPerRank;
  for (let b = r * d.banksPerRank; b < end; b++) {
    d.openRow[b] = -1;
    d.streak[b] = 0;
  }
  d.openBanks[r] = 0;
  d.precharges++;
  d.rankAct[r] = later(d.rankAct[r]!, t + iv.allPreAct);
  d.rankRef[r] = later(d.rankRef[r]!, t + iv.allPreRef);
  if (iv.prePre > 0) {
    d.rankPre[r] = later(d.rankPre[r]!, t + iv.prePre);
    d.rankAllPre[r] = later(d.rankAllPre[r]!, t + iv.prePre);
  }
  d.rowBus = t + iv.busPre;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.prechargeAll, r, -1);
}

export function issueRefresh(d: Device, r: number, t: number): void {
  const iv = d.iv;
  d.refreshes++;
  d.rankAct[r] = later(d.rankAct[r]!, t + iv.refAct);
  d.rankRef[r] = later(d.rankRef[r]!, t + iv.refAllPre);
  d.rankAllPre[r] = later(d.rankAllPre[r]!, t + iv.refAllPre);
  d.rowBus = t + iv.busPre;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.refresh, r, -1);
}

/** Column command; `autoPrecharge` closes the row by itself. */
export function issueColumn(d: Device, b: number, write: boolean, autoPrecharge: boolean, t: number): void {
  const iv = d.iv;
  const r = d.rankOf[b]!;
  const g = d.groupOf[b]!;
  if (d.log !== null)
    d.log.push(t, write ? COMMAND.write : COMMAND.read, b, autoPrecharge ? -1 : d.openRow[b]!);
  d.columns++;
  if (write) {
    d.groupWr[g] = later(d.groupWr[g]!, t + iv.wrWrL);
    d.groupRd[g] = later(d.groupRd[g]!, t + iv.wrRdL);
    d.rankWr[r] = later(d.rankWr[r]!, t + iv.wrWrS);
    d.rankRd[r] = later(d.rankRd[r]!, t + iv.wrRdS);
  } else {
    d.groupRd[g] = later(d.groupRd[g]!, t + iv.rdRdL);
    d.rankRd[r] = later(d.rankRd[r]!, t + iv.rdRdS);
    d.rankWr[r] = later(d.rankWr[r]!, t + iv.rdWr);
  }
  if (autoPrecharge) {
    closed(d, b, r);
    d.bankAct[b] = later(d.bankAct[b]!, t + (write ? iv.wrpAct : iv.rdpAct));
    d.bankRef[b] = later(d.bankRef[b]!, t + (write ? iv.wrpRef : iv.rdpRef));
  } else {
    d.streak[b]!++;
    const pre = t + (write ? iv.wrPre : iv.rdPre);
    d.bankPre[b] = later(d.bankPre[b]!, pre);
    d.rankAllPre[r] = later(d.rankAllPre[r]!, pre);
  }
  if (d.stacks > 1) otherStacks(d, r, g, write, t);
  if (d.sharedBus) otherRanks(d, r, write, t);
  d.columnBus = t + iv.busCol;
  if (d.oneBus) d.rowBus = d.columnBus;
}

function otherStacks(d: Device, r: number, g: number, write: boolean, t: number): void {
  const first = r * d.stacks * d.groupsPerStack;
  const own = Math.floor((g - first) / d.groupsPerStack);
  const at = t + (write ? d.iv.wrWrStack : d.iv.rdRdStack);
  const clocks = write ? d.groupWr : d.groupRd;
  for (let s = 0; s < d.stacks; s++) {
    if (s === own) continue;
    for (let k = 0; k < d.groupsPerStack; k++) {
      const i = first + s * d.groupsPerStack + k;
      clocks[i] = later(clocks[i]!, at);
    }
  }
}

function otherRanks(d: Device, r: number, write: boolean, t: number): void {
  const iv = d.iv;
  for (let i = 0; i < d.ranks; i++) {
    if (i === r) continue;
    d.rankRd[i] = later(d.rankRd[i]!, t + (write ? iv.wrRdRank : iv.rdRdRank));
    d.rankWr[i] = later(d.rankWr[i]!, t + (write ? iv.wrWrRank : iv.rdWrRank));
  }
}
