import type { Device } from './deviceState.ts';
import { hashIn, type RequestPool, takeSlot } from './requestPool.ts';
import type { Returns } from './returns.ts';

/**
 * Writes the state of a machine as numbers relative to a base (clock, address, request number, row), or restores it
 * at another base. Two states with equal numbers behave equally from there on, shifted by the difference of the
 * bases: that is what lets a stream skip what it has already simulated. One walk serves both directions.
 */
export interface Codec {
  values: number[];
  at: number;
  readonly restoring: boolean;
  readonly clock: number;
  readonly address: number;
  readonly id: number;
  readonly row: number;
  /** Rows wrap at this count; Infinity under XOR mappings. */
  readonly rows: number;
}

/** A plain number. */
export function plain(c: Codec, x: number): number {
  if (c.restoring) return c.values[c.at++]!;
  c.values.push(x);
  return x;
}

/** A clock; what lies `past` clocks or more before the base no longer matters. */
export function clock(c: Codec, x: number, past: number): number {
  if (c.restoring) return c.values[c.at++]! + c.clock;
  const relative = x - c.clock;
  c.values.push(Math.max(relative, -past));
  return x;
}

/** The last answer: kept only while it lies ahead; one in the past stays what it is. */
export function answerAhead(c: Codec, last: number): number {
  if (!c.restoring) {
    c.values.push(last > c.clock ? last - c.clock : -1);
    return last;
  }
  const ahead = c.values[c.at++]!;
  return ahead < 0 ? last : c.clock + ahead;
}

function clocks(c: Codec, list: Float64Array, past: number): void {
  for (let i = 0; i < list.length; i++) list[i] = clock(c, list[i]!, past);
}

/** Streaks of `streakCap` column commands and more are all the same. */
export function walkDevice(c: Codec, d: Device, streakCap: number): void {
  clocks(c, d.clocks, 0);
  d.rowBus = clock(c, d.rowBus, 0);
  d.columnBus = clock(c, d.columnBus, 0);
  for (let r = 0; r < d.ranks; r++) {
    window(c, d.window4, r * 4, 4, d.windowAt[r]!, d.iv.faw);
    if (d.iv.aw32 > 0) window(c, d.window32, r * 32, 32, d.windowAt[r]!, d.iv.aw32);
    if (c.restoring) d.windowAt[r] = 0;
    d.openBanks[r] = plain(c, d.openBanks[r]!);
  }
  for (let b = 0; b < d.banks; b++) {
    d.streak[b] = plain(c, Math.min(d.streak[b]!, streakCap));
    d.openRow[b] = row(c, d.openRow[b]!);
  }
}

/** A ring of activate clocks, oldest first. */
function window(
  c: Codec,
  ring: Float64Array,
  base: number,
  size: number,
  next: number,
  length: number,
): void {
  for (let k = 0; k < size; k++) {
    const i = c.restoring ? base + k : base + ((next + k) & (size - 1));
    ring[i] = clock(c, ring[i]!, length);
  }
}

/** Keeps relative rows apart from the bank states below zero. */
const rowOffset = 1073741824;

function row(c: Codec, x: number): number {
  const wraps = c.rows < Number.POSITIVE_INFINITY;
  if (c.restoring) {
    const value = c.values[c.at++]!;
    if (value < 0) return value;
    return wraps ? (value + c.row) % c.rows : value - rowOffset + c.row;
  }
  if (x < 0) c.values.push(x);
  else c.values.push(wraps ? (((x - c.row) % c.rows) + c.rows) % c.rows : x - c.row + rowOffset);
  return x;
}

function shifted(c: Codec, x: number, base: number): number {
  if (c.restoring) return c.values[c.at++]! + base;
  c.values.push(x - base);
  return x;
}

/** One request: address, order, age and row. */
function request(c: Codec, p: RequestPool, s: number, bank: number, write: number): void {
  p.address[s] = shifted(c, p.address[s]!, c.address);
  p.id[s] = shifted(c, p.id[s]!, c.id);
  p.arrive[s] = shifted(c, p.arrive[s]!, c.clock);
  p.row[s] = row(c, p.row[s]!);
  p.bank[s] = bank;
  p.write[s] = write;
}

/** Linked lists of waiting requests, one for each (kind, bank). `hashed`: which kinds the address hash holds. */
export function walkLists(
  c: Codec,
  p: RequestPool,
  head: Int32Array,
  tail: Int32Array,
  banks: number,
  hashReads: boolean,
): void {
  for (let list = 0; list < head.length; list++) {
    const write = list < banks ? 0 : 1;
    let count = 0;
    if (!c.restoring) for (let s = head[list]!; s >= 0; s = p.next[s]!) count++;
    count = plain(c, count);
    let s = c.restoring ? -1 : head[list]!;
    if (c.restoring) {
      head[list] = -1;
      tail[list] = -1;
    }
    for (let k = 0; k < count; k++) {
      if (c.restoring) {
        const slot = takeSlot(p);
        p.merged[slot] = -1;
        request(c, p, slot, list - write * banks, write);
        p.next[slot] = -1;
        p.prev[slot] = tail[list]!;
        if (tail[list]! >= 0) p.next[tail[list]!] = slot;
        else head[list] = slot;
        tail[list] = slot;
        if (write === 1 || hashReads) hashIn(p, slot);
      } else {
        request(c, p, s, list - write * banks, write);
        s = p.next[s]!;
      }
    }
  }
}

/** One request outside the lists, or -1; returns its slot. */
export function walkRequest(c: Codec, p: RequestPool, slot: number, hashed: boolean): number {
  const bank = plain(c, slot < 0 ? -1 : p.bank[slot]!);
  if (bank < 0) return -1;
  const s = c.restoring ? takeSlot(p) : slot;
  if (c.restoring) p.merged[s] = -1;
  const write = plain(c, p.write[s]!);
  request(c, p, s, bank, write);
  if (c.restoring && hashed) hashIn(p, s);
  return s;
}

/** A request named by its place in the lists, or -1: which list, and how many are before it. */
export function walkPlace(c: Codec, p: RequestPool, head: Int32Array, banks: number, slot: number): number {
  const list = plain(c, slot < 0 ? -1 : p.write[slot]! * banks + p.bank[slot]!);
  if (list < 0) return -1;
  let before = 0;
  if (!c.restoring) for (let s = head[list]!; s !== slot; s = p.next[s]!) before++;
  before = plain(c, before);
  let found = head[list]!;
  for (let k = 0; k < before; k++) found = p.next[found]!;
  return found;
}

/** Counters of a channel that grow by the same amount whenever the same stretch is passed. */
export function counters(d: Device, r: Returns): number[] {
  return [d.activates, d.precharges, d.refreshes, d.columns, r.count, r.latencySum, r.hits, r.classified];
}

export function addCounters(d: Device, r: Returns, n: readonly number[]): void {
  d.activates += n[0]!;
  d.precharges += n[1]!;
  d.refreshes += n[2]!;
  d.columns += n[3]!;
  r.count += n[4]!;
  r.latencySum += n[5]!;
  r.hits += n[6]!;
  r.classified += n[7]!;
}
