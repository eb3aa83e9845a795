/**
 * Requests inside a controller, as columns of typed arrays, with a hash over their addresses (merging of equal
 * reads, forwarding of buffered writes). Slots are recycled; nothing is allocated while a simulation runs.
 */
export interface RequestPool {
  readonly address: Float64Array;
  readonly bank: Int32Array;
  readonly row: Int32Array;
  readonly write: Uint8Array;
  readonly arrive: Float64Array;
  readonly id: Float64Array;
  /** Doubly linked list that the owner threads through the slots. */
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Reads merged into this one: head of a list in `mergedNext`, or -1. */
  readonly merged: Int32Array;
  readonly chain: Int32Array;
  readonly bucket: Int32Array;
  readonly used: Uint8Array;
  readonly free: Int32Array;
  freeTop: number;
  mergedId: Float64Array;
  mergedArrive: Float64Array;
  mergedNext: Int32Array;
  mergedFree: number;
}

export function createPool(slots: number): RequestPool {
  let buckets = 64;
  while (buckets < slots * 4) buckets *= 2;
  const free = new Int32Array(slots);
  for (let i = 0; i < slots; i++) free[i] = slots - 1 - i;
  const mergedNext = new Int32Array(64);
  for (let i = 0; i < 64; i++) mergedNext[i] = i === 63 ? -1 : i + 1;
  return {
    address: new Float64Array(slots),
    bank: new Int32Array(slots),
    row: new Int32Array(slots),
    write: new Uint8Array(slots),
    arrive: new Float64Array(slots),
    id: new Float64Array(slots),
    next: new Int32Array(slots).fill(-1),
    prev: new Int32Array(slots).fill(-1),
    merged: new Int32Array(slots).fill(-1),
    chain: new Int32Array(slots).fill(-1),
    bucket: new Int32Array(buckets).fill(-1),
    used: new Uint8Array(slots),
    free,
    freeTop: slots,
    mergedId: new Float64Array(64),
    mergedArrive: new Float64Array(64),
    mergedNext,
    mergedFree: 0,
  };
}

export function takeSlot(p: RequestPool): number {
  const s = p.free[--p.freeTop]!;
  p.used[s] = 1;
  return s;
}

export function freeSlot(p: RequestPool, s: number): void {
  p.used[s] = 0;
  p.free[p.freeTop++] = s;
}

/** Empties the pool. */
export function clearPool(p: RequestPool): void {
  p.bucket.fill(-1);
  p.used.fill(0);
  p.freeTop = p.free.length;
  for (let i = 0; i < p.free.length; i++) p.free[i] = p.free.length - 1 - i;
}

const bucketOf = (p: RequestPool, address: number): number => {
  const low = address >>> 0;
  return (low ^ (low >>> 9) ^ (low >>> 17)) & (p.bucket.length - 1);
};

/** The pending request of that address and kind, or -1. */
export function findPending(p: RequestPool, address: number, write: number): number {
  for (let s = p.bucket[bucketOf(p, address)]!; s >= 0; s = p.chain[s]!)
    if (p.address[s] === address && p.write[s] === write) return s;
  return -1;
}

export function hashIn(p: RequestPool, s: number): void {
  const h = bucketOf(p, p.address[s]!);
  p.chain[s] = p.bucket[h]!;
  p.bucket[h] = s;
}

export function hashOut(p: RequestPool, s: number): void {
  const h = bucketOf(p, p.address[s]!);
  let at = p.bucket[h]!;
  if (at === s) {
    p.bucket[h] = p.chain[s]!;
    return;
  }
  while (p.chain[at] !== s) at = p.chain[at]!;
  p.chain[at] = p.chain[s]!;
}

/** Attaches a read to a pending read of the same address. */
export function mergeInto(p: RequestPool, s: number, id: number, arrive: number): void {
  if (p.mergedFree < 0) growMerged(p);
  const m = p.mergedFree;
  p.mergedFree = p.mergedNext[m]!;
  p.mergedId[m] = id;
  p.mergedArrive[m] = arrive;
  p.mergedNext[m] = p.merged[s]!;
  p.merged[s] = m;
}

function growMerged(p: RequestPool): void {
  const size = p.mergedNext.length;
  const grown = <T extends Float64Array | Int32Array>(to: T, from: T): T => {
    to.set(from);
    return to;
  };
  p.mergedId = grown(new Float64Array(size * 2), p.mergedId);
  p.mergedArrive = grown(new Float64Array(size * 2), p.mergedArrive);
  p.mergedNext = grown(new Int32Array(size * 2), p.mergedNext);
  for (let i = size; i < size * 2; i++) p.mergedNext[i] = i + 1 === size * 2 ? -1 : i + 1;
  p.mergedFree = size;
}
