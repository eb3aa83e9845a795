import { askMemory, createAgentMemory, type MemoryParts } from '../agentMemory.ts';
import { createWheel, schedule } from '../eventWheel.ts';
import { nextEvent } from '../nextEvent.ts';
import type { InnerHardware } from './hardware.ts';
import * as counts from './innerCounts.ts';
import type { InnerProblem } from './innerProblem.ts';

/** What an element does until its next event. */
const nextRow = 0;
const reading = 1;
const intersecting = 2;
const writing = 3;

/** Tile by tile from event to event. Agents: the elements, then the loader of b. */
export function runInner(
  inner: InnerProblem,
  hardware: InnerHardware,
  parts: MemoryParts,
): counts.InnerCounts {
  const { problem, tiles, work, regions } = inner;
  const { a, bytesA, bytesOut, indexBytes } = problem;
  const { elements } = hardware.array;
  const { bytes_per_cycle: perCycle } = hardware.last_level;
  const wheel = createWheel(elements + 1);
  const memory = createAgentMemory(wheel, parts);
  const state = new Uint8Array(elements);
  const reason = new Uint8Array(elements).fill(counts.inLoad);
  const since = new Float64Array(elements);
  const rowOf = new Int32Array(elements);
  const spent = new Float64Array(counts.innerReasonNames.length);
  let tile = -1;
  let row = 0;
  let arrived = 0;
  let buffer = 0;
  let loading = false;
  let bAt = regions.bElements;
  let outAt = regions.out;
  let end = 0;

  schedule(wheel, 0, elements);
  for (;;) {
    const e = nextEvent(memory);
    if (e < 0) break;
    const time = wheel.now;
    end = time;
    if (e === elements) {
      if (loading) {
        loading = false;
        row = 0;
        arrived = 0;
        state.fill(nextRow);
        for (let other = 0; other < elements; other++) schedule(wheel, time + 1, other);
        continue;
      }
      tile++;
      if (tile === tiles.length) continue;
      loading = true;
      askMemory(memory, time, bAt, tiles[tile]!.bytes, false, elements);
      bAt += tiles[tile]!.bytes;
      continue;
    }
    spent[reason[e]!]! += time - since[e]!;
    since[e] = time;
    const { cycles, bytes, outputs } = work[tile]!;
    switch (state[e]!) {
      case reading: {
        const least = time + cycles[rowOf[e]!]!;
        let done = least;
        const asked = bytes[rowOf[e]!]!;
        if (asked > 0) {
          buffer = Math.max(buffer, time * perCycle) + asked;
          done = Math.max(least, Math.ceil(buffer / perCycle));
        }
        spent[counts.inCompute]! += least - time;
        since[e] = least;
        reason[e] = counts.inBuffer;
        state[e] = intersecting;
        schedule(wheel, done, e);
        continue;
      }
      case intersecting: {
        const count = outputs[rowOf[e]!]!;
        if (count === 0) break;
        const written = count * bytesOut + indexBytes;
        state[e] = writing;
        reason[e] = counts.inWriteBack;
        askMemory(memory, time, outAt, written, true, e);
        outAt += written;
        continue;
      }
    }
    while (row < a.rows && a.rowPointers[row] === a.rowPointers[row + 1]) row++;
    if (row < a.rows) {
      rowOf[e] = row;
      const length = a.rowPointers[row + 1]! - a.rowPointers[row]!;
      state[e] = reading;
      reason[e] = counts.inOperands;
      const at = regions.aElements + a.rowPointers[row]! * bytesA;
      askMemory(memory, time, at, length * bytesA + 2 * indexBytes, false, e);
      row++;
      continue;
    }
    reason[e] = counts.inImbalance;
    if (++arrived < elements) continue;
    for (let other = 0; other < elements; other++) {
      spent[counts.inImbalance]! += time - since[other]!;
      since[other] = time;
      reason[other] = counts.inLoad;
    }
    schedule(wheel, time + 1, elements);
  }
  for (let e = 0; e < elements; e++) spent[reason[e]!]! += end - since[e]!;
  return { cycles: end, spent };
}
