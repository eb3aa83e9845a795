import { earliestRefresh, issuePrechargeAll, issueRefresh, rankEarliest } from './device.ts';
import { EARLIEST } from './deviceState.ts';
import { finishHalf, issueActive, issueFor, issueHit } from './oldestReadyIssue.ts';
import { dropHits } from './oldestReadyLists.ts';
import {
  COLUMN,
  oldestActive,
  oldestColumn,
  oldestReady,
  PRECHARGE_ONLY,
  ROW,
  reviewMode,
} from './oldestReadySelect.ts';
import { modeTurns, nextEvent, type OldestReady, reviewRow } from './oldestReadyState.ts';

/** Simulates up to boundary `limit`, or only until the wanted buffer has room (1 read, 2 write, 3 no read inside). */
export function advanceOldestReady(s: OldestReady, limit: number, want: number): void {
  while (s.clk <= limit) {
    const t = Math.max(s.wake, s.clk);
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
    s.wake = nextVisit(s, t, issued);
    if (want === 0) continue;
    if (want === 1 ? s.reads < s.readCapacity : want === 2 ? s.writes < s.writeCapacity : s.readsInside === 0)
      return;
  }
}

/** The next clock in which something may happen. */
function nextVisit(s: OldestReady, t: number, issued: boolean): number {
  if (s.dueCount === 0) {
    if (s.halfBank >= 0 || s.casSlot >= 0 || modeTurns(s)) return t + 1;
    return Math.min(nextEvent(s, t), s.nextRefresh);
  }
  if (issued) return t + 1;
  const at = Math.min(s.soonest, s.nextRefresh);
  return at > t ? at : t + 1;
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
  if (s.halfClocks && (t & 1) === 0) {
    if (d.rowBus <= t) issued = select(s, t, PRECHARGE_ONLY);
    else if (s.dueCount === 0) reviewMode(s);
    s.soonest = t + 1;
    return issued;
  }
  if (d.columnBus <= t) issued = selectColumn(s, t);
  else {
    if (s.dueCount === 0) reviewMode(s);
    if (d.columnBus < s.soonest) s.soonest = d.columnBus;
  }
  if (d.rowBus > t) {
    if (s.dueCount === 0) reviewMode(s);
    if (d.rowBus < s.soonest) s.soonest = d.rowBus;
  } else if (s.rowSoonest <= t || s.dueCount > 0 || modeTurns(s)) issued = select(s, t, ROW) || issued;
  return issued;
}

/** Chooses and issues one column command: of active requests, then of the buffer served. */
function selectColumn(s: OldestReady, t: number): boolean {
  if (s.activeCount > 0 && s.activeSoonest <= t) {
    const active = oldestActive(s, t);
    if (active >= 0) {
      issueActive(s, active, t);
      return true;
    }
  }
  if (s.dueCount > 0) {
    if (s.activeCount > 0 && s.activeSoonest < s.soonest) s.soonest = s.activeSoonest;
    return false;
  }
  reviewMode(s);
  if (s.columnSoonest > t) return false;
  const hit = oldestColumn(s, t);
  if (hit < 0) return false;
  issueHit(s, hit, t);
  return true;
}

/** Chooses and issues one command of the allowed kinds: active requests, then refresh, then the buffer served. */
function select(s: OldestReady, t: number, kinds: number): boolean {
  if ((kinds & COLUMN) !== 0 && s.activeCount > 0) {
    const slot = s.activeSoonest <= t ? oldestActive(s, t) : -1;
    if (slot >= 0) {
      issueActive(s, slot, t);
      return true;
    }
  }
  if (s.dueCount > 0) {
    if (s.activeCount > 0 && s.activeSoonest < s.soonest) s.soonest = s.activeSoonest;
    return (kinds & (ROW | PRECHARGE_ONLY)) !== 0 && tryRefresh(s, t, kinds);
  }
  reviewMode(s);
  const slot = oldestReady(s, t, kinds, true);
  if (slot < 0) return false;
  issueFor(s, slot, t);
  return true;
}

/** Precharges the whole rank that is due, or refreshes it; waits while a request is active there. */
function tryRefresh(s: OldestReady, t: number, kinds: number): boolean {
  const d = s.d;
  const r = s.due[0]!;
  if (d.openBanks[r]! > 0) {
    if (s.activeOfRank[r]! > 0 || (s.halfBank >= 0 && d.rankOf[s.halfBank] === r)) return false;
    const at = rankEarliest(d, r, EARLIEST.allPrecharge);
    if (at > t) {
      if (at < s.soonest) s.soonest = at;
      return false;
    }
    issuePrechargeAll(d, r, t);
    const end = (r + 1) * d.banksPerRank;
    for (let b = r * d.banksPerRank; b < end; b++) {
      dropHits(s, b);
      reviewRow(s, b);
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
  let slot = s.activeCount > 0 && s.activeSoonest <= t ? oldestActive(s, t) : -1;
  const active = slot >= 0;
  if (!active && s.dueCount > 0) {
    if (s.activeCount > 0 && s.activeSoonest < s.soonest) s.soonest = s.activeSoonest;
    if (tryRefresh(s, t, ROW)) return true;
  } else if (!active) {
    reviewMode(s);
    slot = oldestReady(s, t, COLUMN | ROW, s.halfBank < 0);
  }
  if (slot < 0) return s.halfBank >= 0 && finishHalf(s, t);
  const column = active || d.openRow[s.pool.bank[slot]!] === s.pool.row[slot];
  if (column && s.wckPostamble >= 0 && t >= s.wckExpiry) {
    if (s.halfBank >= 0 && s.halfDeadline <= t + 1) {
      if (active) s.activeSoonest = t;
      return finishHalf(s, t);
    }
    s.casSlot = slot;
    s.casActive = active;
    return true;
  }
  if (active) issueActive(s, slot, t);
  else issueFor(s, slot, t);
  return true;
}
