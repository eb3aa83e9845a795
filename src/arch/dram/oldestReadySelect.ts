import { earliestActivate, earliestPrecharge, earliestRead, earliestWrite } from './device.ts';
import { type OldestReady, reviewAll } from './oldestReadyState.ts';

/** Which commands a selection may take, as bits. */
export const COLUMN = 1;
export const ROW = 2;
export const PRECHARGE_ONLY = 4;

/** Write mode starts above the high watermark or without reads; ends below the low one when a read waits. */
export function reviewMode(s: OldestReady): void {
  const before = s.mode;
  if (before === 0) {
    if (s.writes > s.high || s.reads === 0) s.mode = 1;
  } else if (s.writes < s.low && s.reads !== 0) s.mode = 0;
  if (s.mode !== before) reviewAll(s);
}

/** The oldest active request whose column command is legal now, or -1. */
export function oldestActive(s: OldestReady, t: number): number {
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

/** The oldest request of the served buffer whose next command is legal now, or -1; lower bounds are raised. */
export function oldestReady(s: OldestReady, t: number, kinds: number, activates: boolean): number {
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
  const { rankOf, groupOf } = d;
  const id = s.pool.id;
  const offset = s.mode * d.banks;
  const reads = s.mode === 0;
  const bankAt = reads ? d.bankRd : d.bankWr;
  const groupAt = reads ? d.groupRd : d.groupWr;
  const rankAt = reads ? d.rankRd : d.rankWr;
  let best = -1;
  let soonest = Number.POSITIVE_INFINITY;
  for (let w = 0; w < columnSet.length; w++) {
    let bits = columnSet[w]!;
    while (bits !== 0) {
      const low = bits & -bits;
      bits ^= low;
      const b = (w << 5) + 31 - Math.clz32(low);
      let at = rankAt[rankOf[b]!]!;
      if (at <= t) {
        const group = groupAt[groupOf[b]!]!;
        if (group > at) at = group;
        const bank = bankAt[b]!;
        if (bank > at) at = bank;
      }
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
        // The rank's own limit is shared by many banks: ask it first.
        at = closed ? d.rankAct[d.rankOf[b]!]! : d.rankPre[d.rankOf[b]!]!;
        if (at <= t) at = closed ? earliestActivate(d, b) : earliestPrecharge(d, b);
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
