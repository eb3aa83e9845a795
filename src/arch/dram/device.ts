import { BANK_CLOCKS, type Device, EARLIEST, RANK_CLOCKS, STACK_CLOCKS } from './deviceState.ts';

export const COMMAND = { activate: 0, precharge: 1, prechargeAll: 2, read: 3, write: 4, refresh: 5 } as const;

const RD = EARLIEST.read;
const WR = EARLIEST.write;
const ACT = EARLIEST.activate;
const PRE = EARLIEST.precharge;
const REF = EARLIEST.refresh;
const ALL = EARLIEST.allPrecharge;
/** Moves a clock forward. */
function raise(clocks: Float64Array, at: number, t: number): void {
  if (t > clocks[at]!) clocks[at] = t;
}

const later = (a: number, b: number): number => Math.max(a, b);

export function earliestActivate(d: Device, b: number): number {
  const c = d.clocks;
  return later(later(c[b * BANK_CLOCKS + ACT]!, c[d.groupBaseOf[b]! + ACT]!), c[d.rankBaseOf[b]! + ACT]!);
}

export function earliestPrecharge(d: Device, b: number): number {
  return later(d.clocks[b * BANK_CLOCKS + PRE]!, d.clocks[d.rankBaseOf[b]! + PRE]!);
}

export function earliestRead(d: Device, b: number): number {
  const c = d.clocks;
  return later(later(c[b * BANK_CLOCKS + RD]!, c[d.groupBaseOf[b]! + RD]!), c[d.stackBaseOf[b]! + RD]!);
}

export function earliestWrite(d: Device, b: number): number {
  const c = d.clocks;
  return later(later(c[b * BANK_CLOCKS + WR]!, c[d.groupBaseOf[b]! + WR]!), c[d.stackBaseOf[b]! + WR]!);
}

/** First clock at which a stack takes a column command (`EARLIEST`), whatever its banks say. */
export function stackEarliest(d: Device, stack: number, command: number): number {
  return d.clocks[d.stackBase + stack * STACK_CLOCKS + command]!;
}

/** The same of a rank and a row command. */
export function rankEarliest(d: Device, rank: number, command: number): number {
  return d.clocks[d.rankBase + rank * RANK_CLOCKS + command]!;
}

/** First clock at which all banks of a precharged rank may refresh. */
export function earliestRefresh(d: Device, rank: number): number {
  let at = rankEarliest(d, rank, REF);
  const end = (rank + 1) * d.banksPerRank;
  for (let b = rank * d.banksPerRank; b < end; b++) at = later(at, d.clocks[b * BANK_CLOCKS + REF]!);
  return at;
}

/** `row` -2 opens the bank by halves: `finishActivate` follows. */
export function issueActivate(d: Device, b: number, row: number, t: number): void {
  const { iv, clocks } = d;
  const r = d.rankOf[b]!;
  const bank = b * BANK_CLOCKS;
  const rank = d.rankBaseOf[b]!;
  d.openRow[b] = row;
  d.streak[b] = 0;
  d.openBanks[r]!++;
  d.activates++;
  clocks[bank + ACT] = t + iv.actAct;
  raise(clocks, bank + RD, t + iv.actRd);
  raise(clocks, bank + WR, t + iv.actWr);
  raise(clocks, bank + PRE, t + iv.actPre);
  raise(clocks, d.groupBaseOf[b]! + ACT, t + iv.actActL);
  const at = d.windowAt[r]!;
  d.windowAt[r] = at + 1;
  d.window4[r * 4 + (at & 3)] = t;
  raise(clocks, rank + ACT, t + iv.actActS);
  raise(clocks, rank + ACT, d.window4[r * 4 + ((at + 1) & 3)]! + iv.faw);
  if (iv.aw32 > 0) {
    d.window32[r * 32 + (at & 31)] = t;
    raise(clocks, rank + ACT, d.window32[r * 32 + ((at + 1) & 31)]! + iv.aw32);
  }
  raise(clocks, rank + REF, t + iv.actRef);
  raise(clocks, rank + ALL, t + iv.actPre);
  d.rowBus = t + iv.busAct;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.activate, b, row);
}

function closed(d: Device, b: number): void {
  d.openRow[b] = -1;
  d.streak[b] = 0;
  d.openBanks[d.rankOf[b]!]!--;
}

/** After a precharge the rank waits tPPD for the next. */
function precharged(d: Device, rank: number, t: number): void {
  const { iv } = d;
  d.precharges++;
  if (iv.prePre > 0) {
    raise(d.clocks, rank + PRE, t + iv.prePre);
    raise(d.clocks, rank + ALL, t + iv.prePre);
  }
  d.rowBus = t + iv.busPre;
  if (d.oneBus) d.columnBus = d.rowBus;
}

export function issuePrecharge(d: Device, b: number, t: number): void {
  closed(d, b);
  raise(d.clocks, b * BANK_CLOCKS + ACT, t + d.iv.preAct);
  raise(d.clocks, b * BANK_CLOCKS + REF, t + d.iv.preRef);
  precharged(d, d.rankBaseOf[b]!, t);
  if (d.log !== null) d.log.push(t, COMMAND.precharge, b, -1);
}

export function issuePrechargeAll(d: Device, r: number, t: number): void {
  const end = (r + 1) * d.banksPerRank;
  for (let b = r * d.banksPerRank; b < end; b++) {
    d.openRow[b] = -1;
    d.streak[b] = 0;
  }
  d.openBanks[r] = 0;
  const rank = d.rankBase + r * RANK_CLOCKS;
  raise(d.clocks, rank + ACT, t + d.iv.allPreAct);
  raise(d.clocks, rank + REF, t + d.iv.allPreRef);
  precharged(d, rank, t);
  if (d.log !== null) d.log.push(t, COMMAND.prechargeAll, r, -1);
}

export function issueRefresh(d: Device, r: number, t: number): void {
  const { iv } = d;
  const rank = d.rankBase + r * RANK_CLOCKS;
  d.refreshes++;
  raise(d.clocks, rank + ACT, t + iv.refAct);
  raise(d.clocks, rank + REF, t + iv.refAllPre);
  raise(d.clocks, rank + ALL, t + iv.refAllPre);
  d.rowBus = t + iv.busPre;
  if (d.oneBus) d.columnBus = d.rowBus;
  if (d.log !== null) d.log.push(t, COMMAND.refresh, r, -1);
}

/** Column command; `autoPrecharge` closes the row by itself. */
export function issueColumn(d: Device, b: number, write: boolean, autoPrecharge: boolean, t: number): void {
  if (d.log !== null)
    d.log.push(t, write ? COMMAND.write : COMMAND.read, b, autoPrecharge ? -1 : d.openRow[b]!);
  d.columns++;
  if (write) busyAfterWrite(d, b, t);
  else busyAfterRead(d, b, t);
  if (d.sharedBus) otherRanks(d, d.rankOf[b]!, write, t);
  if (autoPrecharge) closedAfter(d, b, write, t);
  else {
    d.streak[b]!++;
    const pre = t + (write ? d.iv.wrPre : d.iv.rdPre);
    raise(d.clocks, b * BANK_CLOCKS + PRE, pre);
    raise(d.clocks, d.rankBaseOf[b]! + ALL, pre);
  }
  d.columnBus = t + d.iv.busCol;
  if (d.oneBus) d.rowBus = d.columnBus;
}

function closedAfter(d: Device, b: number, write: boolean, t: number): void {
  const { iv, clocks } = d;
  closed(d, b);
  raise(clocks, b * BANK_CLOCKS + ACT, t + (write ? iv.wrpAct : iv.rdpAct));
  raise(clocks, b * BANK_CLOCKS + REF, t + (write ? iv.wrpRef : iv.rdpRef));
}

/** The group and all stacks of a bank's rank; a clock that has let the command pass needs no comparison. */
function busyAfterRead(d: Device, b: number, t: number): void {
  const { iv, clocks } = d;
  const own = d.stackBaseOf[b]!;
  clocks[d.groupBaseOf[b]! + RD] = t + iv.rdRdL;
  clocks[own + RD] = t + iv.rdRdS;
  raise(clocks, own + WR, t + iv.rdWr);
  if (d.stacksPerRank === 1) return;
  const first = d.stackBase + d.rankOf[b]! * d.stacksPerRank * STACK_CLOCKS;
  const end = first + d.stacksPerRank * STACK_CLOCKS;
  for (let stack = first; stack < end; stack += STACK_CLOCKS) {
    if (stack === own) continue;
    raise(clocks, stack + RD, t + iv.rdRdStack);
    raise(clocks, stack + WR, t + iv.rdWr);
  }
}

function busyAfterWrite(d: Device, b: number, t: number): void {
  const { iv, clocks } = d;
  const group = d.groupBaseOf[b]!;
  raise(clocks, group + RD, t + iv.wrRdL);
  clocks[group + WR] = t + iv.wrWrL;
  const first = d.stackBase + d.rankOf[b]! * d.stacksPerRank * STACK_CLOCKS;
  const end = first + d.stacksPerRank * STACK_CLOCKS;
  for (let stack = first; stack < end; stack += STACK_CLOCKS) {
    raise(clocks, stack + RD, t + iv.wrRdS);
    raise(clocks, stack + WR, t + iv.wrWrS);
  }
}

function otherRanks(d: Device, own: number, write: boolean, t: number): void {
  const { iv, clocks, stackBase } = d;
  const size = d.stacksPerRank * STACK_CLOCKS;
  for (let r = 0; r < d.ranks; r++) {
    if (r === own) continue;
    const first = stackBase + r * size;
    for (let stack = first; stack < first + size; stack += STACK_CLOCKS) {
      raise(clocks, stack + RD, t + (write ? iv.wrRdRank : iv.rdRdRank));
      raise(clocks, stack + WR, t + (write ? iv.wrWrRank : iv.rdWrRank));
    }
  }
}
