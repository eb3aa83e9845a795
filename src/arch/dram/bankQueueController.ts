import { moveRequest } from './bankQueueMove.ts';
import type { BankQueues } from './bankQueueState.ts';
import {
  earliestActivate,
  earliestPrecharge,
  earliestRead,
  earliestRefresh,
  earliestWrite,
  issueActivate,
  issueColumn,
  issuePrecharge,
  issueRefresh,
  stackEarliest,
} from './device.ts';
import { EARLIEST } from './deviceState.ts';
import { freeSlot, hashOut } from './requestPool.ts';
import { answer } from './returns.ts';

/** Simulates up to boundary `limit`, or only until the wanted queue has room (1 read, 2 write, 3 no read inside). */
export function advanceBankQueues(s: BankQueues, limit: number, want: number): void {
  while (s.clk < limit) {
    const t = Math.max(s.wake, s.clk);
    if (t >= limit) {
      s.clk = limit;
      return;
    }
    tick(s, t);
    s.clk = t + 1;
    if (want === 0) continue;
    if (want === 1 ? s.reads < s.readCapacity : want === 2 ? s.writes < s.writeCapacity : s.readsInside === 0)
      return;
  }
}

function tick(s: BankQueues, t: number): void {
  if (t >= s.nextRefresh) {
    s.due[s.dueCount++] = s.refreshRank;
    s.refreshRank = s.refreshRank + 1 === s.d.ranks ? 0 : s.refreshRank + 1;
    s.nextRefresh += s.refreshInterval;
  }
  let issued = 0;
  let refreshAt = Number.POSITIVE_INFINITY;
  if (s.dueCount > 0) {
    s.refreshing = s.due[0]!;
    refreshAt = tryRefresh(s, s.refreshing, t);
    if (refreshAt < 0) issued = 1;
  }
  if (issued === 0 && s.soonest <= t) issued = serveRound(s, t, 0);
  if (issued > 0 && s.paired && s.soonest <= t) serveRound(s, t, issued);
  const moved = moveRequest(s, t);
  if (moved || (issued > 0 && (s.soonest <= t || s.dueCount > 0))) s.wake = t + 1;
  else {
    let wake = Math.min(s.soonest, s.nextRefresh);
    if (refreshAt < wake) wake = refreshAt;
    s.wake = wake > t ? wake : t + 1;
  }
}

/** Precharges one open bank or refreshes; -1 when a command went out, else the clock when one may. */
function tryRefresh(s: BankQueues, r: number, t: number): number {
  const d = s.d;
  let at = Number.POSITIVE_INFINITY;
  if (d.openBanks[r]! > 0) {
    const end = (r + 1) * d.banksPerRank;
    for (let b = r * d.banksPerRank; b < end; b++) {
      if (d.openRow[b]! < 0) continue;
      const pre = earliestPrecharge(d, b);
      if (pre <= t) {
        issuePrecharge(d, b, t);
        s.nextRead[b] = -1;
        s.columnsOnly[b >>> 5]! &= ~(1 << b);
        return -1;
      }
      if (pre < at) at = pre;
    }
    return at;
  }
  at = earliestRefresh(d, r);
  if (at > t) return at;
  issueRefresh(d, r, t);
  for (let i = 1; i < s.dueCount; i++) s.due[i - 1] = s.due[i]!;
  s.dueCount--;
  s.refreshing = -1;
  s.soonest = t;
  return -1;
}

/**
 * One round over the command queues from the one after the last served. `first` 0: issues the first legal command;
 * 1 or 2 (a row or column command already went out this clock): issues it only if it is of the other kind.
 * Returns 0 nothing, 1 row command, 2 column command.
 */
function serveRound(s: BankQueues, t: number, first: number): number {
  const { d, busy, nextAt, nextRead, columnsOnly, refreshing } = s;
  const { openRow, rankOf, stackBaseOf, clocks } = d;
  const words = busy.length;
  let w = s.turn >>> 5;
  // Bits above the last served bank come first, those up to it last.
  const above = -2 << (s.turn & 31);
  let soonest = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= words; k++) {
    let bits = busy[w]!;
    if (k === 0) bits &= above;
    else if (k === words) bits &= ~above;
    const base = w << 5;
    w = w + 1 === words ? 0 : w + 1;
    while (bits !== 0) {
      const low = bits & -bits;
      bits ^= low;
      const q = base + 31 - Math.clz32(low);
      const rank = rankOf[q]!;
      let at = nextAt[q]!;
      // Where only column commands are possible, the data bus answers for all banks of a stack.
      if ((columnsOnly[q >>> 5]! & low) !== 0) {
        const base = stackBaseOf[q]!;
        const bus = Math.min(clocks[base + EARLIEST.read]!, clocks[base + EARLIEST.write]!);
        if (bus > at) at = bus;
      }
      if (at > t) {
        if (at < soonest) soonest = at;
        continue;
      }
      if (rank === refreshing) continue;
      let command = 0;
      if (openRow[q]! < 0) {
        at = earliestActivate(d, q);
      } else if (nextRead[q]! >= 0 && earliestRead(d, q) <= t) {
        command = 2 + nextRead[q]!;
        at = 0;
      } else {
        command = legalCommand(s, q, t);
        at = command < 0 ? nextAt[q]! : 0;
      }
      if (at > t || command < 0) {
        nextAt[q] = at;
        if (at < soonest) soonest = at;
        continue;
      }
      s.turn = q;
      s.soonest = t;
      const kind = command >= 2 ? 2 : 1;
      if (kind === first) return 0;
      columnsOnly[q >>> 5]! &= ~low;
      nextAt[q] = t + 1;
      nextRead[q] = -1;
      if (command === 0) issueActivate(d, q, s.pool.row[s.queue[q * s.bankCapacity]!]!, t);
      else if (command === 1) issuePrecharge(d, q, t);
      else {
        issueRequest(s, q, command - 2, t);
        if (s.queueLength[q]! > 0 && openRow[q]! >= 0) legalCommand(s, q, t);
        s.soonest = afterColumn(s, t);
      }
      return kind;
    }
  }
  s.soonest = soonest;
  return 0;
}

/** Once no queue could give a row command, the next command waits for a data bus; else nothing is known: `t`. */
function afterColumn(s: BankQueues, t: number): number {
  for (let w = 0; w < s.busy.length; w++) if ((s.busy[w]! & ~s.columnsOnly[w]!) !== 0) return t;
  let bus = Number.POSITIVE_INFINITY;
  for (let k = 0; k < s.d.stacks; k++)
    bus = Math.min(bus, stackEarliest(s.d, k, EARLIEST.read), stackEarliest(s.d, k, EARLIEST.write));
  return Math.max(bus, t);
}

/** Of an open bank: 1 precharge, 2 + i column command of entry i; -1 none yet (and nextAt[q] is raised). */
function legalCommand(s: BankQueues, q: number, t: number): number {
  const d = s.d;
  const row = d.openRow[q]!;
  const { pool, queue } = s;
  const base = q * s.bankCapacity;
  const length = s.queueLength[q]!;
  let readAt = -1;
  let firstRead = -1;
  let writeAt = -1;
  let at = Number.POSITIVE_INFINITY;
  let start = 0;
  s.columnsOnly[q >>> 5]! |= 1 << q;
  if (pool.row[queue[base]!] !== row) {
    // The oldest entry is a conflict: it may close the row when no hit waits, or the streak is used up.
    let allowed = d.streak[q]! >= s.streakCap;
    if (!allowed) {
      allowed = true;
      for (let i = 1; i < length; i++)
        if (pool.row[queue[base + i]!] === row) {
          allowed = false;
          break;
        }
    }
    if (allowed) {
      s.columnsOnly[q >>> 5]! &= ~(1 << q);
      at = earliestPrecharge(d, q);
      if (at <= t) return 1;
    }
    start = 1;
  }
  for (let i = start; i < length; i++) {
    const slot = queue[base + i]!;
    if (pool.row[slot] !== row) continue;
    if (pool.write[slot] === 0) {
      if (readAt < 0) {
        readAt = earliestRead(d, q);
        firstRead = i;
        if (readAt <= t) return 2 + i;
        if (readAt < at) at = readAt;
        // Reads behind it wait for the same clocks, and there is no write.
        if (s.writesInside === 0) break;
      }
    } else {
      if (writeAt < 0) {
        writeAt = earliestWrite(d, q);
        if (writeAt > t && writeAt < at) at = writeAt;
      }
      if (writeAt <= t && !afterEqualRead(s, base, i)) return 2 + i;
    }
  }
  s.nextAt[q] = at;
  s.nextRead[q] = writeAt < 0 && (s.columnsOnly[q >>> 5]! & (1 << q)) !== 0 ? firstRead : -1;
  return -1;
}

/** Does an older read of the same cells wait in this queue? */
function afterEqualRead(s: BankQueues, base: number, i: number): boolean {
  const { pool, queue } = s;
  const address = pool.address[queue[base + i]!]! % s.capacity;
  for (let k = 0; k < i; k++) {
    const slot = queue[base + k]!;
    if (pool.write[slot] === 0 && pool.address[slot]! % s.capacity === address) return true;
  }
  return false;
}

function issueRequest(s: BankQueues, q: number, i: number, t: number): void {
  const { d, pool, queue } = s;
  const base = q * s.bankCapacity;
  const slot = queue[base + i]!;
  const last = --s.queueLength[q]!;
  for (let k = i; k < last; k++) queue[base + k] = queue[base + k + 1]!;
  s.queued--;
  if (last === 0) s.busy[q >>> 5]! &= ~(1 << q);
  if (last === s.bankCapacity - 1) {
    if (s.head[q]! >= 0) s.movableRd[q >>> 5]! |= 1 << q;
    if (s.head[d.banks + q]! >= 0) s.movableWr[q >>> 5]! |= 1 << q;
  }
  const r = s.returns;
  r.classified++;
  if (d.streak[q]! > 0) r.hits++;
  const write = pool.write[slot] === 1;
  issueColumn(d, q, write, s.closedPage, t);
  if (write) s.writesInside--;
  else {
    const visible = t + d.iv.readData + 1;
    answer(r, pool.id[slot]!, pool.arrive[slot]!, visible);
    s.readsInside--;
    for (let m = pool.merged[slot]!; m >= 0; ) {
      answer(r, pool.mergedId[m]!, pool.mergedArrive[m]!, visible);
      s.readsInside--;
      const next = pool.mergedNext[m]!;
      pool.mergedNext[m] = pool.mergedFree;
      pool.mergedFree = m;
      m = next;
    }
  }
  hashOut(pool, slot);
  freeSlot(pool, slot);
}
