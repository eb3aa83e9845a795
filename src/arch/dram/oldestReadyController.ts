import {
  earliestActivate,
  earliestPrecharge,
  earliestRead,
  earliestRefresh,
  earliestWrite,
  issueActivate,
  issueColumn,
  issuePrecharge,
  issuePrechargeAll,
  issueRefresh,
} from './device.ts';
import {
  answerInOrder,
  dropHits,
  findHits,
  type OldestReady,
  review,
  reviewAll,
  unlink,
} from './oldestReadyState.ts';
import { hashOut } from './requestPool.ts';

/** Which commands a selection may take. */
const COLUMN = 1;
const ROW = 2;
const PRECHARGE_ONLY = 4;

/** Simulates up to boundary `limit`, or only until the wanted buffer has room (1 read, 2 write, 3 no read inside). */
export function advanceOldestReady(s: OldestReady, limit: number, want: number): void {
  while (s.clk <= limit) {
    const t = s.wake > s.clk ? s.wake : s.clk;
    if (t > limit) {
      s.clk = limit + 1;
      return;
    }
    if (t >= s.nextRefresh) {
      for (let r = 0; r < s.d.ranks; r++) s.due[s.dueCount++] = r;
      s.nextRefresh += s.trefi;
    }
    s.soonest = Number.POSITIVE_INFINITY;
    let issued: boolean;
    if (s.split) issued = splitTick(s, t);
    else if (s.activateHalf > 0 || s.wckPostamble >= 0) issued = lowPowerTick(s, t);
    else issued = s.d.rowBus > t ? idleTick(s, t) : select(s, t, COLUMN | ROW);
    s.clk = t + 1;
    if (issued) s.wake = t + 1;
    else {
      let wake = s.soonest < s.nextRefresh ? s.soonest : s.nextRefresh;
      if (s.d.rowBus > wake && !s.split) wake = s.d.rowBus < s.nextRefresh ? s.d.rowBus : s.nextRefresh;
      s.wake = wake > t ? wake : t + 1;
    }
    if (want === 0) continue;
    if (want === 1 ? s.reads < s.readCapacity : want === 2 ? s.writes < s.writeCapacity : s.readsInside === 0)
      return;
  }
}

/** The command bus is taken: only the choice of buffer is reviewed. */
function idleTick(s: OldestReady, t: number): boolean {
  if (s.dueCount === 0) reviewMode(s);
  s.soonest = s.d.rowBus > t ? s.d.rowBus : t + 1;
  return false;
}

function splitTick(s: OldestReady, t: number): boolean {
  const d = s.d;
  let issued = false;
  const rising = !s.halfClocks || (t & 1) === 1 || t % 2 === 1;
  if (rising) {
    if (d.columnBus <= t) issued = select(s, t, COLUMN);
    else {
      if (s.dueCount === 0) reviewMode(s);
      if (d.columnBus < s.soonest) s.soonest = d.columnBus;
    }
    if (d.rowBus <= t) issued = select(s, t, ROW) || issued;
    else {
      if (s.dueCount === 0) reviewMode(s);
      if (d.rowBus < s.soonest) s.soonest = d.rowBus;
    }
    return issued;
  }
  if (d.rowBus <= t) issued = select(s, t, PRECHARGE_ONLY);
  else if (s.dueCount === 0) reviewMode(s);
  s.soonest = t + 1;
  return issued;
}

/** Write mode starts above the high watermark or without reads; ends below the low one when a read waits. */
function reviewMode(s: OldestReady): void {
  const before = s.mode;
  if (before === 0) {
    if (s.writes > s.high || s.reads === 0) s.mode = 1;
  } else if (s.writes < s.low && s.reads !== 0) s.mode = 0;
  if (s.mode !== before) reviewAll(s);
}

/** Chooses and issues one command of the allowed kinds: active requests, then refresh, then the buffer served. */
function select(s: OldestReady, t: number, kinds: number): boolean {
  if ((kinds & COLUMN) !== 0 && s.activeCount > 0) {
    const slot = oldestActive(s, t);
    if (slot >= 0) {
      issueActive(s, slot, t);
      return true;
    }
  }
  if (s.dueCount > 0) return (kinds & (ROW | PRECHARGE_ONLY)) !== 0 && tryRefresh(s, t, kinds);
  reviewMode(s);
  const slot = oldestReady(s, t, kinds, true);
  if (slot < 0) return false;
  issueFor(s, slot, t);
  return true;
}

function oldestActive(s: OldestReady, t: number): number {
  const d = s.d;
  let best = -1;
  for (let i = 0; i < s.activeCount; i++) {
    const b = s.activeBanks[i]!;
    const slot = s.active[b]!;
    const at = s.pool.write[slot] === 0 ? earliestRead(d, b) : earliestWrite(d, b);
    if (at > t) {
      if (at < s.soonest) s.soonest = at;
    } else if (best < 0 || s.pool.id[slot]! < s.pool.id[best]!) best = slot;
  }
  return best;
}

/** Precharges the whole rank that is due, or refreshes it; waits while a request is active there. */
function tryRefresh(s: OldestReady, t: number, kinds: number): boolean {
  const d = s.d;
  const r = s.due[0]!;
  if (d.openBanks[r]! > 0) {
    if (s.activeOfRank[r]! > 0 || (s.halfBank >= 0 && d.rankOf[s.halfBank] === r)) return false;
    const at = d.rankAllPre[r]!;
    if (at > t) {
      if (at < s.soonest) s.soonest = at;
      return false;
    }
    issuePrechargeAll(d, r, t);
    const end = (r + 1) * d.banksPerRank;
    for (let b = r * d.banksPerRank; b < end; b++) {
      dropHits(s, b);
      review(s, b);
    }
    return true;
  }
  const at = earliestRefresh(d, r);
  if (at > t || (kinds & PRECHARGE_ONLY) !== 0) {
    if (at < s.soonest) s.soonest = at;
    return false;
  }
  issueRefresh(d, r, t);
  s.dueCount--;
  for (let i = 0; i < s.dueCount; i++) s.due[i] = s.due[i + 1]!;
  return true;
}

/** The oldest request of the served buffer whose next command is legal now, or -1; lower bounds are raised. */
function oldestReady(s: OldestReady, t: number, kinds: number, activates: boolean): number {
  let best = -1;
  if ((kinds & COLUMN) !== 0) {
    if (s.columnSoonest <= t) best = oldestColumn(s, t);
    if (s.columnSoonest < s.soonest) s.soonest = s.columnSoonest;
  }
  if ((kinds & (ROW | PRECHARGE_ONLY)) !== 0) {
    if (s.rowSoonest <= t) best = oldestRow(s, t, best, activates && (kinds & PRECHARGE_ONLY) === 0);
    if (s.rowSoonest < s.soonest) s.soonest = s.rowSoonest;
  }
  return best;
}

function oldestColumn(s: OldestReady, t: number): number {
  const { d, columnSet, hit } = s;
  const id = s.pool.id;
  const offset = s.mode * d.banks;
  const reads = s.mode === 0;
  let best = -1;
  let soonest = Number.POSITIVE_INFINITY;
  for (let w = 0; w < columnSet.length; w++) {
    let bits = columnSet[w]!;
    while (bits !== 0) {
      const low = bits & -bits;
      bits ^= low;
      const b = (w << 5) + 31 - Math.clz32(low);
      const at = reads ? earliestRead(d, b) : earliestWrite(d, b);
      if (at < soonest) soonest = at;
      if (at > t) continue;
      const h = hit[offset + b]!;
      if (best < 0 || id[h]! < id[best]!) best = h;
    }
  }
  s.columnSoonest = soonest;
  return best;
}

function oldestRow(s: OldestReady, t: number, chosen: number, activates: boolean): number {
  const { d, rowSet, nextRow, head } = s;
  const id = s.pool.id;
  const offset = s.mode * d.banks;
  let best = chosen;
  let soonest = Number.POSITIVE_INFINITY;
  for (let w = 0; w < rowSet.length; w++) {
    let bits = rowSet[w]!;
    while (bits !== 0) {
      const low = bits & -bits;
      bits ^= low;
      const b = (w << 5) + 31 - Math.clz32(low);
      let at = nextRow[b]!;
      if (at <= t) {
        const closed = d.openRow[b] === -1;
        at = closed ? earliestActivate(d, b) : earliestPrecharge(d, b);
        if (at <= t) {
          const first = head[offset + b]!;
          if ((activates || !closed) && (best < 0 || id[first]! < id[best]!)) best = first;
        } else nextRow[b] = at;
      }
      if (at < soonest) soonest = at;
    }
  }
  s.rowSoonest = soonest;
  return best;
}

/** Issues the next command of a buffered request: precharge, activate or its column command. */
function issueFor(s: OldestReady, slot: number, t: number): void {
  const { d, pool } = s;
  const b = pool.bank[slot]!;
  const row = d.openRow[b]!;
  if (row >= 0 && row !== pool.row[slot]) {
    classify(s, slot, false);
    issuePrecharge(d, b, t);
    dropHits(s, b);
    review(s, b);
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
      review(s, b);
      return;
    }
    issueActivate(d, b, pool.row[slot]!, t);
    makeActive(s, slot, b);
    return;
  }
  classify(s, slot, true);
  unlink(s, slot);
  leaveBuffer(s, slot);
  review(s, b);
  finish(s, slot, b, t);
}

function makeActive(s: OldestReady, slot: number, b: number): void {
  s.active[b] = slot;
  s.activeBanks[s.activeCount++] = b;
  s.activeOfRank[s.d.rankOf[b]!]!++;
  findHits(s, b);
  review(s, b);
}

function issueActive(s: OldestReady, slot: number, t: number): void {
  const b = s.pool.bank[slot]!;
  s.active[b] = -1;
  s.activeOfRank[s.d.rankOf[b]!]!--;
  let i = 0;
  while (s.activeBanks[i] !== b) i++;
  s.activeCount--;
  for (; i < s.activeCount; i++) s.activeBanks[i] = s.activeBanks[i + 1]!;
  review(s, b);
  finish(s, slot, b, t);
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
  p.free[p.freeTop++] = slot;
}

/** LPDDR: activates in two halves, and a CAS one clock before a column command when the data clock has stopped. */
function lowPowerTick(s: OldestReady, t: number): boolean {
  const d = s.d;
  if (s.halfBank >= 0 && s.halfDeadline <= t) return finishHalf(s, t);
  if (s.casSlot >= 0) {
    const slot = s.casSlot;
    s.casSlot = -1;
    if (s.casActive) issueActive(s, slot, t);
    else issueFor(s, slot, t);
    return true;
  }
  let slot = s.activeCount > 0 ? oldestActive(s, t) : -1;
  const active = slot >= 0;
  if (!active && s.dueCount > 0) {
    if (tryRefresh(s, t, ROW)) return true;
  } else if (!active) {
    reviewMode(s);
    slot = oldestReady(s, t, COLUMN | ROW, s.halfBank < 0);
  }
  if (slot < 0) return s.halfBank >= 0 && finishHalf(s, t);
  const column = active || d.openRow[s.pool.bank[slot]!] === s.pool.row[slot];
  if (column && s.wckPostamble >= 0 && t >= s.wckExpiry) {
    if (s.halfBank >= 0 && s.halfDeadline <= t + 1) return finishHalf(s, t);
    s.casSlot = slot;
    s.casActive = active;
    return true;
  }
  if (active) issueActive(s, slot, t);
  else issueFor(s, slot, t);
  return true;
}

function finishHalf(s: OldestReady, t: number): boolean {
  const b = s.halfBank;
  const slot = s.halfSlot;
  s.halfBank = -1;
  s.d.openRow[b] = s.pool.row[slot]!;
  s.d.rowBus = t + 1;
  makeActive(s, slot, b);
  return true;
}
