import * as z from 'zod';
import type { ComponentInstance } from '../defineComponent.ts';
import sram from '../sram.ts';

/** `cache: { capacity_kib: 3072, banks: 48, ways: 16, line_bytes: 64 }` in the hardware of a dataflow. */
export const cachePart = z
  .strictObject({
    capacity_kib: z.number().positive().max(1_048_576).meta({ description: 'Capacity', unit: 'KiB' }),
    banks: z.int().min(1).max(4096).meta({ description: 'Banks, lines interleaved over them' }),
    ways: z.int().min(1).max(64).meta({ description: 'Associativity, least recently used goes' }),
    line_bytes: z.int().min(8).max(4096).meta({ description: 'Line', unit: 'bytes' }),
  })
  .refine((part) => cacheSets(part) >= 1, { path: ['capacity_kib'], message: 'less than one set of lines' })
  .refine((part) => cacheSets(part) * part.ways <= 33_554_432, {
    path: ['capacity_kib'],
    message: 'more than 2^25 lines',
  })
  .meta({ description: 'Cache' });

export type CachePart = z.output<typeof cachePart>;

/** Sets of all banks together: whole ones of each. */
export const cacheSets = (part: {
  readonly capacity_kib: number;
  readonly banks: number;
  readonly ways: number;
  readonly line_bytes: number;
}): number =>
  part.banks * Math.floor((part.capacity_kib * 1024) / (part.line_bytes * part.ways * part.banks));

export const cacheOf = (part: CachePart): SetAssociativeCache => createCache(cacheSets(part), part.ways);

/** Data as priced: charge `read` and `write` by the line. */
export const pricedCache = (name: string, part: CachePart): ComponentInstance => ({
  name,
  component: sram.name,
  count: 1,
  attributes: sram.attributes({
    capacity_bytes: Math.ceil(part.capacity_kib * 1024),
    word_bits: 8 * part.line_bytes,
    banks: part.banks,
    ports: 1,
  }),
});

/**
 * Contents of a write-back, write-allocate cache with least-recently-used replacement. Addresses are lines (byte
 * address / line bytes), line L lives in set L mod sets. What a hit or a miss costs is its owner's business: call
 * `accessLine`; on false fetch the line, and write `written` to memory when that is not negative. Banks are those of a
 * `BankedScratchpad` with the line as its word.
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
