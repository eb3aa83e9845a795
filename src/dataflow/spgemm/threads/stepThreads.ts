import { answersBefore, type RequestPort, submitRequest } from '../../../arch/dram/requestPort.ts';
import { firstNotBelow } from '../firstNotBelow.ts';
import { joinCore, joinLane, leave, nextCycle, reachNext } from './agenda.ts';
import { coreSteps } from './coreSteps.ts';
import { inAtomic, inBank, inCompute, inDram, inToken, inWriteBack } from './threadCounts.ts';
import type { ThreadMachine } from './threadMachine.ts';
import { field, recordShift } from './threadRecord.ts';
import * as step from './threadSteps.ts';
import { arriveAtBarrier, drain } from './windowTurns.ts';

const { row, aAt, aEnd, bAt, bEnd, slot, slotBase, slotShare } = field;

/** The next events of a run; false when there are none left. */
export function stepThreads(m: ThreadMachine): boolean {
  const { problem, hardware, windows, memory } = m;
  const { bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { rowPointers: aPointers, columns: aColumns } = problem.a;
  const { rowPointers: bPointers, columns: bColumns, cols: columns } = problem.b;
  const { threads, regions, agenda, bus, spent, tags, touched, keyBase } = m;
  const { records, banks, answers, rest } = agenda;
  const { row: rowSlots, nonzero: beginSlots, load: loadSlots } = hardware.instructions;
  const { multiply: multiplySlots, scan: scanSlots } = hardware.instructions;
  const { atomic_cycles: atomic } = hardware.scratchpad;
  const { accumulator } = hardware;
  const inMemory = accumulator.kind === 'memory';
  const hashed = accumulator.kind === 'hash';
  const high = hashed && accumulator.bits === 'high';
  const dealt = hardware.distribution === 'static';
  const rowTokens = hardware.distribution === 'row-tokens';
  const bulk = hardware.operands === 'dma';
  const { port } = memory;
  const { perCycle, perByte, latency } = memory.clock;
  const valueBytes = bytesOut - indexBytes;
  const mask = windows.slots - 1;
  // Zero where banks are no power of two.
  const bankMask = (banks.length & (banks.length - 1)) === 0 ? banks.length - 1 : 0;
  // Steps that coreSteps takes: all that need no answer of an exact memory.
  const from = !hashed ? step.probe + 1 : port === null ? step.scanIssued : step.probe;

  let left = m.events;
  for (; left > 0; left--) {
    if (port !== null) while (answersBefore(port, nextCycle(agenda))) settle(m, port);
    if (!reachNext(agenda)) return false;
    if (hashed && coreSteps(m, from, port === null ? m.events : 1)) continue;
    const h = leave(agenda);
    if (h < 0) continue;
    const time = agenda.now;
    if (h === threads) {
      drain(m, time);
      continue;
    }
    const r = h << recordShift;
    let at = records[r + field.step]!;
    let core = 0;
    let address = 0;
    let bytes = 0;
    // Steps without time follow one another; a step with time leaves by `core`, `bytes`, a bank or the barrier.
    steps: for (;;) {
      switch (at) {
        // The steps of every product come first: cases are compared in turn.
        case step.probe: {
          const position = keyBase[h]! + bColumns[records[r + bAt]!]!;
          m.probes++;
          if (inMemory) {
            address = regions.out + position * valueBytes;
            bytes = port === null ? 2 * valueBytes : valueBytes;
            records[r + field.step] = step.added;
            break;
          }
          // Whole rows: a slot for each output.
          const place = records[r + slot]!;
          const bank = bankMask > 0 ? place & bankMask : place % banks.length;
          const start = Math.max(banks[bank]! + agenda.base, time);
          if (tags[place]! < 0) {
            tags[place] = position;
            touched[m.filled++] = place;
          }
          records[r + bAt]!++;
          spent[inAtomic]! += atomic;
          spent[inBank]! += start - time;
          const done = start + atomic;
          banks[bank] = done - agenda.base;
          records[r + field.step] = step.element;
          joinLane(agenda, rest, h, done, 0);
          break steps;
        }
        case step.element:
          if (records[r + bAt]! >= records[r + bEnd]!) {
            at = step.next;
            continue;
          }
          if (bulk) {
            at = step.loaded;
            continue;
          }
          core = loadSlots;
          records[r + field.step] = step.loadIssued;
          break;
        case step.loaded: {
          const column = bColumns[records[r + bAt]!]!;
          if (high) {
            const range = m.colEnd - m.colStart;
            const offset = Math.floor(((column - m.colStart) * records[r + slotShare]!) / range);
            records[r + slot] = (records[r + slotBase]! + offset) & mask;
          } else if (hashed) records[r + slot] = (records[r + slotBase]! + column) & mask;
          else if (!inMemory) records[r + slot] = keyBase[h]! + column;
          core = multiplySlots;
          records[r + field.step] = step.probe;
          break;
        }
        case step.next: {
          if (records[r + aAt]! < records[r + aEnd]!) {
            at = step.begin;
            continue;
          }
          if (dealt) {
            const mine = records[r + row]! + threads;
            if (mine >= m.rowEnd) {
              at = step.barrier;
              continue;
            }
            records[r + row] = mine;
            core = rowSlots;
            records[r + field.step] = step.rowIssued;
            break;
          }
          const done = Math.max(banks[0]! + agenda.base, time) + atomic;
          banks[0] = done - agenda.base;
          spent[inToken]! += done - time;
          m.tokens++;
          const token = m.nextToken < m.lastToken ? m.nextToken++ : -1;
          records[r + aAt] = token;
          if (token >= 0) {
            if (!rowTokens) while (aPointers[m.tokenRow + 1]! <= token) m.tokenRow++;
            records[r + row] = rowTokens ? token : m.tokenRow;
          }
          records[r + field.step] = step.taken;
          joinLane(agenda, rest, h, done, 0);
          break steps;
        }
        case step.taken:
          if (records[r + aAt]! < 0) {
            at = step.barrier;
            continue;
          }
          if (!rowTokens) {
            records[r + aEnd] = records[r + aAt]! + 1;
            at = step.begin;
            continue;
          }
          records[r + aAt] = 0;
          core = rowSlots;
          records[r + field.step] = step.rowIssued;
          break;
        case step.rowIssued:
          address = regions.aPointers + records[r + row]! * indexBytes;
          bytes = 2 * indexBytes;
          m.readPointersA += 2;
          records[r + field.step] = step.rowRead;
          break;
        case step.rowRead:
          records[r + aAt] = aPointers[records[r + row]!]!;
          records[r + aEnd] = aPointers[records[r + row]! + 1]!;
          at = step.next;
          continue;
        case step.begin:
          core = beginSlots;
          records[r + field.step] = step.beginIssued;
          break;
        case step.beginIssued:
          address = regions.aElements + records[r + aAt]! * bytesA;
          bytes = bytesA;
          m.readA++;
          records[r + field.step] = step.nonzeroRead;
          break;
        case step.nonzeroRead:
          address = regions.bPointers + aColumns[records[r + aAt]!]! * indexBytes;
          bytes = 2 * indexBytes;
          m.readPointersB += 2;
          records[r + field.step] = step.pointersRead;
          break;
        case step.pointersRead: {
          const k = aColumns[records[r + aAt]!]!;
          records[r + aAt]!++;
          let from = bPointers[k]!;
          let to = bPointers[k + 1]!;
          if (m.narrow) {
            from = firstNotBelow(bColumns, from, to, m.colStart);
            to = firstNotBelow(bColumns, from, to, m.colEnd);
          }
          records[r + bAt] = from;
          records[r + bEnd] = to;
          keyBase[h] = (records[r + row]! - m.rowStart) * columns - m.colStart;
          if (hashed) {
            records[r + slotBase] = windows.rowSlot[records[r + row]!]!;
            records[r + slotShare] = windows.rowShare[records[r + row]!]!;
          }
          if (bulk && to > from) {
            address = regions.bElements + from * bytesB;
            bytes = (to - from) * bytesB;
            m.readB += to - from;
            records[r + field.step] = step.element;
            break;
          }
          at = step.element;
          continue;
        }
        case step.loadIssued:
          address = regions.bElements + records[r + bAt]! * bytesB;
          bytes = bytesB;
          m.readB++;
          records[r + field.step] = step.loaded;
          break;
        case step.added:
          // The sum goes back to where it came from; nobody waits for it.
          if (port !== null) {
            const position = keyBase[h]! + bColumns[records[r + bAt]!]!;
            submitRequest(port, time, regions.out + position * valueBytes, valueBytes, true, -1);
          }
          records[r + bAt]!++;
          at = step.element;
          continue;
        case step.barrier:
          arriveAtBarrier(m, time);
          break steps;
        case step.scan: {
          // A stretch of free slots and the taken one behind it.
          const from = records[r + aAt]!;
          const limit = records[r + aEnd]!;
          let to = from;
          if (hashed) while (to < limit && tags[to]! < 0) to++;
          const found = to < limit;
          const looked = to - from + (found ? 1 : 0);
          if (looked === 0) {
            at = step.barrier;
            continue;
          }
          records[r + aAt] = found ? to + 1 : to;
          m.scanned += looked;
          core = looked * scanSlots;
          records[r + field.step] = found ? step.scanIssued : step.barrier;
          break;
        }
        default: {
          // scanIssued: the output leaves; the thread goes on when memory has taken it.
          const moved = inMemory ? valueBytes + bytesOut : bytesOut;
          records[r + field.step] = step.scan;
          if (port !== null) {
            m.since[h] = time;
            m.waits[h] = inWriteBack;
            submitRequest(port, time, regions.out + m.outAt, moved, true, h);
          } else {
            const start = time * perCycle;
            bus[0] = Math.max(start, bus[0]!) + moved * perByte;
            const done = Math.ceil(bus[0]! / perCycle);
            spent[inWriteBack]! += done - time;
            joinLane(agenda, answers, h, done, 0);
          }
          m.outAt += moved;
          break steps;
        }
      }
      if (core > 0) {
        m.issued += core;
        if (m.emptying) spent[inWriteBack]! += core;
        else spent[inCompute]! += core;
        joinCore(agenda, h, time, core);
        break;
      }
      const reason = at === step.probe ? inAtomic : inDram;
      if (port !== null) {
        m.since[h] = time;
        m.waits[h] = reason;
        submitRequest(port, time, address, bytes, false, h);
        break;
      }
      const start = time * perCycle;
      bus[0] = Math.max(start, bus[0]!) + bytes * perByte;
      const done = Math.ceil(bus[0]! / perCycle) + latency;
      spent[reason]! += done - time;
      joinLane(agenda, answers, h, done, 0);
      break;
    }
  }
  return true;
}

/** Those whose data has come go on. */
function settle(m: ThreadMachine, { answered, answeredAt }: RequestPort): void {
  for (let i = 0; i < answered.length; i++) {
    const agent = answered[i]!;
    const at = answeredAt[i]!;
    if (agent < m.threads) m.spent[m.waits[agent]!]! += at - m.since[agent]!;
    joinLane(m.agenda, m.agenda.answers, agent, at, 0);
  }
}
