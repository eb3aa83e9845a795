import { earliestActivate, earliestPrecharge } from './device.ts';
import { BANK_CLOCKS, EARLIEST, STACK_CLOCKS } from './deviceState.ts';
import { modeTurns, type OldestReady, reviewAll } from './oldestReadyState.ts';

/** Which commands a selection may take, as bits. */
export const COLUMN = 1;
export const ROW = 2;
export const PRECHARGE_ONLY = 4;

/** Chooses the buffer to serve. */
export function reviewMode(s: OldestReady): void {
  if (!modeTurns(s)) return;
  s.mode = 1 - s.mode;
  reviewAll(s);
}

/**
 * The oldest active request whose column command is legal now, or -1; their lower bound becomes that of the others.
 * Banks stand in the order of their activates: of one kind, none is ready behind a bank that waits for its activate.
 */
export function oldestActive(s: OldestReady, t: number): number {
  const { d, pool, active, activeBanks, activeCount } = s;
  const { clocks, groupBaseOf, stackBaseOf } = d;
  const { id, write } = pool;
  const reads = s.readsInside - s.reads;
  const alike = s.halfBank < 0 && (reads === 0 || reads === activeCount);
  let best = -1;
  let soonest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < activeCount; i++) {
    const b = activeBanks[i]!;
    const slot = active[b]!;
    const command = write[slot] === 0 ? EARLIEST.read : EARLIEST.write;
    let at = clocks[b * BANK_CLOCKS + command]!;
    if (alike && at > t) {
      if (at < soonest) soonest = at;
      break;
    }
    const group = clocks[groupBaseOf[b]! + command]!;
    if (group > at) at = group;
    const bus = clocks[stackBaseOf[b]! + command]!;
    if (bus > at) at = bus;
    if (at > t) {
      if (at < soonest) soonest = at;
    } else if (best < 0) best = slot;
    else {
      soonest = t;
      if (id[slot]! < id[best]!) best = slot;
    }
  }
  s.activeSoonest = soonest;
  return best;
}

/** The oldest request of the served buffer whose next command is legal now, or -1; lower bounds are raised. */
export function oldestReady(s: OldestReady, t: number, kinds: number, activates: boolean): number {
  let best = -1;
  if ((kinds & COLUMN) !== 0 && s.columnSoonest <= t) best = oldestColumn(s, t);
  if ((kinds & (ROW | PRECHARGE_ONLY)) !== 0 && s.rowSoonest <= t)
    best = oldestRow(s, t, best, activates && (kinds & PRECHARGE_ONLY) === 0);
  return best;
}

/** The oldest request of the served buffer whose column command is legal now, or -1. */
export function oldestColumn(s: OldestReady, t: number): number {
  const { d, mode } = s;
  const { slot, next, first } = s.hits;
  const { clocks, groupBaseOf, stackBase, stacks } = d;
  const { id } = s.pool;
  const offset = mode * d.banks;
  const command = mode === 0 ? EARLIEST.read : EARLIEST.write;
  let best = -1;
  let soonest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < stacks; k++) {
    let list = first[mode * stacks + k]!;
    if (list < 0) continue;
    const bus = clocks[stackBase + k * STACK_CLOCKS + command]!;
    if (bus > t) {
      if (bus < soonest) soonest = bus;
      continue;
    }
    for (; list >= 0; list = next[list]!) {
      const b = list - offset;
      let at = clocks[groupBaseOf[b]! + command]!;
      const bank = clocks[b * BANK_CLOCKS + command]!;
      if (bank > at) at = bank;
      if (at <= t) {
        const hit = slot[list]!;
        if (best < 0 || id[hit]! < id[best]!) best = hit;
        soonest = t;
        break;
      }
      if (at < soonest) soonest = at;
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
        at = d.clocks[d.rankBaseOf[b]! + (closed ? EARLIEST.activate : EARLIEST.precharge)]!;
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
