import { type AgentMemory, askMemory, createAgentMemory, type MemoryParts } from '../agentMemory.ts';
import { createWheel, schedule } from '../eventWheel.ts';
import { nextEvent } from '../nextEvent.ts';
import { createDispatcher, nextBlock } from './dispatcher.ts';
import { mergeWays, type OuterHardware } from './hardware.ts';
import { type MergePass, mergePasses } from './mergePasses.ts';
import * as counts from './outerCounts.ts';
import type { OuterProblem } from './outerProblem.ts';

/** What an element does until its next event. */
const seeking = 0;
const multiplying = 1;
const writing = 2;
const nextRow = 3;
const reading = 4;
const merging = 5;
const leaving = 6;

/**
 * Both phases from event to event. Agents: elements (tile × elements + i), then buffers (tile × buffers + i); what an
 * agent leaves for another is seen in the next cycle.
 */
export function runOuter(
  outer: OuterProblem,
  hardware: OuterHardware,
  parts: MemoryParts,
): counts.OuterCounts {
  const { problem, headerBytes } = outer;
  const { bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { tiles, elements: perTile } = hardware.array;
  const { buffers: perBuffers } = hardware.multiply;
  const elements = tiles * perTile;
  const buffers = tiles * perBuffers;
  const ways = mergeWays(hardware);
  const wheel = createWheel(elements + buffers);
  const memory: AgentMemory = createAgentMemory(wheel, parts);
  const { columns: rowsOfA } = outer.columnsOfA;

  const state = new Uint8Array(elements);
  const reason = new Uint8Array(elements);
  const since = new Float64Array(elements);
  const asleep = new Uint8Array(elements);
  const spent = new Float64Array(counts.outerReasonNames.length);
  const bufferOf = new Int32Array(elements);
  const rowOf = new Int32Array(elements);
  const passOf = new Int32Array(elements);
  const passes: (readonly MergePass[])[] = new Array(elements).fill([]);

  // Blocks: number in the order of dispatch (0: none yet), elements of a not yet taken and not yet multiplied, of b.
  const order = new Int32Array(buffers);
  const loading = new Uint8Array(buffers);
  const takeAt = new Int32Array(buffers);
  const takeEnd = new Int32Array(buffers);
  const left = new Int32Array(buffers);
  const length = new Int32Array(buffers);
  const open = new Int32Array(tiles).fill(perBuffers);
  const dispatcher = createDispatcher(outer);
  const filled = outer.firstByte.slice();

  let dispatched = 0;
  let arrived = 0;
  let multiplied = 0;
  let readA = 0;
  let readB = 0;
  let pointers = 0;
  let partialsWritten = 0;
  let partialsRead = 0;
  let listsWritten = 0;
  let listsRead = 0;
  let mergeCycles = 0;
  let mergeRow = 0;
  let outAt = outer.outAt;
  let end = 0;

  const wakeTile = (tile: number, time: number): void => {
    for (let e = tile * perTile; e < (tile + 1) * perTile; e++) {
      if (asleep[e] === 0) continue;
      asleep[e] = 0;
      schedule(wheel, time, e);
    }
  };

  for (let agent = 0; agent < elements + buffers; agent++) schedule(wheel, 0, agent);
  for (;;) {
    const agent = nextEvent(memory);
    if (agent < 0) break;
    const time = wheel.now;
    if (agent >= elements) {
      const buffer = agent - elements;
      const tile = Math.floor(buffer / perBuffers);
      if (loading[buffer] === 1) {
        loading[buffer] = 0;
        left[buffer] = takeEnd[buffer]! - takeAt[buffer]!;
        wakeTile(tile, time + 1);
        continue;
      }
      if (!nextBlock(dispatcher)) {
        order[buffer] = 0;
        if (--open[tile]! === 0) wakeTile(tile, time + 1);
        continue;
      }
      const { aFrom, aTo, bFrom, bTo } = dispatcher;
      if (dispatcher.pointers > 0) {
        pointers += dispatcher.pointers;
        const at = outer.regions.bPointers + dispatcher.k * indexBytes;
        askMemory(memory, time, at, dispatcher.pointers * indexBytes, false, -1);
      }
      order[buffer] = ++dispatched;
      loading[buffer] = 1;
      takeAt[buffer] = aFrom;
      takeEnd[buffer] = aTo;
      length[buffer] = bTo - bFrom;
      readA += aTo - aFrom;
      readB += bTo - bFrom;
      askMemory(memory, time, outer.regions.aElements + aFrom * bytesA, (aTo - aFrom) * bytesA, false, -1);
      askMemory(memory, time, outer.regions.bElements + bFrom * bytesB, (bTo - bFrom) * bytesB, false, agent);
      continue;
    }

    const e = agent;
    spent[reason[e]!]! += time - since[e]!;
    since[e] = time;
    const tile = Math.floor(e / perTile);
    let at = state[e]!;
    if (at === leaving && ++passOf[e]! === passes[e]!.length) at = nextRow;
    switch (at) {
      case multiplying: {
        const buffer = bufferOf[e]!;
        const products = length[buffer]!;
        const row = rowOf[e]!;
        if (--left[buffer]! === 0) schedule(wheel, time + 1, elements + buffer);
        const bytes = products * bytesOut + headerBytes;
        const place = filled[row]!;
        filled[row] = place + bytes;
        partialsWritten += products;
        listsWritten++;
        state[e] = writing;
        reason[e] = counts.inPartials;
        askMemory(memory, time, place, bytes, true, e);
        continue;
      }
      case writing:
      case seeking: {
        let chosen = -1;
        for (let b = tile * perBuffers; b < (tile + 1) * perBuffers; b++) {
          if (order[b] === 0 || loading[b] === 1 || takeAt[b] === takeEnd[b]) continue;
          if (chosen < 0 || order[b]! < order[chosen]!) chosen = b;
        }
        if (chosen >= 0) {
          bufferOf[e] = chosen;
          rowOf[e] = rowsOfA[takeAt[chosen]!]!;
          takeAt[chosen]!++;
          state[e] = multiplying;
          reason[e] = counts.inCompute;
          schedule(wheel, time + length[chosen]!, e);
          continue;
        }
        if (open[tile]! > 0) {
          state[e] = seeking;
          reason[e] = counts.inOperands;
          asleep[e] = 1;
          continue;
        }
        state[e] = nextRow;
        reason[e] = counts.inImbalance;
        if (++arrived < elements) continue;
        multiplied = time + 1;
        for (let other = 0; other < elements; other++) schedule(wheel, time + 1, other);
        continue;
      }
      case nextRow: {
        while (mergeRow < problem.a.rows && outer.lists[mergeRow] === 0) mergeRow++;
        if (mergeRow === problem.a.rows) {
          reason[e] = counts.inImbalance;
          end = time;
          continue;
        }
        rowOf[e] = mergeRow++;
        passes[e] = mergePasses(outer, rowOf[e]!, ways);
        passOf[e] = 0;
        break;
      }
      case reading: {
        const pass = passes[e]![passOf[e]!]!;
        mergeCycles += pass.cycles;
        state[e] = merging;
        reason[e] = counts.inMerge;
        schedule(wheel, time + pass.cycles, e);
        continue;
      }
      case merging: {
        const pass = passes[e]![passOf[e]!]!;
        const last = passOf[e]! + 1 === passes[e]!.length;
        if (last) {
          const bytes = pass.written * bytesOut + indexBytes;
          state[e] = leaving;
          reason[e] = counts.inWriteBack;
          askMemory(memory, time, outAt, bytes, true, e);
          outAt += bytes;
          continue;
        }
        partialsWritten += pass.written;
        listsWritten += pass.listsWritten;
        const bytes = pass.written * bytesOut + pass.listsWritten * headerBytes;
        state[e] = leaving;
        reason[e] = counts.inPartials;
        askMemory(memory, time, outer.firstByte[rowOf[e]!]!, bytes, true, e);
        continue;
      }
    }
    // The next pass of the element's row begins.
    const pass = passes[e]![passOf[e]!]!;
    partialsRead += pass.read;
    listsRead += pass.lists;
    state[e] = reading;
    reason[e] = counts.inPartials;
    const bytes = pass.read * bytesOut + pass.lists * headerBytes;
    askMemory(memory, time, outer.firstByte[rowOf[e]!]!, bytes, false, e);
  }
  for (let e = 0; e < elements; e++) spent[reason[e]!]! += end - since[e]!;
  return {
    cycles: end,
    spent,
    multiplied,
    readA,
    readB,
    pointers,
    partialsWritten,
    partialsRead,
    listsWritten,
    listsRead,
    merging: mergeCycles,
  };
}
