import { earliestActivate, earliestPrecharge, earliestRead, earliestWrite } from './device.ts';
import { createDevice, type Device } from './deviceState.ts';
import type { DramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';
import { createHitOrder, enterHit, type HitOrder } from './hitOrder.ts';
import { append, chainOf } from './oldestReadyLists.ts';
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
  readonly hits: HitOrder;
  /** Bit set over banks that have a candidate row command in the buffer served. */
  readonly rowSet: Int32Array;
  /** Lower bounds: of a bank's row command, and of any column or row command for the buffer served. */
  readonly nextRow: Float64Array;
  columnSoonest: number;
  rowSoonest: number;
  /** Lower bound of the active requests' column commands. */
  activeSoonest: number;
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
  /** Scratch: lower bound of what a refresh waits for. */
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
    low: Math.ceil(c.drain_low * c.write_queue),
    high: Math.floor(c.drain_high * c.write_queue),
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
    hits: createHitOrder(d.banks, d.stacks),
    rowSet: new Int32Array((d.banks + 31) >>> 5),
    nextRow: new Float64Array(d.banks),
    columnSoonest: 0,
    rowSoonest: 0,
    activeSoonest: 0,
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
  if (s.writes > 0 && forwarded(s, id, address, write)) return true;
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
  const last = append(s, list, slot);
  const hit = s.hits.slot[list]! < 0 && s.d.openRow[bank] === row;
  if (hit) enterHit(s.hits, chainOf(s.d, write, bank), list, slot, p.id);
  // Behind others of its bank, a request that is not the first hit changes nothing.
  if (s.mode === write && (hit || last < 0)) reviewBank(s, bank, hit, now);
  if (modeTurns(s)) s.wake = s.clk;
  return true;
}

/** A buffered write of the same address answers a read, or absorbs a write; neither takes an entry. */
function forwarded(s: OldestReady, id: number, address: number, write: number): boolean {
  if (findPending(s.pool, address, 1) < 0) return false;
  const now = s.clk - 1;
  if (write === 0) answerInOrder(s, id, now, now + 1);
  return true;
}

/** After boundary `now` brought a bank its first request or first hit. */
function reviewBank(s: OldestReady, bank: number, hit: boolean, now: number): void {
  if (hit) reviewColumn(s, bank);
  reviewRow(s, bank);
  const at = nextEvent(s, now);
  if (at < s.wake) s.wake = at;
}

/**
 * Would a review change the buffer served? Write mode starts above the high watermark or without reads; it ends below
 * the low one when a read waits.
 */
export function modeTurns(s: OldestReady): boolean {
  return s.mode === 0 ? s.writes > s.high || s.reads === 0 : s.writes < s.low && s.reads !== 0;
}

/** Lower bound, after clock `t`, of the next column or row command. */
export function nextEvent(s: OldestReady, t: number): number {
  const { rowBus, columnBus } = s.d;
  let column = s.columnSoonest;
  if (s.activeCount > 0 && s.activeSoonest < column) column = s.activeSoonest;
  if (columnBus > column) column = columnBus;
  if (column <= t) column = t + 1;
  // Column commands go out in the first half of a clock.
  if (s.halfClocks && (column & 1) === 0) column++;
  let row = s.rowSoonest;
  if (rowBus > row) row = rowBus;
  if (row <= t) row = t + 1;
  return Math.min(row, column);
}

/** Lowers the bound of column commands to that of a bank's oldest hit. */
export function reviewColumn(s: OldestReady, bank: number): void {
  if (s.hits.slot[s.mode * s.d.banks + bank]! < 0) return;
  const at = s.mode === 0 ? earliestRead(s.d, bank) : earliestWrite(s.d, bank);
  if (at < s.columnSoonest) s.columnSoonest = at;
}

/** Finds out anew whether a bank could give a row command to the buffer served. */
export function reviewRow(s: OldestReady, bank: number): void {
  const d = s.d;
  const list = s.mode * d.banks + bank;
  const first = s.head[list]!;
  const bit = 1 << bank;
  if (first >= 0) {
    const row = d.openRow[bank]!;
    let at = Number.POSITIVE_INFINITY;
    if (row === -1) at = earliestActivate(d, bank);
    else if (row >= 0 && s.active[bank]! < 0) {
      // A conflict closes the row only if it is older than every hit and no active request needs the row.
      const hit = s.hits.slot[list]!;
      if (hit < 0 || (hit !== first && s.pool.arrive[hit]! > s.pool.arrive[first]!))
        at = earliestPrecharge(d, bank);
    }
    if (at < Number.POSITIVE_INFINITY) {
      s.rowSet[bank >>> 5]! |= bit;
      s.nextRow[bank] = at;
      if (at < s.rowSoonest) s.rowSoonest = at;
      return;
    }
  }
  s.rowSet[bank >>> 5]! &= ~bit;
}

/** Reviews everything, after another buffer is served or a state was restored. */
export function reviewAll(s: OldestReady): void {
  s.columnSoonest = 0;
  s.activeSoonest = 0;
  s.rowSoonest = 0;
  for (let b = 0; b < s.d.banks; b++) reviewRow(s, b);
}
