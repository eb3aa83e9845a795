import { submitRequest } from '../../../arch/dram/requestPort.ts';
import { accessLine, discardLine } from '../../../arch/memory/setAssociativeCache.ts';
import type { MergeMachine } from './mergeMachine.ts';
import { evict } from './mergerTurns.ts';

/** Moves an element on to the next line of its task; false when there is none. */
export function nextLine(m: MergeMachine, p: number): boolean {
  const { tasks, problem, fiber, line, lineEnd } = m;
  if (++line[p]! < lineEnd[p]!) return true;
  const size = m.hardware.cache.line_bytes;
  const leaf = tasks.leaf[m.task[p]!] === 1;
  while (fiber[p]! < m.fiberEnd[p]!) {
    const at = fiber[p]!++;
    let address: number;
    let count: number;
    let bytes: number;
    if (leaf) {
      const k = problem.a.columns[at]!;
      const start = problem.b.rowPointers[k]!;
      count = problem.b.rowPointers[k + 1]! - start;
      address = m.regions.bElements + start * problem.bytesB;
      bytes = count * problem.bytesB;
    } else {
      count = tasks.outputs[at]!;
      address = m.partialBase + tasks.place[at]!;
      bytes = count * problem.bytesOut;
    }
    if (count === 0) continue;
    m.length[p]! += count;
    line[p] = Math.floor(address / size);
    lineEnd[p] = Math.ceil((address + bytes) / size);
    return true;
  }
  return false;
}

/** The bank has looked the element's line up: it is there, on its way, or asked of memory now. */
export function lookUp(m: MergeMachine, p: number, time: number): void {
  const line = m.line[p]!;
  const partial = m.tasks.leaf[m.task[p]!] === 0;
  m.lines++;
  if (partial) {
    // Nobody reads a partial row twice: it leaves the cache, or comes from memory past it.
    if (discardLine(m.cache, line)) return;
    m.missesPartial++;
    fetch(m, p, time, line, -1);
    return;
  }
  const index = line - m.firstLine;
  const hit = accessLine(m.cache, line, false);
  const out = m.cache.written;
  if (!hit) {
    m.missesB++;
    fetch(m, p, time, line, index);
    if (out >= 0) evict(m, time, out);
  } else if (m.port !== null && m.lineFill[index]! >= 0) {
    m.fills.waiters[m.lineFill[index]!]!.push(p);
    m.unknown[p]!++;
  } else if (m.lineReady[index]! > m.dataAt[p]!) m.dataAt[p] = m.lineReady[index]!;
}

/** Reads a line from memory; `index` is its place among those of b, or -1. */
function fetch(m: MergeMachine, p: number, time: number, line: number, index: number): void {
  const size = m.hardware.cache.line_bytes;
  if (m.port === null) {
    const { perCycle, perByte, latency } = m.clock;
    m.bus[0] = Math.max(time * perCycle, m.bus[0]!) + size * perByte;
    const done = Math.ceil(m.bus[0]! / perCycle) + latency;
    if (done > m.dataAt[p]!) m.dataAt[p] = done;
    if (index >= 0) m.lineReady[index] = done;
    return;
  }
  const { fills } = m;
  let fill = fills.free.pop();
  if (fill === undefined) {
    fill = fills.line.length;
    fills.line.push(-1);
    fills.waiters.push([]);
  }
  fills.line[fill] = index;
  fills.waiters[fill]!.push(p);
  m.unknown[p]!++;
  if (index >= 0) m.lineFill[index] = fill;
  submitRequest(m.port, time, line * size, size, false, 2 * m.elements + fill);
}
