import { invariant } from '../../core/invariant.ts';
import { type AddressMapping, addressMapping, type Location, locate } from './addressMapping.ts';
import { advanceBankQueues } from './bankQueueController.ts';
import { type BankQueues, createBankQueues, offerToBankQueues } from './bankQueueState.ts';
import type { Device } from './deviceState.ts';
import { dramIntervals } from './dramIntervals.ts';
import type { DramParams } from './dramParams.ts';
import { advanceOldestReady } from './oldestReadyController.ts';
import { createOldestReady, type OldestReady, offerToOldestReady } from './oldestReadyState.ts';
import type { Returns } from './returns.ts';

/**
 * Channels of one memory, each an independent machine that is simulated only as far as somebody needs to know.
 * Time is a boundary T between memory clocks: T clocks have passed. One of the two lists is empty.
 */
export interface MemorySystem {
  readonly params: DramParams;
  readonly mapping: AddressMapping;
  readonly bankQueues: readonly BankQueues[];
  readonly oldestReady: readonly OldestReady[];
  readonly channels: number;
  readonly at: Location;
  /** Boundary of the source: requests are offered here. */
  now: number;
  nextId: number;
}

export function createMemorySystem(p: DramParams): MemorySystem {
  const iv = dramIntervals(p);
  const queues = p.controller.scheduler === 'bank-queues';
  const n = p.organization.channels;
  const mapping = addressMapping(p);
  return {
    params: p,
    mapping,
    bankQueues: queues ? Array.from({ length: n }, () => createBankQueues(p, iv, mapping.capacity)) : [],
    oldestReady: queues ? [] : Array.from({ length: n }, () => createOldestReady(p, iv)),
    channels: n,
    at: { channel: 0, bank: 0, row: 0 },
    now: 1,
    nextId: 0,
  };
}

export function returnsOf(m: MemorySystem, channel: number): Returns {
  return m.bankQueues.length > 0 ? m.bankQueues[channel]!.returns : m.oldestReady[channel]!.returns;
}

/** Number of the oldest read that waits in a channel, or Infinity. */
export function oldestRead(m: MemorySystem, channel: number): number {
  const p = m.bankQueues.length > 0 ? m.bankQueues[channel]!.pool : m.oldestReady[channel]!.pool;
  let oldest = Number.POSITIVE_INFINITY;
  for (let s = 0; s < p.id.length; s++)
    if (p.used[s] === 1 && p.write[s] === 0 && p.id[s]! < oldest) oldest = p.id[s]!;
  return oldest;
}

export function deviceOf(m: MemorySystem, channel: number): Device {
  return m.bankQueues.length > 0 ? m.bankQueues[channel]!.d : m.oldestReady[channel]!.d;
}

/** Simulates a channel up to a boundary, or only until it can take a read (1), a write (2) or has no read inside (3). */
export function advance(m: MemorySystem, channel: number, limit: number, want: number): void {
  if (m.bankQueues.length > 0) advanceBankQueues(m.bankQueues[channel]!, limit, want);
  else advanceOldestReady(m.oldestReady[channel]!, limit, want);
}

/** Boundary up to which a channel has been simulated. */
export function boundaryOf(m: MemorySystem, channel: number): number {
  return m.bankQueues.length > 0 ? m.bankQueues[channel]!.clk : m.oldestReady[channel]!.clk - 1;
}

export function readsInside(m: MemorySystem, channel: number): number {
  return m.bankQueues.length > 0 ? m.bankQueues[channel]!.readsInside : m.oldestReady[channel]!.readsInside;
}

/**
 * Offers one request (address in requests) at `m.now`; when its queue is full the source waits, so that `m.now`
 * becomes the boundary of acceptance. Returns the request's number.
 */
export function offer(m: MemorySystem, address: number, write: number): number {
  for (;;) {
    const id = offerBefore(m, address, write, Number.POSITIVE_INFINITY);
    if (id >= 0) return id;
  }
}

/**
 * The same, but gives up at boundary `limit`: -1, and `m.now` is where the source tries again, `limit` at most.
 */
export function offerBefore(m: MemorySystem, address: number, write: number, limit: number): number {
  locate(m.mapping, address, m.at);
  const { channel } = m.at;
  const taken =
    m.bankQueues.length > 0
      ? queueBefore(m, m.bankQueues[channel]!, address, write, limit)
      : bufferBefore(m, m.oldestReady[channel]!, address, write, limit);
  return taken ? m.nextId++ : -1;
}

function queueBefore(m: MemorySystem, s: BankQueues, address: number, write: number, limit: number): boolean {
  const { bank, row } = m.at;
  if (s.clk < m.now) advanceBankQueues(s, m.now, 0);
  while (!offerToBankQueues(s, m.nextId, address, write, bank, row)) {
    if (m.now >= limit) return false;
    advanceBankQueues(s, limit, write === 0 ? 1 : 2);
    moveTo(m, s.clk);
  }
  return true;
}

function bufferBefore(
  m: MemorySystem,
  s: OldestReady,
  address: number,
  write: number,
  limit: number,
): boolean {
  const { bank, row } = m.at;
  if (s.clk <= m.now) advanceOldestReady(s, m.now, 0);
  while (!offerToOldestReady(s, m.nextId, address, write, bank, row)) {
    if (m.now >= limit) return false;
    advanceOldestReady(s, limit, write === 0 ? 1 : 2);
    moveTo(m, s.clk - 1);
  }
  return true;
}

/** The source has waited for a full queue. */
function moveTo(m: MemorySystem, boundary: number): void {
  if (boundary <= m.now) invariant(false, 'a full DRAM queue drains', { boundary });
  m.now = boundary;
}

/** Lets every channel answer its reads; returns the boundary at which the source sees the last of them. */
export function drainReads(m: MemorySystem): number {
  let last = 0;
  for (let c = 0; c < m.channels; c++) {
    if (readsInside(m, c) > 0) advance(m, c, Number.POSITIVE_INFINITY, 3);
    const at = returnsOf(m, c).last;
    if (at > last) last = at;
  }
  return last;
}
