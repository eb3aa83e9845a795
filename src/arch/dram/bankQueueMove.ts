import type { BankQueues } from './bankQueueState.ts';
import { earliestRead, earliestWrite } from './device.ts';
import { findPending } from './requestPool.ts';

/** Moves the first request whose command queue has room; true when the next clock may move or drain again. */
export function moveRequest(s: BankQueues, t: number): boolean {
  const p = s.pool;
  if (s.draining === 0 && s.writes > 0) {
    if (s.writes >= s.writeCapacity || (s.writes > s.drainIdle && s.queued === 0)) {
      if (s.heldWrite >= 0 && findPending(p, p.address[s.heldWrite]!, 0) < 0) s.heldWrite = -1;
      if (s.heldWrite < 0) s.draining = s.writes;
    }
  }
  const drain = s.draining > 0;
  const movable = drain ? s.movableWr : s.movableRd;
  const kind = drain ? s.d.banks : 0;
  let slot = -1;
  for (let w = 0; w < movable.length; w++) {
    let bits = movable[w]!;
    while (bits !== 0) {
      const low = bits & -bits;
      bits ^= low;
      const candidate = s.head[kind + (w << 5) + 31 - Math.clz32(low)]!;
      if (slot < 0 || p.id[candidate]! < p.id[slot]!) slot = candidate;
    }
  }
  if (slot < 0) return false;
  if (drain) {
    if (findPending(p, p.address[slot]!, 0) >= 0) {
      s.draining = 0;
      s.heldWrite = slot;
      return true;
    }
    s.draining--;
    s.writes--;
  } else s.reads--;
  const bank = p.bank[slot]!;
  const bit = 1 << bank;
  const word = bank >>> 5;
  const after = p.next[slot]!;
  s.head[kind + bank] = after;
  if (after < 0) {
    s.tail[kind + bank] = -1;
    movable[word]! &= ~bit;
  }
  const length = s.queueLength[bank]!;
  s.queue[bank * s.bankCapacity + length] = slot;
  s.queueLength[bank] = length + 1;
  s.queued++;
  s.busy[word]! |= bit;
  if (length + 1 === s.bankCapacity) {
    s.movableRd[word]! &= ~bit;
    s.movableWr[word]! &= ~bit;
  }
  // Behind others, a request that misses the open row changes nothing, and a hit adds only its own column command.
  const again = drain || s.writes > 0 || anyOf(s.movableRd);
  let at = t + 1;
  if (length > 0) {
    if (s.d.openRow[bank] !== p.row[slot]) return again;
    const legal = drain ? earliestWrite(s.d, bank) : earliestRead(s.d, bank);
    if (legal > at) at = legal;
  }
  if (at < s.nextAt[bank]!) s.nextAt[bank] = at;
  else if (length === 0) s.nextAt[bank] = at;
  if (at < s.soonest) s.soonest = at;
  return again;
}

function anyOf(set: Int32Array): boolean {
  for (let w = 0; w < set.length; w++) if (set[w]! !== 0) return true;
  return false;
}
