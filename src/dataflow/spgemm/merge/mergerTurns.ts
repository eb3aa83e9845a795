import { submitRequest } from '../../../arch/dram/requestPort.ts';
import { accessLine } from '../../../arch/memory/setAssociativeCache.ts';
import { schedule } from '../eventWheel.ts';
import { inCache, inDependency, inMemory, inMerge } from './mergeCounts.ts';
import { idle, type MergeMachine, parked, take } from './mergeMachine.ts';

/** Hands the fetched task of an element over to its merger; the fetch stage takes the next one a cycle later. */
export function startMerge(m: MergeMachine, p: number, time: number): void {
  const { spent } = m;
  // What the merger waited for, by the times of the fetch stage.
  let from = m.freeSince[p]!;
  const wait = (until: number, reason: number): void => {
    const to = Math.min(time, Math.max(from, until));
    spent[reason]! += to - from;
    from = to;
  };
  wait(m.takenAt[p]!, inDependency);
  wait(m.streamedAt[p]!, inMemory);
  wait(m.askedAt[p]!, inCache);
  wait(m.dataAt[p]!, inMemory);
  wait(time, inCache);
  const cycles = Math.max(1, m.length[p]!);
  spent[inMerge]! += cycles;
  m.merged += m.length[p]!;
  m.merging[p] = m.task[p]!;
  schedule(m.wheel, time + cycles, m.elements + p);
  m.state[p] = take;
  schedule(m.wheel, time + 1, p);
}

/** A merger is done: a row leaves for memory, or a partial row for the cache. */
export function endMerge(m: MergeMachine, p: number, time: number): void {
  const { tasks, problem } = m;
  const task = m.merging[p]!;
  const count = tasks.outputs[task]!;
  const parent = tasks.parent[task]!;
  m.mergedLast = time;
  m.merging[p] = -1;
  m.freeSince[p] = time;
  if (parent < 0) {
    m.outputs += count;
    leave(m, time, m.regions.out + m.outAt, count * problem.bytesOut);
    m.outAt += count * problem.bytesOut;
  } else {
    m.partials += count;
    placePartial(m, time, m.partialBase + tasks.place[task]!, count * problem.bytesOut);
    m.open[parent]! -= 1;
    if (m.open[parent] === 0) {
      m.ready[m.readyTail++] = parent;
      for (let other = 0; other < m.elements; other++)
        if (m.state[other] === idle) {
          m.state[other] = take;
          schedule(m.wheel, time + 1, other);
          break;
        }
    }
  }
  if (m.state[p] === parked) startMerge(m, p, time);
}

/** Writes a partial row into the cache; what has to go leaves for memory. */
function placePartial(m: MergeMachine, time: number, address: number, bytes: number): void {
  const size = m.hardware.cache.line_bytes;
  const first = address / size;
  const lines = Math.ceil(bytes / size);
  m.placed += lines;
  for (let line = first; line < first + lines; line++) {
    accessLine(m.cache, line, true);
    if (m.cache.written >= 0) evict(m, time, m.cache.written);
  }
}

export function evict(m: MergeMachine, time: number, line: number): void {
  const size = m.hardware.cache.line_bytes;
  m.evicted++;
  leave(m, time, line * size, size);
}

/** Bytes leave for memory; nobody waits. */
function leave(m: MergeMachine, time: number, address: number, bytes: number): void {
  if (bytes === 0) return;
  if (m.port !== null) submitRequest(m.port, time, address, bytes, true, -1);
  else m.bus[0] = Math.max(time * m.clock.perCycle, m.bus[0]!) + bytes * m.clock.perByte;
}
