import type { BankQueues } from './bankQueueState.ts';
import { clearHits } from './hitOrder.ts';
import { findHits } from './oldestReadyLists.ts';
import { type OldestReady, reviewAll } from './oldestReadyState.ts';
import { clearPool } from './requestPool.ts';
import {
  answerAhead,
  type Codec,
  clock,
  plain,
  walkDevice,
  walkLists,
  walkPlace,
  walkRequest,
} from './stateCodec.ts';

/** Everything that decides how a `bank-queues` channel goes on. Merged reads are not kept: a stream has none. */
export function walkBankQueues(c: Codec, s: BankQueues): boolean {
  if (c.restoring) clearPool(s.pool);
  walkDevice(c, s.d, Math.max(1, s.streakCap));
  s.clk = clock(c, s.clk, Number.POSITIVE_INFINITY);
  s.reads = plain(c, s.reads);
  s.writes = plain(c, s.writes);
  s.draining = plain(c, s.draining);
  s.turn = plain(c, s.turn);
  s.readsInside = plain(c, s.readsInside);
  s.nextRefresh = clock(c, s.nextRefresh, Number.POSITIVE_INFINITY);
  s.refreshRank = plain(c, s.refreshRank);
  s.refreshing = plain(c, s.refreshing);
  s.dueCount = plain(c, s.dueCount);
  for (let i = 0; i < s.dueCount; i++) s.due[i] = plain(c, s.due[i]!);
  s.returns.last = answerAhead(c, s.returns.last);
  walkLists(c, s.pool, s.head, s.tail, s.d.banks, true);
  s.heldWrite = walkPlace(c, s.pool, s.head, s.d.banks, s.heldWrite);
  for (let b = 0; b < s.d.banks; b++) {
    s.queueLength[b] = plain(c, s.queueLength[b]!);
    for (let i = 0; i < s.queueLength[b]!; i++) {
      const at = b * s.bankCapacity + i;
      s.queue[at] = walkRequest(c, s.pool, s.queue[at]!, true);
    }
  }
  if (c.restoring) settleBankQueues(s);
  return true;
}

/** Sets and bounds that follow from the rest. */
function settleBankQueues(s: BankQueues): void {
  s.movableRd.fill(0);
  s.movableWr.fill(0);
  s.busy.fill(0);
  s.columnsOnly.fill(0);
  s.nextRead.fill(-1);
  s.queued = 0;
  s.writesInside = s.pool.free.length - s.pool.freeTop - s.readsInside;
  s.soonest = s.clk;
  s.wake = s.clk;
  for (let b = 0; b < s.d.banks; b++) {
    const bit = 1 << b;
    const room = s.queueLength[b]! < s.bankCapacity;
    s.queued += s.queueLength[b]!;
    s.nextAt[b] = s.clk;
    if (s.queueLength[b]! > 0) s.busy[b >>> 5]! |= bit;
    if (room && s.head[b]! >= 0) s.movableRd[b >>> 5]! |= bit;
    if (room && s.head[s.d.banks + b]! >= 0) s.movableWr[b >>> 5]! |= bit;
  }
}

/** Everything that decides how an `oldest-ready` channel goes on. */
export function walkOldestReady(c: Codec, s: OldestReady): boolean {
  if (c.restoring) clearPool(s.pool);
  walkDevice(c, s.d, 0);
  s.clk = clock(c, s.clk, Number.POSITIVE_INFINITY);
  // Half clocks: the phase matters.
  if (s.halfClocks && plain(c, s.clk & 1) !== (s.clk & 1)) return false;
  s.reads = plain(c, s.reads);
  s.writes = plain(c, s.writes);
  s.mode = plain(c, s.mode);
  s.readsInside = plain(c, s.readsInside);
  s.nextRefresh = clock(c, s.nextRefresh, Number.POSITIVE_INFINITY);
  s.dueCount = plain(c, s.dueCount);
  for (let i = 0; i < s.dueCount; i++) s.due[i] = plain(c, s.due[i]!);
  s.wckExpiry = clock(c, s.wckExpiry, 0);
  s.lastVisible = clock(c, s.lastVisible, 0);
  s.returns.last = answerAhead(c, s.returns.last);
  walkLists(c, s.pool, s.head, s.tail, s.d.banks, false);
  for (let list = 0; list < s.head.length; list++)
    for (let slot = s.head[list]!; slot >= 0; slot = s.pool.next[slot]!)
      s.classified[slot] = plain(c, s.classified[slot]!);
  s.activeCount = plain(c, s.activeCount);
  if (c.restoring) {
    s.active.fill(-1);
    s.activeOfRank.fill(0);
  }
  for (let i = 0; i < s.activeCount; i++) {
    const b = plain(c, s.activeBanks[i]!);
    s.activeBanks[i] = b;
    s.active[b] = walkRequest(c, s.pool, c.restoring ? 0 : s.active[b]!, false);
    s.classified[s.active[b]!] = 1;
    if (c.restoring) s.activeOfRank[s.d.rankOf[b]!]!++;
  }
  s.casActive = plain(c, s.casActive && s.casSlot >= 0 ? 1 : 0) === 1;
  if (s.casActive) s.casSlot = s.active[plain(c, c.restoring ? 0 : s.pool.bank[s.casSlot]!)]!;
  else s.casSlot = walkPlace(c, s.pool, s.head, s.d.banks, s.casSlot);
  s.halfBank = plain(c, s.halfBank);
  s.halfDeadline = clock(c, s.halfDeadline, 0);
  s.halfSlot = walkRequest(c, s.pool, s.halfBank < 0 ? -1 : s.halfSlot, false);
  if (s.halfSlot >= 0) s.classified[s.halfSlot] = 1;
  if (c.restoring) {
    s.wake = s.clk;
    clearHits(s.hits);
    for (let b = 0; b < s.d.banks; b++) findHits(s, b);
    reviewAll(s);
  }
  return true;
}
