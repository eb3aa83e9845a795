import { submitRequest } from '../../../arch/dram/requestPort.ts';
import { joinLane } from './agenda.ts';
import { inImbalance, inWriteBack } from './threadCounts.ts';
import type { ThreadMachine } from './threadMachine.ts';
import { field, recordShift } from './threadRecord.ts';
import { next, scan } from './threadSteps.ts';

const { step, row, aAt, aEnd } = field;

/** Begins the next window, or nothing when there is none; threads run from `time`. */
export function openWindow(m: ThreadMachine, time: number): boolean {
  const { windows, problem, hardware, threads } = m;
  const { records } = m.agenda;
  m.window++;
  if (m.window >= windows.count) return false;
  const pointers = problem.a.rowPointers;
  m.rowStart = windows.rowStart[m.window]!;
  m.rowEnd = windows.rowEnd[m.window]!;
  m.colStart = windows.colStart[m.window]!;
  m.colEnd = windows.colEnd[m.window]!;
  m.narrow = m.colStart > 0 || m.colEnd < problem.b.cols;
  const nonzeros = hardware.distribution === 'nonzero-tokens';
  m.nextToken = nonzeros ? pointers[m.rowStart]! : m.rowStart;
  m.lastToken = nonzeros ? pointers[m.rowEnd]! : m.rowEnd;
  m.tokenRow = m.rowStart;
  m.filled = 0;
  m.tags.fill(-1);
  for (let h = 0; h < threads; h++) {
    const r = h << recordShift;
    records[r + step] = next;
    records[r + row] = m.rowStart + h - threads;
    records[r + aAt] = 0;
    records[r + aEnd] = 0;
    joinLane(m.agenda, m.agenda.rest, h, time, 0);
  }
  return true;
}

/** A thread has nothing left to do; the last one turns the page in the next cycle. */
export function arriveAtBarrier(m: ThreadMachine, time: number): void {
  const { spent, threads, hardware } = m;
  const { records } = m.agenda;
  m.arrived++;
  if (!m.emptying) spent[inImbalance]! -= time;
  if (m.arrived < threads) return;
  m.arrived = 0;
  // All that threads do while they empty the table is for that.
  if (m.emptying) spent[inWriteBack]! += (time - m.arrivals - 1) * threads;
  else spent[inImbalance]! += time * threads;
  m.arrivals = time;
  if (hardware.write_back === 'dma') {
    m.placed += m.filled;
    m.pending = m.filled;
    // The other half of the scratchpad must be empty first.
    if (m.draining) m.waiting = true;
    else {
      spent[inWriteBack]! += threads;
      turnPage(m, time + 1);
    }
    return;
  }
  spent[inWriteBack]! += threads;
  if (m.emptying) {
    m.emptying = false;
    if (!openWindow(m, time + 1)) m.end = time + 1;
    return;
  }
  m.emptying = true;
  const { kind } = hardware.accumulator;
  if (kind === 'memory') m.filled = m.outputs;
  m.placed += m.filled;
  const slots = kind === 'hash' ? m.windows.slots : m.filled;
  for (let h = 0; h < threads; h++) {
    const r = h << recordShift;
    records[r + step] = scan;
    records[r + aAt] = Math.floor((h * slots) / threads);
    records[r + aEnd] = Math.floor(((h + 1) * slots) / threads);
    joinLane(m.agenda, m.agenda.rest, h, time + 1, 0);
  }
}

/** The DMA engine takes over what the window left, and the next window begins. */
function turnPage(m: ThreadMachine, time: number): void {
  m.drainLeft = m.pending * m.problem.bytesOut;
  m.pending = 0;
  if (m.drainLeft > 0) {
    m.draining = true;
    joinLane(m.agenda, m.agenda.rest, m.threads, time, 0);
  }
  if (!openWindow(m, time)) m.end = time;
}

/** The DMA engine: the next fragment, one at a time; then whoever waits for an empty half. */
export function drain(m: ThreadMachine, time: number): void {
  const { spent, threads, memory, bus } = m;
  if (m.drainLeft > 0) {
    const bytes = Math.min(m.drainLeft, m.hardware.fragment_bytes);
    m.drainLeft -= bytes;
    if (memory.port !== null) submitRequest(memory.port, time, m.regions.out + m.outAt, bytes, true, threads);
    else {
      const { perCycle, perByte } = memory.clock;
      bus[0] = Math.max(time * perCycle, bus[0]!) + bytes * perByte;
      joinLane(m.agenda, m.agenda.rest, threads, Math.ceil(bus[0]! / perCycle), 0);
    }
    m.outAt += bytes;
    return;
  }
  m.draining = false;
  if (m.waiting) {
    m.waiting = false;
    spent[inWriteBack]! += (time + 1 - m.arrivals) * threads;
    turnPage(m, time + 1);
  } else if (m.window >= m.windows.count) {
    spent[inWriteBack]! += (time - m.end) * threads;
    m.end = time;
  }
}
