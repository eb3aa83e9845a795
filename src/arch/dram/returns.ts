/** Reads that a channel has answered, or will at a known clock. */
export interface Returns {
  /** Request number → boundary at which the source sees its data; null: not kept. */
  completions: Float64Array | null;
  /** Latest boundary so far. */
  last: number;
  count: number;
  latencySum: number;
  latencyMax: number;
  /** Row hits and the requests they are counted over, by the controller's own definition. */
  hits: number;
  classified: number;
  /** Ascending ring of boundaries not yet taken by the source; filled only while `keep`. */
  ring: Float64Array;
  head: number;
  tail: number;
  keep: boolean;
  /** The last answers (number, boundary), as rings: a port asks when a transfer was complete. */
  readonly recentId: Float64Array;
  readonly recentVisible: Float64Array;
}

const recent = 512;

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
    head: 0,
    tail: 0,
    keep: false,
    recentId: new Float64Array(recent).fill(-1),
    recentVisible: new Float64Array(recent),
  };
}

/** Read `id`, accepted at boundary `arrive`, is visible to the source from boundary `visible`. */
export function answer(r: Returns, id: number, arrive: number, visible: number): void {
  if (visible > r.last) r.last = visible;
  const latency = visible - arrive - 1;
  const place = r.count++ % recent;
  r.recentId[place] = id;
  r.recentVisible[place] = visible;
  r.latencySum += latency;
  if (latency > r.latencyMax) r.latencyMax = latency;
  if (r.completions !== null) r.completions[id] = visible;
  if (!r.keep) return;
  if (r.tail - r.head === r.ring.length) grow(r);
  const mask = r.ring.length - 1;
  let at = r.tail++;
  while (at > r.head && r.ring[(at - 1) & mask]! > visible) {
    r.ring[at & mask] = r.ring[(at - 1) & mask]!;
    at--;
  }
  r.ring[at & mask] = visible;
}

/** Latest boundary among the recent answers to requests `first` … `last`; 0 when there is none. */
export function latestRecent(r: Returns, first: number, last: number): number {
  let latest = 0;
  for (let i = 0; i < recent; i++) {
    const id = r.recentId[i]!;
    if (id >= first && id <= last && r.recentVisible[i]! > latest) latest = r.recentVisible[i]!;
  }
  return latest;
}

function grow(r: Returns): void {
  const old = r.ring;
  r.ring = new Float64Array(old.length * 2);
  for (let i = r.head; i < r.tail; i++) r.ring[i & (r.ring.length - 1)] = old[i & (old.length - 1)]!;
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
