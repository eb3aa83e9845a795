import type { Device } from './deviceState.ts';
import { enterHit, replaceHit } from './hitOrder.ts';
import type { OldestReady } from './oldestReadyState.ts';

/** Puts a slot at the end of its list; returns the one before it, or -1. */
export function append(s: OldestReady, list: number, slot: number): number {
  const { next, prev } = s.pool;
  const last = s.tail[list]!;
  next[slot] = -1;
  prev[slot] = last;
  s.tail[list] = slot;
  if (last >= 0) next[last] = slot;
  else s.head[list] = slot;
  return last;
}

/** Takes a request that is no hit out of its list. */
export function unlink(s: OldestReady, list: number, slot: number): number {
  const { next, prev } = s.pool;
  const before = prev[slot]!;
  const after = next[slot]!;
  if (before >= 0) next[before] = after;
  else s.head[list] = after;
  if (after >= 0) prev[after] = before;
  else s.tail[list] = before;
  return after;
}

/** Takes the oldest hit out of its list; the next one of the row, if any, is in its place. */
export function unlinkHit(s: OldestReady, list: number, slot: number): void {
  const { row, next, id } = s.pool;
  const open = row[slot]!;
  let at = unlink(s, list, slot);
  while (at >= 0 && row[at] !== open) at = next[at]!;
  const follower = s.hits.next[list]!;
  if (at >= 0 && (follower < 0 || id[s.hits.slot[follower]!]! > id[at]!)) s.hits.slot[list] = at;
  else replaceHit(s.hits, chainOf(s.d, s.pool.write[slot]!, s.pool.bank[slot]!), list, at, id);
}

/** Finds the oldest hits of a bank whose row has just opened. */
export function findHits(s: OldestReady, bank: number): void {
  const p = s.pool;
  const row = s.d.openRow[bank]!;
  for (let kind = 0; kind < 2; kind++) {
    const list = kind * s.d.banks + bank;
    let at = s.head[list]!;
    while (at >= 0 && p.row[at] !== row) at = p.next[at]!;
    if (at >= 0) enterHit(s.hits, chainOf(s.d, kind, bank), list, at, p.id);
  }
}

export function dropHits(s: OldestReady, bank: number): void {
  for (let kind = 0; kind < 2; kind++) {
    const list = kind * s.d.banks + bank;
    if (s.hits.slot[list]! >= 0) replaceHit(s.hits, chainOf(s.d, kind, bank), list, -1, s.pool.id);
  }
}

/** Chain of a kind and a bank in the order of hits. */
export const chainOf = (d: Device, kind: number, bank: number): number => kind * d.stacks + d.stackOf[bank]!;
