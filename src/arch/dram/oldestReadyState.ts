import { createDevice, type Device } from './device.ts';
import type { DramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';
import { createPool, findPending, hashIn, type RequestPool, takeSlot } from './requestPool.ts';
import { answer, createReturns, type Returns } from './returns.ts';

/**
 * Scheduler `oldest-ready` (policies of Ramulator 2.1, FRFCFS with protected row hits): one read and one write
 * buffer. A request that opened its row moves to the active set, which has priority, keeps its row open and frees the
 * buffer entry. Requests wait in one list per (buffer, bank), oldest first; index: write × banks + bank.
 * `clk` is the next clock to simulate, starting at 1; a request accepted at boundary T is seen by clock T + 1.
 */
export interface OldestReady {
  readonly d: Device;
  readonly pool: RequestPool;
  readonly returns: Returns;
  readonly classified: Uint8Array;
  readonly split: boolean;
  readonly halfClocks: boolean;
  readonly readCapacity: number;
  readonly writeCapacity: number;
  readonly low: number;
  readonly high: number;
  readonly trefi: number;
  readonly activateHalf: number;
  readonly wckPostamble: number;
  readonly cl: number;
  readonly cwl: number;
  readonly burst: number;
  clk: number;
  wake: number;
  reads: number;
  writes: number;
  /** 1: the write buffer is being served. */
  mode: number;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** Oldest request of the list that hits the open row, or -1. */
  readonly hit: Int32Array;
  /** Bit sets over banks that have a candidate column or row command in the buffer served. */
  readonly columnSet: Int32Array;
  readonly rowSet: Int32Array;
  /** Lower bounds: of a bank's row command, and of any column or row command. */
  readonly nextRow: Float64Array;
  columnSoonest: number;
  rowSoonest: number;
  /** Active request of a bank, or -1; and the banks that have one, in order of activation. */
  readonly active: Int32Array;
  readonly activeBanks: Int32Array;
  activeCount: number;
  readonly activeOfRank: Int32Array;
  nextRefresh: number;
  readonly due: Int32Array;
  dueCount: number;
  /** Half-activated bank or -1, its slot and the last clock for the second half. */
  halfBank: number;
  halfSlot: number;
  halfDeadline: number;
  /** Column command that waits one clock for its CAS: slot or -1, and whether it is the active one. */
  casSlot: number;
  casActive: boolean;
  wckExpiry: number;
  readsInside: number;
  lastVisible: number;
  /** Scratch of the selection: lower bound of what was not ready, row or column. */
  soonest: number;
}

export function createOldestReady(p: DramParams, iv: DramIntervals): OldestReady {
  const d = createDevice(p, iv);
  const c = p.controller;
  const slots = c.read_queue + c.write_queue + d.banks + 2;
  return {
    d,
    pool: createPool(slots),
    returns: createReturns(),
    classified: new Uint8Array(slots),
    split: c.command_bus === 'split',
    halfClocks: c.ticks_per_clock === 2,
    readCapacity: c.read_queue,
    writeCapacity: c.write_queue,
    low: c.drain_low * c.write_queue,
    high: c.drain_high * c.write_queue,
    trefi: p.timing.trefi,
    activateHalf: c.split_activate,
    wckPostamble: c.wck_postamble,
    cl: p.timing.cl,
    cwl: p.timing.cwl,
    burst: p.timing.burst,
    clk: 1,
    wake: 1,
    reads: 0,
    writes: 0,
    mode: 0,
    head: new Int32Array(2 * d.banks).fill(-1),
    tail: new Int32Array(2 * d.banks).fill(-1),
    hit: new Int32Array(2 * d.banks).fill(-1),
    columnSet: new Int32Array((d.banks + 31) >>> 5),
    rowSet: new Int32Array((d.banks + 31) >>> 5),
    nextRow: new Float64Array(d.banks),
    columnSoonest: 0,
    rowSoonest: 0,
    active: new Int32Array(d.banks).fill(-1),
    activeBanks: new Int32Array(d.banks),
    activeCount: 0,
    activeOfRank: new Int32Array(d.ranks),
    nextRefresh: p.timing.trefi,
    due: new Int32Array(64 * d.ranks),
    dueCount: 0,
    halfBank: -1,
    halfSlot: -1,
    halfDeadline: 0,
    casSlot: -1,
    casActive: false,
    wckExpiry: 0,
    readsInside: 0,
    lastVisible: 0,
    soonest: 0,
  };
}

/** Reads return in the order in which they were served, forwarded ones included. */
export function answerInOrder(s: OldestReady, id: number, arrive: number, visible: number): void {
  if (visible > s.lastVisible) s.lastVisible = visible;
  answer(s.returns, id, arrive, s.lastVisible);
}

/** Offers a request at boundary `s.clk - 1`; false when its buffer is full. */
export function offerToOldestReady(
  s: OldestReady,
  id: number,
  address: number,
  write: number,
  bank: number,
  row: number,
): boolean {
  const p = s.pool;
  const now = s.clk - 1;
  if (findPending(p, address, 1) >= 0) {
    // A buffered write of the same address answers the read, or absorbs the write; neither takes an entry.
    if (write === 0) answerInOrder(s, id, now, now + 1);
    return true;
  }
  if (write === 0 ? s.reads >= s.readCapacity : s.writes >= s.writeCapacity) return false;
  const slot = takeSlot(p);
  p.address[slot] = address;
  p.bank[slot] = bank;
  p.row[slot] = row;
  p.write[slot] = write;
  p.arrive[slot] = now;
  p.id[slot] = id;
  s.classified[slot] = 0;
  if (write === 0) {
    s.reads++;
    s.readsInside++;
  } else {
    s.writes++;
    hashIn(p, slot);
  }
  const list = write * s.d.banks + bank;
  p.next[slot] = -1;
  p.prev[slot] = s.tail[list]!;
  if (s.tail[list]! >= 0) p.next[s.tail[list]!] = slot;
  else s.head[list] = slot;
  s.tail[list] = slot;
  if (s.hit[list]! < 0 && s.d.openRow[bank] === row) s.hit[list] = slot;
  if (s.mode === write) review(s, bank);
  if (s.wake > s.clk) s.wake = s.clk;
  return true;
}

/** Finds out anew which commands a bank could give to the buffer served. */
export function review(s: OldestReady, bank: number): void {
  const d = s.d;
  const list = s.mode * d.banks + bank;
  const first = s.head[list]!;
  const hit = s.hit[list]!;
  const word = bank >>> 5;
  const bit = 1 << bank;
  if (hit >= 0) {
    s.columnSet[word]! |= bit;
    s.columnSoonest = 0;
  } else s.columnSet[word]! &= ~bit;
  const row = d.openRow[bank]!;
  const arrive = s.pool.arrive;
  // A conflict closes the row only if it is older than every hit and no active request needs the row.
  const able =
    first >= 0 &&
    (row === -1 ||
      (row >= 0 && hit !== first && s.active[bank]! < 0 && !(hit >= 0 && arrive[hit]! <= arrive[first]!)));
  if (able) {
    s.rowSet[word]! |= bit;
    s.nextRow[bank] = 0;
    s.rowSoonest = 0;
  } else s.rowSet[word]! &= ~bit;
}

export function reviewAll(s: OldestReady): void {
  for (let b = 0; b < s.d.banks; b++) review(s, b);
}

/** Takes a request out of its list, keeping the oldest hit. */
export function unlink(s: OldestReady, slot: number): void {
  const p = s.pool;
  const list = p.write[slot]! * s.d.banks + p.bank[slot]!;
  const before = p.prev[slot]!;
  const after = p.next[slot]!;
  if (before >= 0) p.next[before] = after;
  else s.head[list] = after;
  if (after >= 0) p.prev[after] = before;
  else s.tail[list] = before;
  if (s.hit[list] === slot) {
    const row = s.d.openRow[p.bank[slot]!]!;
    let at = after;
    while (at >= 0 && p.row[at] !== row) at = p.next[at]!;
    s.hit[list] = at;
  }
}

/** Finds the oldest hits of a bank whose row has just opened. */
export function findHits(s: OldestReady, bank: number): void {
  const p = s.pool;
  const row = s.d.openRow[bank]!;
  for (let list = bank; list < 2 * s.d.banks; list += s.d.banks) {
    let at = s.head[list]!;
    while (at >= 0 && p.row[at] !== row) at = p.next[at]!;
    s.hit[list] = at;
  }
}

export function dropHits(s: OldestReady, bank: number): void {
  s.hit[bank] = -1;
  s.hit[s.d.banks + bank] = -1;
}
