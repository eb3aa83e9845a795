import type { Traffic } from '../execution.ts';
import type { ArrayCounts } from './arrayCounts.ts';
import type { Chip } from './hardware.ts';
import { imageTiles } from './imageTiles.ts';
import { spanOf, storedOf } from './kSpace.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { repeats, spillsOf } from './reuse.ts';
import { storedBitsB, valueBitsB } from './storedBits.ts';
import { type Tiling, tileBytesOut } from './tiling.ts';

/** Elements and bytes of one operand over the DRAM port; indices apart. */
export interface Moved {
  elements: number;
  bytes: number;
  indices: number;
  indexBytes: number;
}

export interface DramTraffic {
  readonly a: Moved;
  readonly b: Moved;
  /** Final outputs. */
  readonly out: Moved;
  /** Partial sums, each way. */
  readonly partial: Moved;
  /** Transfers of each operand. */
  readonly transfers: readonly [a: number, b: number, out: number];
}

export function dramTraffic(problem: Problem, mapping: SystolicMapping, tiling: Tiling): DramTraffic {
  const { batch, sharedBy, kept, sparse, space, image } = problem;
  const { m, n, k, tilesM, tilesN, tilesK, order } = tiling;
  const { slots } = space;
  const times = (moved: Moved, factor: number): Moved => ({
    elements: moved.elements * factor,
    bytes: moved.bytes * factor,
    indices: moved.indices * factor,
    indexBytes: moved.indexBytes * factor,
  });
  const resident = (operand: 'a' | 'b' | 'out') => mapping.resident.includes(operand);

  const loadsA = batch * (resident('a') ? 1 : repeats(order, 1, tilesN, tilesM, tilesK));
  const a: Moved = { elements: 0, bytes: 0, indices: 0, indexBytes: 0 };
  // Rows of a matrix are alike; regions of an image are not.
  const [partsM, partsN] = [partsOf(problem.m, m), partsOf(problem.n, n)];
  const add = (elements: number, count: number) => {
    const values = Math.ceil((elements * problem.bitsA) / 8);
    const whole = sparse === 'a' ? Math.ceil((elements * (problem.bitsA + space.indexBits)) / 8) : values;
    a.elements += count * elements;
    a.bytes += count * values;
    a.indices += sparse === 'a' ? count * elements : 0;
    a.indexBytes += count * (whole - values);
  };
  if (image !== null && sparse !== 'a') {
    const { kinds, elements } = imageTiles(problem, image, m, k);
    for (let from = 0, to = 0; from < tilesK; from = to) {
      const kind = kinds[from]!;
      while (to < tilesK && kinds[to] === kind) to++;
      for (let i = 0; i < tilesM; i++) add(elements[kind * tilesM + i]!, to - from);
    }
  } else
    for (let s0 = 0; s0 < slots; s0 += k) {
      const s1 = Math.min(slots, s0 + k);
      const line = sparse === 'a' ? storedOf(space, s0, s1, space.kept) : spanOf(space, s0, s1);
      for (const { size, count } of partsM) add(size * line, count);
    }

  const groups = Math.ceil(batch / sharedBy);
  const keeps = resident('b') || (tilesN === 1 && tilesK === 1);
  const againB = resident('b') ? 1 : repeats(order, 0, tilesM, tilesN, tilesK);
  const b: Moved = { elements: 0, bytes: 0, indices: 0, indexBytes: 0 };
  const each = kept?.length ?? 1;
  for (let e = 0; e < each; e++) {
    // Elements of the batch that load this b; with one table all of them.
    const readers = each === 1 ? batch : Math.min(sharedBy, batch - e * sharedBy);
    const loads = (keeps ? (each === 1 ? groups : 1) : readers) * againB;
    const add = (n0: number, size: number, count: number) => {
      for (let s0 = 0; s0 < slots; s0 += k) {
        const bits = storedBitsB(problem, e, n0, n0 + size, s0, Math.min(slots, s0 + k));
        const elements = bits / valueBitsB(problem);
        const values = Math.ceil((elements * problem.bitsB) / 8);
        b.elements += count * elements;
        b.bytes += count * values;
        b.indices += sparse === 'b' ? count * elements : 0;
        b.indexBytes += count * (Math.ceil(bits / 8) - values);
      }
    };
    if (kept === null) for (const { first, size, count } of partsN) add(first, size, loads * count);
    else for (let n0 = 0; n0 < problem.n; n0 += n) add(n0, Math.min(n, problem.n - n0), loads);
  }

  const out: Moved = { elements: 0, bytes: 0, indices: 0, indexBytes: 0 };
  const partial: Moved = { elements: 0, bytes: 0, indices: 0, indexBytes: 0 };
  for (const rows of partsM)
    for (const cols of partsN) {
      const count = rows.count * cols.count;
      out.elements += count * rows.size * cols.size;
      out.bytes += count * tileBytesOut(rows.size, cols.size, problem.bitsOut);
      partial.elements += count * rows.size * cols.size;
      partial.bytes += count * tileBytesOut(rows.size, cols.size, problem.bitsPartial);
    }
  const spills = resident('out') ? 0 : spillsOf(order, tilesM, tilesN, tilesK);
  return {
    a: times(a, loadsA),
    b,
    out: times(out, batch),
    partial: times(partial, batch * spills),
    transfers: [
      loadsA * tilesM * tilesK,
      (keeps ? groups : batch) * againB * tilesN * tilesK,
      batch * tilesM * tilesN * (1 + 2 * spills),
    ],
  };
}

/** The tiles of an axis by size: the whole ones, and the last if it is smaller. */
function partsOf(total: number, tile: number): { first: number; size: number; count: number }[] {
  const whole = Math.floor(total / tile);
  const parts = [{ first: 0, size: tile, count: whole }];
  if (whole * tile < total) parts.push({ first: whole * tile, size: total - whole * tile, count: 1 });
  return parts;
}

/** Reads and writes of every memory: the array's and the DRAM port's side of the scratchpads, and DRAM. */
export function trafficOf(
  problem: Problem,
  hardware: Chip,
  tiling: Tiling,
  dram: DramTraffic,
  array: ArrayCounts,
): Traffic[] {
  const { sparse, space, bitsA, bitsB } = problem;
  const shared = hardware.scratchpad.arrangement === 'shared';
  const bytes = (elements: number, bits: number) => Math.ceil((elements * bits) / 8);
  const rows: Traffic[] = [];
  const add = (
    memory: string,
    operand: string,
    reads: number,
    writes: number,
    readBytes: number,
    writeBytes: number,
  ) => {
    if (reads > 0 || writes > 0)
      rows.push({ memory, operand, reads, writes, read_bytes: readBytes, write_bytes: writeBytes });
  };
  for (const operand of ['a', 'b'] as const) {
    const moved = dram[operand];
    const reads = operand === 'a' ? array.readsA : array.readsB;
    const bits = operand === 'a' ? bitsA : bitsB;
    const pad = shared ? 'scratchpad' : `scratchpad.${operand}`;
    add(pad, operand, reads, moved.elements, bytes(reads, bits), moved.bytes);
    add('dram', operand, moved.elements, 0, moved.bytes, 0);
    if (sparse !== operand) continue;
    const index = `metadata_${operand}`;
    add(
      pad,
      index,
      array.readsIndex,
      moved.indices,
      bytes(array.readsIndex, space.indexBits),
      moved.indexBytes,
    );
    add('dram', index, moved.indices, 0, moved.indexBytes, 0);
  }
  const { out, partial } = dram;
  const pad = shared ? 'scratchpad' : 'scratchpad.out';
  const reads = array.readsOut + out.elements + partial.elements;
  const writes = array.writesOut + partial.elements;
  add(pad, 'out', reads, writes, bytes(reads, tiling.outBits), bytes(writes, tiling.outBits));
  add(
    'dram',
    'out',
    partial.elements,
    out.elements + partial.elements,
    partial.bytes,
    out.bytes + partial.bytes,
  );
  return rows;
}
