/** Reads that a channel has answered, or will at a known clock. */
export interface Returns {
  /** Request number → boundary at which the source sees its data; null: not kept. */
  completions: Float64Array | null;
  /** Latest boundary so far. */
  last: number;
  count: number;
  latencySum: number;
  /** Of the reads simulated one by one: a stream's skipped ones are not in it. */
  latencyMax: number;
  /** Row hits and the requests they are counted over, by the controller's own definition. */
  hits: number;
  classified: number;
  /** Ascending ring of boundaries not yet taken by the source; filled only while `keep`. */
  ring: Float64Array;
  /** Request numbers beside them. */
  ids: Float64Array;
  head: number;
  tail: number;
  keep: boolean;
  /** Transfers of a port, in order: the last request number of each, and the latest answer so far. */
  ends: Float64Array;
  latest: Float64Array;
  transfers: number;
}

export function createReturns(): Returns {
  return {
    completions: null,
    last: 0,
    count: 0,
    latencySum: 0,
    latencyMax: 0,
    hits: 0,
    classified: 0,
    ring: new Float64Array(64),
    ids: new Float64Array(64),
    head: 0,
    tail: 0,
    keep: false,
    ends: new Float64Array(16),
    latest: new Float64Array(16),
    transfers: 0,
  };
}

/** Read `id`, accepted at boundary `arrive`, is visible to the source from boundary `visible`. */
export function answer(r: Returns, id: number, arrive: number, visible: number): void {
  if (visible > r.last) r.last = visible;
  const latency = visible - arrive - 1;
  r.count++;
  const k = r.transfers === 0 ? 0 : transferOf(r, id);
  if (visible > r.latest[k]!) r.latest[k] = visible;
  r.latencySum += latency;
  if (latency > r.latencyMax) r.latencyMax = latency;
  if (r.completions !== null) r.completions[id] = visible;
  if (r.keep) enterRing(r, id, visible);
}

function transferOf(r: Returns, id: number): number {
  let k = r.transfers;
  while (k > 0 && id <= r.ends[k - 1]!) k--;
  return k;
}

function enterRing(r: Returns, id: number, visible: number): void {
  if (r.tail - r.head === r.ring.length) grow(r);
  const mask = r.ring.length - 1;
  let at = r.tail++;
  while (at > r.head && r.ring[(at - 1) & mask]! > visible) {
    r.ring[at & mask] = r.ring[(at - 1) & mask]!;
    r.ids[at & mask] = r.ids[(at - 1) & mask]!;
    at--;
  }
  r.ring[at & mask] = visible;
  r.ids[at & mask] = id;
}

/** Closes the running transfer at request `last`; returns its number. */
export function endTransfer(r: Returns, last: number): number {
  const k = r.transfers++;
  if (r.transfers === r.ends.length) {
    r.ends = doubled(r.ends);
    r.latest = doubled(r.latest);
  }
  r.ends[k] = last;
  r.latest[k + 1] = 0;
  return k;
}

function doubled(list: Float64Array): Float64Array {
  const twice = new Float64Array(list.length * 2);
  twice.set(list);
  return twice;
}

function grow(r: Returns): void {
  const { ring, ids } = r;
  const [before, after] = [ring.length - 1, 2 * ring.length - 1];
  r.ring = new Float64Array(after + 1);
  r.ids = new Float64Array(after + 1);
  for (let i = r.head; i < r.tail; i++) {
    r.ring[i & after] = ring[i & before]!;
    r.ids[i & after] = ids[i & before]!;
  }
}

/** Boundary of the earliest answer not yet taken, or Infinity. */
export function nextReturn(r: Returns): number {
  return r.head < r.tail ? r.ring[r.head & (r.ring.length - 1)]! : Number.POSITIVE_INFINITY;
}

/** Takes the answers visible at `boundary`; returns how many. */
export function takeReturns(r: Returns, boundary: number): number {
  const mask = r.ring.length - 1;
  const from = r.head;
  while (r.head < r.tail && r.ring[r.head & mask]! <= boundary) r.head++;
  return r.head - from;
}
