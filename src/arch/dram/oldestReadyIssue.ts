import { earliestRead, earliestWrite, issueActivate, issueColumn, issuePrecharge } from './device.ts';
import { EARLIEST, STACK_CLOCKS } from './deviceState.ts';
import { dropHits, findHits, unlink, unlinkHit } from './oldestReadyLists.ts';
import { type OldestReady, reviewColumn, reviewRow } from './oldestReadyState.ts';
import { freeSlot, hashOut } from './requestPool.ts';
import { answer } from './returns.ts';

/** Issues the next command of a buffered request: precharge, activate or its column command. */
export function issueFor(s: OldestReady, slot: number, t: number): void {
  const { d, pool } = s;
  const b = pool.bank[slot]!;
  const row = d.openRow[b]!;
  if (row >= 0 && row !== pool.row[slot]) {
    missed(s, slot);
    issuePrecharge(d, b, t);
    dropHits(s, b);
    reviewRow(s, b);
    return;
  }
  if (row < 0) {
    missed(s, slot);
    unlink(s, pool.write[slot]! * d.banks + b, slot);
    if (pool.write[slot] === 0) s.reads--;
    else leaveWrites(s, slot);
    if (s.activateHalf > 0) {
      issueActivate(d, b, -2, t);
      s.halfBank = b;
      s.halfSlot = slot;
      s.halfDeadline = t + s.activateHalf;
      reviewRow(s, b);
      return;
    }
    issueActivate(d, b, pool.row[slot]!, t);
    makeActive(s, slot, b);
    return;
  }
  issueHit(s, slot, t);
}

/** Issues the column command of a buffered request whose row is open. */
export function issueHit(s: OldestReady, slot: number, t: number): void {
  const { d, pool, returns } = s;
  const b = pool.bank[slot]!;
  const write = pool.write[slot]!;
  const list = write * d.banks + b;
  if (s.classified[slot] === 0) {
    returns.classified++;
    returns.hits++;
  }
  unlinkHit(s, list, slot);
  if (write === 0) s.reads--;
  else leaveWrites(s, slot);
  finish(s, slot, b, write, t);
  // Where the oldest request is a hit, or none is left, there was no candidate to close the row and there is none now.
  const first = s.head[list]!;
  if (first >= 0 && s.hits.slot[list] !== first) reviewRow(s, b);
}

function makeActive(s: OldestReady, slot: number, b: number): void {
  s.active[b] = slot;
  s.activeBanks[s.activeCount++] = b;
  s.activeOfRank[s.d.rankOf[b]!]!++;
  const at = s.pool.write[slot] === 0 ? earliestRead(s.d, b) : earliestWrite(s.d, b);
  if (at < s.activeSoonest || s.activeCount === 1) s.activeSoonest = at;
  findHits(s, b);
  reviewColumn(s, b);
  reviewRow(s, b);
}

/** Issues the column command of an active request. */
export function issueActive(s: OldestReady, slot: number, t: number): void {
  const b = s.pool.bank[slot]!;
  s.active[b] = -1;
  s.activeOfRank[s.d.rankOf[b]!]!--;
  let i = 0;
  while (s.activeBanks[i] !== b) i++;
  s.activeCount--;
  for (; i < s.activeCount; i++) s.activeBanks[i] = s.activeBanks[i + 1]!;
  finish(s, slot, b, s.pool.write[slot]!, t);
  reviewRow(s, b);
}

/** A request whose first command is of a row missed it. */
function missed(s: OldestReady, slot: number): void {
  if (s.classified[slot] === 1) return;
  s.classified[slot] = 1;
  s.returns.classified++;
}

function leaveWrites(s: OldestReady, slot: number): void {
  s.writes--;
  hashOut(s.pool, slot);
}

function finish(s: OldestReady, slot: number, b: number, write: number, t: number): void {
  const { d, pool } = s;
  issueColumn(d, b, write === 1, false, t);
  if (write === 0) {
    s.readsInside--;
    const visible = t + d.iv.readData;
    if (visible > s.lastVisible) s.lastVisible = visible;
    answer(s.returns, pool.id[slot]!, pool.arrive[slot]!, s.lastVisible);
  }
  if (s.wckPostamble >= 0) {
    const expiry = t + (write === 1 ? s.cwl : s.cl) + s.burst + s.wckPostamble;
    if (expiry > s.wckExpiry) s.wckExpiry = expiry;
  }
  freeSlot(pool, slot);
  busFloor(s);
}

/** After a column command the next one waits for a data bus. */
function busFloor(s: OldestReady): void {
  const { clocks, stackBase, stacks } = s.d;
  const first = stackBase + (s.mode === 0 ? EARLIEST.read : EARLIEST.write);
  let at = clocks[first]!;
  for (let k = 1; k < stacks; k++) {
    const bus = clocks[first + k * STACK_CLOCKS]!;
    if (bus < at) at = bus;
  }
  if (at > s.columnSoonest) s.columnSoonest = at;
}

/** The second half of an activate. */
export function finishHalf(s: OldestReady, t: number): boolean {
  const b = s.halfBank;
  const slot = s.halfSlot;
  s.halfBank = -1;
  s.d.openRow[b] = s.pool.row[slot]!;
  s.d.rowBus = t + 1;
  makeActive(s, slot, b);
  return true;
}
