/**
 * The oldest row hit of each (kind, bank) list, and these lists chained by the age of that hit, one chain a kind: the
 * scheduler looks at the oldest hit first and mostly needs no second. Kind 0: reads, 1: writes; list: kind × banks + bank.
 */
export interface HitOrder {
  /** Slot of the hit, or -1: the list is not in its chain. */
  readonly slot: Int32Array;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export function createHitOrder(banks: number): HitOrder {
  const none = (n: number) => new Int32Array(n).fill(-1);
  return {
    slot: none(2 * banks),
    next: none(2 * banks),
    prev: none(2 * banks),
    first: none(2),
    last: none(2),
  };
}

/** Enters a list whose hit is `slot`; looks for its place from the youngest on. `id`: age of each slot. */
export function enterHit(h: HitOrder, kind: number, list: number, slot: number, id: Float64Array): void {
  const { prev } = h;
  const age = id[slot]!;
  let before = h.last[kind]!;
  while (before >= 0 && id[h.slot[before]!]! > age) before = prev[before]!;
  h.slot[list] = slot;
  insert(h, kind, list, before, before < 0 ? h.first[kind]! : h.next[before]!);
}

/** Gives a list a younger hit, or none (-1). */
export function replaceHit(h: HitOrder, kind: number, list: number, slot: number, id: Float64Array): void {
  const { next, prev } = h;
  let before = prev[list]!;
  let after = next[list]!;
  if (slot >= 0 && (after < 0 || id[h.slot[after]!]! > id[slot]!)) {
    h.slot[list] = slot;
    return;
  }
  if (before < 0) h.first[kind] = after;
  else next[before] = after;
  if (after < 0) h.last[kind] = before;
  else prev[after] = before;
  h.slot[list] = slot;
  if (slot < 0) return;
  const age = id[slot]!;
  while (after >= 0 && id[h.slot[after]!]! < age) {
    before = after;
    after = next[after]!;
  }
  insert(h, kind, list, before, after);
}

function insert(h: HitOrder, kind: number, list: number, before: number, after: number): void {
  h.prev[list] = before;
  h.next[list] = after;
  if (before < 0) h.first[kind] = list;
  else h.next[before] = list;
  if (after < 0) h.last[kind] = list;
  else h.prev[after] = list;
}

/** Empties both chains. */
export function clearHits(h: HitOrder): void {
  h.slot.fill(-1);
  h.first.fill(-1);
  h.last.fill(-1);
}
