import { submitRequest } from '../../../arch/dram/requestPort.ts';
import { firstNotBelow } from '../firstNotBelow.ts';
import { joinCore, joinLane, leave } from './agenda.ts';
import { homeSlot } from './homeSlot.ts';
import { inAtomic, inBank, inCompute, inDma, inDram, inToken, inWriteBack } from './threadCounts.ts';
import type { ThreadMachine } from './threadMachine.ts';
import { field, recordShift } from './threadRecord.ts';
import * as step from './threadSteps.ts';
import { arriveAtBarrier, drain } from './windowTurns.ts';

const { row, aAt, aEnd, bAt, bEnd, slot, key, slotBase, slotShare } = field;
const now = field.step;

/** Takes the next event, whatever it is: docs/models/spgemm.md has the steps of the program. */
export function otherStep(m: ThreadMachine): void {
  const { problem, hardware, windows, agenda, regions } = m;
  const { records } = agenda;
  const h = leave(agenda);
  if (h < 0) return;
  const time = agenda.now;
  if (h === m.threads) {
    drain(m, time);
    return;
  }
  const r = h << recordShift;
  const { indexBytes } = problem;
  // Steps without time follow one another; a step with time returns.
  for (let at = records[r + now]!; ; ) {
    switch (at) {
      case step.next: {
        if (records[r + aAt]! < records[r + aEnd]!) {
          at = step.begin;
          break;
        }
        if (hardware.distribution !== 'static') {
          takeToken(m, h, time);
          return;
        }
        records[r + row]! += m.threads;
        if (records[r + row]! < m.rowEnd) {
          issue(m, h, time, hardware.instructions.row, step.rowIssued);
          return;
        }
        at = step.barrier;
        break;
      }
      case step.rowIssued:
        m.readPointersA += 2;
        read(m, h, time, regions.aPointers + records[r + row]! * indexBytes, 2 * indexBytes, step.rowRead);
        return;
      case step.rowRead:
        records[r + aAt] = problem.a.rowPointers[records[r + row]!]!;
        records[r + aEnd] = problem.a.rowPointers[records[r + row]! + 1]!;
        at = step.next;
        break;
      case step.begin:
        issue(m, h, time, hardware.instructions.nonzero, step.beginIssued);
        return;
      case step.beginIssued:
        m.readA++;
        read(
          m,
          h,
          time,
          regions.aElements + records[r + aAt]! * problem.bytesA,
          problem.bytesA,
          step.nonzeroRead,
        );
        return;
      case step.nonzeroRead: {
        const k = problem.a.columns[records[r + aAt]!]!;
        m.readPointersB += 2;
        read(m, h, time, regions.bPointers + k * indexBytes, 2 * indexBytes, step.pointersRead);
        return;
      }
      case step.pointersRead: {
        const { rowPointers, columns, cols } = problem.b;
        const k = problem.a.columns[records[r + aAt]!]!;
        const mine = records[r + row]!;
        records[r + aAt]!++;
        let from = rowPointers[k]!;
        let to = rowPointers[k + 1]!;
        if (m.narrow) {
          from = firstNotBelow(columns, from, to, m.colStart);
          to = firstNotBelow(columns, from, to, m.colEnd);
        }
        records[r + bAt] = from;
        records[r + bEnd] = to;
        if (m.hashed) {
          const number = windows.rowNumber[mine]!;
          m.numbers[h] = number;
          records[r + key] = Math.imul(number, cols) - m.colStart;
          records[r + slotBase] = windows.rowSlot[mine]!;
          records[r + slotShare] = windows.rowShare[mine]!;
        } else m.positions[h] = (mine - m.rowStart) * cols;
        at = step.element;
        if (hardware.operands === 'loads' || from >= to) break;
        if (m.moving === hardware.transfers) {
          m.since[h] = time;
          m.line[m.lineTail++ % m.threads] = h;
          return;
        }
        m.moving++;
        at = step.move;
        break;
      }
      case step.move: {
        const from = records[r + bAt]!;
        const count = records[r + bEnd]! - from;
        m.readB += count;
        const { bytesB } = problem;
        read(m, h, time, regions.bElements + from * bytesB, count * bytesB, step.moved);
        return;
      }
      case step.moved:
        endTransfer(m, time);
        at = step.element;
        break;
      case step.element:
        if (records[r + bAt]! >= records[r + bEnd]!) at = step.next;
        else if (hardware.operands === 'dma') at = step.loaded;
        else {
          issue(m, h, time, hardware.instructions.load, step.loadIssued);
          return;
        }
        break;
      case step.loadIssued:
        m.readB++;
        read(m, h, time, regions.bElements + records[r + bAt]! * problem.bytesB, problem.bytesB, step.loaded);
        return;
      case step.loaded: {
        const column = problem.b.columns[records[r + bAt]!]!;
        if (m.hashed) records[r + slot] = homeSlot(m, r, column);
        else if (!m.inMemory) records[r + slot] = m.positions[h]! + column;
        issue(m, h, time, hardware.instructions.multiply, step.probe);
        return;
      }
      case step.probe:
        if (m.inMemory) addInMemory(m, h, time);
        else addToRow(m, h, time);
        return;
      case step.added:
        // The sum goes back to where it came from; nobody waits for it.
        if (m.memory.port !== null)
          submitRequest(m.memory.port, time, sumAddress(m, h), m.valueBytes, true, -1);
        records[r + bAt]!++;
        at = step.element;
        break;
      case step.scan: {
        // A stretch of free slots and the taken one behind it.
        const from = records[r + aAt]!;
        const limit = records[r + aEnd]!;
        let to = from;
        if (m.hashed) while (to < limit && m.tags[to << m.tagShift]! < 0) to++;
        const found = to < limit;
        const looked = to - from + (found ? 1 : 0);
        at = step.barrier;
        if (looked === 0) break;
        records[r + aAt] = from + looked;
        m.scanned += looked;
        issue(m, h, time, looked * hardware.instructions.scan, found ? step.scanIssued : step.barrier);
        return;
      }
      case step.scanIssued:
        // The output leaves; the thread goes on when memory has taken it.
        write(m, h, time, m.inMemory ? m.valueBytes + problem.bytesOut : problem.bytesOut);
        return;
      default:
        arriveAtBarrier(m, time);
        return;
    }
  }
}

/** A step of the program that holds the core. */
function issue(m: ThreadMachine, h: number, time: number, slots: number, then: number): void {
  m.issued += slots;
  if (!m.emptying) m.spent[inCompute]! += slots;
  m.agenda.records[(h << recordShift) + now] = then;
  joinCore(m.agenda, h, time, slots);
}

function read(m: ThreadMachine, h: number, time: number, address: number, bytes: number, then: number): void {
  m.agenda.records[(h << recordShift) + now] = then;
  ask(m, h, time, address, bytes, then === step.added ? inAtomic : inDram);
}

function ask(
  m: ThreadMachine,
  h: number,
  time: number,
  address: number,
  bytes: number,
  reason: number,
): void {
  const { bus, agenda } = m;
  const { clock, port } = m.memory;
  if (port !== null) {
    m.since[h] = time;
    m.waits[h] = reason;
    submitRequest(port, time, address, bytes, false, h);
    return;
  }
  bus[0] = Math.max(time * clock.perCycle, bus[0]!) + bytes * clock.perByte;
  const done = Math.ceil(bus[0]! / clock.perCycle) + clock.latency;
  m.spent[reason]! += done - time;
  joinLane(agenda, agenda.answers, h, done, 0);
}

function write(m: ThreadMachine, h: number, time: number, bytes: number): void {
  const { bus, agenda } = m;
  const { clock, port } = m.memory;
  agenda.records[(h << recordShift) + now] = step.scan;
  if (port !== null) {
    m.since[h] = time;
    m.waits[h] = inWriteBack;
    submitRequest(port, time, m.regions.out + m.outAt, bytes, true, h);
  } else {
    bus[0] = Math.max(time * clock.perCycle, bus[0]!) + bytes * clock.perByte;
    joinLane(agenda, agenda.answers, h, Math.ceil(bus[0]! / clock.perCycle), 0);
  }
  m.outAt += bytes;
}

/** Whoever has waited longest moves its row from the next cycle on. */
function endTransfer(m: ThreadMachine, time: number): void {
  if (m.lineHead === m.lineTail) {
    m.moving--;
    return;
  }
  const h = m.line[m.lineHead++ % m.threads]!;
  m.spent[inDma]! += time + 1 - m.since[h]!;
  m.agenda.records[(h << recordShift) + now] = step.move;
  joinLane(m.agenda, m.agenda.rest, h, time + 1, 0);
}

/** The next row or non-zero of a, from the counter at bank 0. */
function takeToken(m: ThreadMachine, h: number, time: number): void {
  const { agenda, problem, hardware } = m;
  const { records, banks } = agenda;
  const { rowPointers } = problem.a;
  const r = h << recordShift;
  const done = Math.max(banks[0]! + agenda.base, time) + hardware.scratchpad.atomic_cycles;
  banks[0] = done - agenda.base;
  m.spent[inToken]! += done - time;
  m.tokens++;
  if (m.nextToken >= m.lastToken) {
    records[r + now] = step.barrier;
    joinLane(agenda, agenda.rest, h, done, 0);
    return;
  }
  const token = m.nextToken++;
  if (hardware.distribution === 'row-tokens') {
    records[r + row] = token;
    issue(m, h, done, hardware.instructions.row, step.rowIssued);
    return;
  }
  while (rowPointers[m.tokenRow + 1]! <= token) m.tokenRow++;
  records[r + row] = m.tokenRow;
  records[r + aAt] = token;
  records[r + aEnd] = token + 1;
  issue(m, h, done, hardware.instructions.nonzero, step.beginIssued);
}

const sumAddress = (m: ThreadMachine, h: number): number => {
  const column = m.problem.b.columns[m.agenda.records[(h << recordShift) + bAt]!]!;
  return m.regions.out + (m.positions[h]! + column) * m.valueBytes;
};

function addInMemory(m: ThreadMachine, h: number, time: number): void {
  m.probes++;
  read(m, h, time, sumAddress(m, h), m.memory.port === null ? 2 * m.valueBytes : m.valueBytes, step.added);
}

/** Whole rows: a slot for each output. */
function addToRow(m: ThreadMachine, h: number, time: number): void {
  const { agenda, tags } = m;
  const { records, banks } = agenda;
  const { atomic_cycles: atomic } = m.hardware.scratchpad;
  const r = h << recordShift;
  const place = records[r + slot]!;
  const bank = place % banks.length;
  const start = Math.max(banks[bank]! + agenda.base, time);
  const done = start + atomic;
  if (tags[place]! < 0) {
    tags[place] = 0;
    m.touched[m.filled++] = place;
  }
  m.probes++;
  m.spent[inAtomic]! += atomic;
  m.spent[inBank]! += start - time;
  banks[bank] = done - agenda.base;
  records[r + bAt]!++;
  records[r + now] = step.element;
  joinLane(agenda, agenda.rest, h, done, 0);
}
