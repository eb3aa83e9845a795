import {
  earliestRead,
  earliestWrite,
  issueActivate,
  issueColumn,
  issuePrecharge,
  stackEarliest,
} from './device.ts';
import { EARLIEST } from './deviceState.ts';
import {
  answerInOrder,
  dropHits,
  findHits,
  type OldestReady,
  reviewColumn,
  reviewRow,
  unlink,
} from './oldestReadyState.ts';
import { freeSlot, hashOut } from './requestPool.ts';

/** Issues the next command of a buffered request: precharge, activate or its column command. */
export function issueFor(s: OldestReady, slot: number, t: number): void {
  const { d, pool } = s;
  const b = pool.bank[slot]!;
  const row = d.openRow[b]!;
  if (row >= 0 && row !== pool.row[slot]) {
    classify(s, slot, false);
    issuePrecharge(d, b, t);
    dropHits(s, b);
    reviewRow(s, b);
    return;
  }
  if (row < 0) {
    classify(s, slot, false);
    unlink(s, slot);
    leaveBuffer(s, slot);
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
  const b = s.pool.bank[slot]!;
  classify(s, slot, true);
  unlink(s, slot);
  leaveBuffer(s, slot);
  finish(s, slot, b, t);
  // Where the oldest request is a hit, or none is left, there was no candidate to close the row and there is none now.
  const list = s.mode * s.d.banks + b;
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
  finish(s, slot, b, t);
  reviewRow(s, b);
}

function classify(s: OldestReady, slot: number, hit: boolean): void {
  if (s.classified[slot] === 1) return;
  s.classified[slot] = 1;
  s.returns.classified++;
  if (hit) s.returns.hits++;
}

function leaveBuffer(s: OldestReady, slot: number): void {
  if (s.pool.write[slot] === 0) s.reads--;
  else {
    s.writes--;
    hashOut(s.pool, slot);
  }
}

function finish(s: OldestReady, slot: number, b: number, t: number): void {
  const p = s.pool;
  const write = p.write[slot] === 1;
  issueColumn(s.d, b, write, false, t);
  if (!write) {
    s.readsInside--;
    answerInOrder(s, p.id[slot]!, p.arrive[slot]!, t + s.d.iv.readData);
  }
  if (s.wckPostamble >= 0) {
    const expiry = t + (write ? s.cwl : s.cl) + s.burst + s.wckPostamble;
    if (expiry > s.wckExpiry) s.wckExpiry = expiry;
  }
  freeSlot(p, slot);
  busFloor(s);
}

/** After a column command the next one waits for a data bus. */
function busFloor(s: OldestReady): void {
  const command = s.mode === 0 ? EARLIEST.read : EARLIEST.write;
  let at = stackEarliest(s.d, 0, command);
  for (let k = 1; k < s.d.stacks; k++) at = Math.min(at, stackEarliest(s.d, k, command));
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
