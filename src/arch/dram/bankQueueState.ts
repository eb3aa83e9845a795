import { createDevice, type Device } from './deviceState.ts';
import type { DramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';
import { createPool, findPending, hashIn, mergeInto, type RequestPool, takeSlot } from './requestPool.ts';
import { answer, createReturns, type Returns } from './returns.ts';

/**
 * Scheduler `bank-queues` (policies of DRAMsim3): a read queue and a write buffer; one request a clock moves into the
 * command queue of its bank; the command queues are served round robin, each gives its first legal command. `clk` is
 * the next clock to simulate; a request accepted at boundary T (after clock T-1) is seen by clock T.
 */
export interface BankQueues {
  readonly d: Device;
  readonly pool: RequestPool;
  readonly returns: Returns;
  readonly closedPage: boolean;
  readonly paired: boolean;
  readonly readCapacity: number;
  readonly writeCapacity: number;
  readonly bankCapacity: number;
  readonly streakCap: number;
  readonly drainIdle: number;
  readonly refreshInterval: number;
  /** Requests after which addresses wrap onto the same cells. */
  readonly capacity: number;
  clk: number;
  wake: number;
  reads: number;
  writes: number;
  draining: number;
  /** A write that a pending read of its address holds back: no drain until that read is gone. */
  heldWrite: number;
  /** Waiting requests by kind (0 read, 1 write) × bank, oldest first. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** Bit sets over banks: reads and writes that could move, command queues that are not empty. */
  readonly movableRd: Int32Array;
  readonly movableWr: Int32Array;
  readonly busy: Int32Array;
  readonly queueLength: Int32Array;
  readonly queue: Int32Array;
  queued: number;
  /** Lower bound on the clock of a bank's next command. */
  readonly nextAt: Float64Array;
  /** Bit set: until their next command, these open banks can give column commands only. */
  readonly columnsOnly: Int32Array;
  /** Entry that is an open bank's next command, a read, as long as no command to the bank goes out; -1: not known. */
  readonly nextRead: Int32Array;
  turn: number;
  /** No command can go out before. */
  soonest: number;
  nextRefresh: number;
  refreshRank: number;
  /** Ranks that wait for their refresh, oldest first. */
  readonly due: Int32Array;
  dueCount: number;
  /** Rank whose queues stand still for its refresh, or -1. */
  refreshing: number;
  readsInside: number;
  /** Writes in the buffer and in the queues. */
  writesInside: number;
}

export function createBankQueues(p: DramParams, iv: DramIntervals, capacity: number): BankQueues {
  const d = createDevice(p, iv);
  const c = p.controller;
  return {
    d,
    pool: createPool(c.read_queue + c.write_queue + d.banks * c.bank_queue + 1),
    returns: createReturns(),
    closedPage: c.page === 'closed',
    paired: c.command_bus !== 'single',
    readCapacity: c.read_queue,
    writeCapacity: c.write_queue,
    bankCapacity: c.bank_queue,
    streakCap: c.streak_cap,
    drainIdle: c.drain_idle,
    refreshInterval: Math.max(1, Math.floor(p.timing.trefi / p.organization.ranks)),
    capacity,
    clk: 0,
    wake: 0,
    reads: 0,
    writes: 0,
    draining: 0,
    heldWrite: -1,
    head: new Int32Array(2 * d.banks).fill(-1),
    tail: new Int32Array(2 * d.banks).fill(-1),
    movableRd: new Int32Array((d.banks + 31) >>> 5),
    movableWr: new Int32Array((d.banks + 31) >>> 5),
    busy: new Int32Array((d.banks + 31) >>> 5),
    queueLength: new Int32Array(d.banks),
    queue: new Int32Array(d.banks * c.bank_queue),
    queued: 0,
    nextAt: new Float64Array(d.banks).fill(Number.POSITIVE_INFINITY),
    columnsOnly: new Int32Array((d.banks + 31) >>> 5),
    nextRead: new Int32Array(d.banks).fill(-1),
    turn: 0,
    soonest: 0,
    nextRefresh: Math.max(1, Math.floor(p.timing.trefi / p.organization.ranks)),
    refreshRank: 0,
    due: new Int32Array(64),
    dueCount: 0,
    refreshing: -1,
    readsInside: 0,
    writesInside: 0,
  };
}

/** Offers a request at boundary `s.clk`; false when its queue is full. */
export function offerToBankQueues(
  s: BankQueues,
  id: number,
  address: number,
  write: number,
  bank: number,
  row: number,
): boolean {
  const p = s.pool;
  if (write === 0 ? s.reads >= s.readCapacity : s.writes >= s.writeCapacity) return false;
  const now = s.clk;
  if (s.writesInside > 0 && findPending(p, address, 1) >= 0) {
    // The write buffer answers: two clocks later for a read; an equal write is absorbed.
    if (write === 0) answer(s.returns, id, now, now + 2);
    return true;
  }
  if (write === 0) {
    const pendingRead = findPending(p, address, 0);
    if (pendingRead >= 0) {
      mergeInto(p, pendingRead, id, now);
      s.readsInside++;
      return true;
    }
  }
  const slot = takeSlot(p);
  p.address[slot] = address;
  p.bank[slot] = bank;
  p.row[slot] = row;
  p.write[slot] = write;
  p.arrive[slot] = now;
  p.id[slot] = id;
  p.next[slot] = -1;
  p.merged[slot] = -1;
  hashIn(p, slot);
  const list = write * s.d.banks + bank;
  const last = s.tail[list]!;
  if (last >= 0) p.next[last] = slot;
  else {
    s.head[list] = slot;
    if (s.queueLength[bank]! < s.bankCapacity) {
      const movable = write === 0 ? s.movableRd : s.movableWr;
      movable[bank >>> 5]! |= 1 << bank;
      if (s.wake > now) s.wake = now;
    }
  }
  s.tail[list] = slot;
  if (write === 0) {
    s.reads++;
    s.readsInside++;
  } else {
    s.writes++;
    s.writesInside++;
    // A fuller buffer may start a drain.
    if (s.wake > now) s.wake = now;
  }
  return true;
}
