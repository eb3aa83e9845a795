/**
 * Contents of a write-back, write-allocate cache with least-recently-used replacement. Addresses are lines (byte
 * address / line bytes), line L lives in set L mod sets. What a hit or a miss costs is its owner's business.
 */
export interface SetAssociativeCache {
  readonly sets: number;
  readonly ways: number;
  /** sets × ways, most recently used first; -1: empty. */
  readonly lines: Float64Array;
  readonly dirty: Uint8Array;
  /** Line that the last access or discard pushed out and that must be written to memory, or -1. */
  written: number;
  hits: number;
  misses: number;
  writeBacks: number;
}

export const createCache = (sets: number, ways: number): SetAssociativeCache => ({
  sets,
  ways,
  lines: new Float64Array(sets * ways).fill(-1),
  dirty: new Uint8Array(sets * ways),
  written: -1,
  hits: 0,
  misses: 0,
  writeBacks: 0,
});

function wayOf(c: SetAssociativeCache, first: number, line: number): number {
  for (let i = first; i < first + c.ways; i++) if (c.lines[i] === line) return i;
  return -1;
}

/** Reads or writes a line, which is then the most recent of its set; true on a hit. See `written` after a miss. */
export function accessLine(c: SetAssociativeCache, line: number, write: boolean): boolean {
  const first = (line % c.sets) * c.ways;
  c.written = -1;
  const found = wayOf(c, first, line);
  const hit = found >= 0;
  let marked = write ? 1 : 0;
  let at = found;
  if (hit) {
    c.hits++;
    marked |= c.dirty[found]!;
  } else {
    c.misses++;
    at = first + c.ways - 1;
    if (c.dirty[at] === 1) {
      c.written = c.lines[at]!;
      c.writeBacks++;
    }
  }
  for (; at > first; at--) {
    c.lines[at] = c.lines[at - 1]!;
    c.dirty[at] = c.dirty[at - 1]!;
  }
  c.lines[first] = line;
  c.dirty[first] = marked;
  return hit;
}

/** Takes a line out without writing it back (data that nobody reads again); true when it was there. */
export function discardLine(c: SetAssociativeCache, line: number): boolean {
  const first = (line % c.sets) * c.ways;
  const last = first + c.ways - 1;
  let at = wayOf(c, first, line);
  if (at < 0) return false;
  for (; at < last; at++) {
    c.lines[at] = c.lines[at + 1]!;
    c.dirty[at] = c.dirty[at + 1]!;
  }
  c.lines[last] = -1;
  c.dirty[last] = 0;
  return true;
}
