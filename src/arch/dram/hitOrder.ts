/**
 * The oldest row hit of each (kind, bank) list, and these lists chained by the age of that hit: the scheduler looks at
 * the oldest first and mostly needs no second. List: kind (0 read, 1 write) × banks + bank; chain: kind × stacks + stack.
 */
export interface HitOrder {
  /** Slot of the hit, or -1: the list is not in its chain. */
  readonly slot: Int32Array;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export function createHitOrder(banks: number, stacks: number): HitOrder {
  const none = (n: number) => new Int32Array(n).fill(-1);
  return {
    slot: none(2 * banks),
    next: none(2 * banks),
    prev: none(2 * banks),
    first: none(2 * stacks),
    last: none(2 * stacks),
  };
}

/** Enters a list whose hit is `slot`; looks for its place from the youngest on. `id`: age of each slot. */
export function enterHit(h: HitOrder, chain: number, list: number, slot: number, id: Float64Array): void {
  const { prev } = h;
  const age = id[slot]!;
  let before = h.last[chain]!;
  while (before >= 0 && id[h.slot[before]!]! > age) before = prev[before]!;
  h.slot[list] = slot;
  insert(h, chain, list, before, before < 0 ? h.first[chain]! : h.next[before]!);
}

/** Gives a list a younger hit, or none (-1). */
export function replaceHit(h: HitOrder, chain: number, list: number, slot: number, id: Float64Array): void {
  const { next, prev } = h;
  let before = prev[list]!;
  let after = next[list]!;
  if (slot >= 0 && (after < 0 || id[h.slot[after]!]! > id[slot]!)) {
    h.slot[list] = slot;
    return;
  }
  if (before < 0) h.first[chain] = after;
  else next[before] = after;
  if (after < 0) h.last[chain] = before;
  else prev[after] = before;
  h.slot[list] = slot;
  if (slot < 0) return;
  const age = id[slot]!;
  while (after >= 0 && id[h.slot[after]!]! < age) {
    before = after;
    after = next[after]!;
  }
  insert(h, chain, list, before, after);
}

function insert(h: HitOrder, chain: number, list: number, before: number, after: number): void {
  h.prev[list] = before;
  h.next[list] = after;
  if (before < 0) h.first[chain] = list;
  else h.next[before] = list;
  if (after < 0) h.last[chain] = list;
  else h.prev[after] = list;
}

/** Empties the chains. */
export function clearHits(h: HitOrder): void {
  h.slot.fill(-1);
  h.first.fill(-1);
  h.last.fill(-1);
}
