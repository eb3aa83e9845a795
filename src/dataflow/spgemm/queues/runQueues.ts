import { askMemory, createAgentMemory, type MemoryParts } from '../agentMemory.ts';
import { createWheel, schedule } from '../eventWheel.ts';
import { nextEvent } from '../nextEvent.ts';
import type { QueueHardware } from './hardware.ts';
import * as counts from './queueCounts.ts';
import type { QueuePlan } from './queuePlan.ts';

/** What a fetch does until its next event. */
const free = 0;
const pointers = 1;
const rows = 2;

/**
 * Elements from event to event. Agents: sorters (one an element), writers, then fetches (element × fetches + i); what an
 * agent leaves for another is seen in the next cycle.
 */
export function runQueues(plan: QueuePlan, hardware: QueueHardware, parts: MemoryParts): counts.QueueCounts {
  const { problem, regions, firstTask, firstVector, from, length, cycles } = plan;
  const { a, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { count, fetches } = hardware.elements;
  const wheel = createWheel(count * (2 + fetches));
  const memory = createAgentMemory(wheel, parts);
  const spent = new Float64Array(counts.queueReasonNames.length);
  const reason = new Uint8Array(count).fill(counts.inOperands);
  const since = new Float64Array(count);
  const asleep = new Uint8Array(count);
  /** By element: next task and vector to fetch, task and vector to sort; 1 while a vector is being sorted. */
  const fetchTask = firstTask.slice(0, count);
  const fetchVector = new Int32Array(count);
  const task = firstTask.slice(0, count);
  const vector = new Int32Array(count);
  const sorting = new Uint8Array(count);
  /** By element: task that its writer merges (or -1), 1 while it writes. */
  const merged = new Int32Array(count).fill(-1);
  const writing = new Uint8Array(count);
  /** By fetch: vector (or -1), state, 1 when the vector is there. */
  const held = new Int32Array(count * fetches).fill(-1);
  const state = new Uint8Array(count * fetches);
  const ready = new Uint8Array(count * fetches);
  let outAt = regions.out;
  let end = 0;

  for (let e = 0; e < count; e++) {
    fetchVector[e] = firstVector[firstTask[e]!]!;
    vector[e] = fetchVector[e]!;
    schedule(wheel, 0, e);
  }
  for (let f = 0; f < count * fetches; f++) schedule(wheel, 0, 2 * count + f);
  for (;;) {
    const agent = nextEvent(memory);
    if (agent < 0) break;
    const time = wheel.now;
    if (agent >= 2 * count) {
      const f = agent - 2 * count;
      const e = Math.floor(f / fetches);
      if (state[f] === pointers && length[held[f]!]! > 0) {
        state[f] = rows;
        const v = held[f]!;
        askMemory(memory, time, regions.bElements + from[v]! * bytesB, length[v]! * bytesB, false, agent);
        continue;
      }
      if (state[f] !== free) {
        state[f] = free;
        ready[f] = 1;
        if (asleep[e] === 1 && held[f] === vector[e]) {
          asleep[e] = 0;
          schedule(wheel, time + 1, e);
        }
        continue;
      }
      const t = fetchTask[e]!;
      if (t === firstTask[e + 1]!) continue;
      const v = fetchVector[e]!;
      const row = plan.taskRow[t]!;
      const first = a.rowPointers[row]!;
      if (v === firstVector[t]) {
        const bytes = (a.rowPointers[row + 1]! - first) * bytesA + 2 * indexBytes;
        askMemory(memory, time, regions.aElements + first * bytesA, bytes, false, -1);
      }
      held[f] = v;
      ready[f] = 0;
      state[f] = pointers;
      const k = a.columns[first + v - firstVector[t]!]!;
      fetchVector[e] = v + 1;
      if (v + 1 === firstVector[t + 1]) fetchTask[e] = t + 1;
      askMemory(memory, time, regions.bPointers + k * indexBytes, 2 * indexBytes, false, agent);
      continue;
    }
    if (agent >= count) {
      const e = agent - count;
      if (writing[e] === 0) {
        writing[e] = 1;
        const bytes = plan.taskOutputs[merged[e]!]! * bytesOut + 2 * indexBytes;
        askMemory(memory, time, outAt, bytes, true, agent);
        outAt += bytes;
        continue;
      }
      writing[e] = 0;
      merged[e] = -1;
      end = time;
      if (asleep[e] === 1 && vector[e] === firstVector[task[e]! + 1] && task[e]! < firstTask[e + 1]!) {
        asleep[e] = 0;
        schedule(wheel, time + 1, e);
      }
      continue;
    }
    const e = agent;
    spent[reason[e]!]! += time - since[e]!;
    since[e] = time;
    if (sorting[e] === 1) {
      sorting[e] = 0;
      vector[e]! += 1;
    }
    for (;;) {
      const t = task[e]!;
      if (t === firstTask[e + 1]!) {
        reason[e] = counts.inImbalance;
        if (time > end) end = time;
        break;
      }
      const v = vector[e]!;
      if (v === firstVector[t + 1]) {
        const outputs = plan.taskOutputs[t]!;
        if (outputs > 0) {
          if (merged[e]! >= 0) {
            reason[e] = counts.inOutput;
            asleep[e] = 1;
            break;
          }
          merged[e] = t;
          schedule(wheel, time + outputs, count + e);
        }
        task[e] = t + 1;
        continue;
      }
      let f = e * fetches;
      const last = f + fetches;
      while (f < last && !(held[f] === v && ready[f] === 1)) f++;
      if (f === last) {
        reason[e] = counts.inOperands;
        asleep[e] = 1;
        break;
      }
      held[f] = -1;
      ready[f] = 0;
      schedule(wheel, time + 1, 2 * count + f);
      if (cycles[v] === 0) {
        vector[e] = v + 1;
        continue;
      }
      sorting[e] = 1;
      reason[e] = counts.inCompute;
      schedule(wheel, time + cycles[v]!, e);
      break;
    }
  }
  for (let e = 0; e < count; e++) spent[reason[e]!]! += end - since[e]!;
  return { cycles: end, spent };
}
