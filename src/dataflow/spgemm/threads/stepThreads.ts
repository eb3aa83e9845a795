import { answersBefore, type RequestPort, submitRequest } from '../../../arch/dram/requestPort.ts';
import { nextAgent, nextTime, schedule } from '../eventWheel.ts';
import { firstNotBelow } from '../firstNotBelow.ts';
import { joinQueue, leaveQueue } from './coreQueues.ts';
import {
  inAtomic,
  inBank,
  inCollision,
  inCompute,
  inDram,
  inIssue,
  inToken,
  inWriteBack,
} from './threadCounts.ts';
import type { ThreadMachine } from './threadMachine.ts';
import * as step from './threadSteps.ts';
import { arriveAtBarrier, drain } from './windowTurns.ts';

/** Events of one call: many calls let the host compile the loop with what is fixed for a run known at its entry. */
const eventsAtOnce = 8192;

/** The next events of a run; false when there are none left. */
export function stepThreads(m: ThreadMachine): boolean {
  const { problem, hardware, windows, memory } = m;
  const { bytesA, bytesB, bytesOut, indexBytes } = problem;
  const { rowPointers: aPointers, columns: aColumns } = problem.a;
  const { rowPointers: bPointers, columns: bColumns, cols: columns } = problem.b;
  const { threads, regions, wheel, bus, spent, tags, touched, bankFree } = m;
  const { queues, serving, coreOf, coreFree } = m;
  const { state, rowOf, aAt, aEnd, bAt, bEnd, slotOf, slotBase, slotShare, keyBase, scanEnd } = m;
  const { row: rowSlots, nonzero: beginSlots, load: loadSlots } = hardware.instructions;
  const { multiply: multiplySlots, probe: probeSlots, scan: scanSlots } = hardware.instructions;
  const { banks, atomic_cycles: atomic } = hardware.scratchpad;
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
  const bankMask = (banks & (banks - 1)) === 0 ? banks - 1 : 0;

  let computing = 0;
  let queueing = 0;
  let adding = 0;
  let colliding = 0;
  let banking = 0;
  let issued = 0;
  let probes = 0;
  let collisions = 0;
  let scanned = 0;
  let tokens = 0;
  let readA = 0;
  let readB = 0;
  let readPointersA = 0;
  let readPointersB = 0;

  let left = eventsAtOnce;
  for (; left > 0; left--) {
    if (port !== null) while (answersBefore(port, nextTime(wheel))) settle(m, port);
    const h = nextAgent(wheel);
    if (h < 0) break;
    const time = wheel.now;
    if (h === threads) {
      drain(m, time);
      continue;
    }
    const c = coreOf[h]!;
    if (serving[c] === h) {
      // Its step ends: the core turns to the first of those that wait.
      const first = leaveQueue(queues, c);
      serving[c] = first;
      if (first >= 0) {
        const waited = time - queues.arrival[first]!;
        if (m.emptying) spent[inWriteBack]! += waited;
        else queueing += waited;
        const done = time + queues.cycles[first]!;
        coreFree[c] = done;
        schedule(wheel, done, first);
      }
    }
    let at = state[h]!;
    let core = 0;
    // When the thread asks for its core.
    let when = time;
    let address = 0;
    let bytes = 0;
    // Steps without time follow one another; a step with time leaves by `core`, `bytes`, a bank or the barrier.
    steps: for (;;) {
      switch (at) {
        // The steps of every product come first: cases are compared in turn.
        case step.probe: {
          const position = keyBase[h]! + bColumns[bAt[h]!]!;
          probes++;
          if (inMemory) {
            address = regions.out + position * valueBytes;
            bytes = port === null ? 2 * valueBytes : valueBytes;
            state[h] = step.added;
            break;
          }
          const slot = slotOf[h]!;
          const bank = bankMask > 0 ? slot & bankMask : slot % banks;
          const free = bankFree[bank]!;
          const start = Math.max(free, time);
          const tag = tags[slot]!;
          let service = atomic;
          if (tag === position || tag < 0) {
            if (tag < 0) {
              tags[slot] = position;
              if (!hashed) touched[m.filled] = slot;
              m.filled++;
            }
            // A hash table compares and sets the tag before it adds.
            if (hashed) service = 2 * atomic;
            bAt[h]!++;
            adding += service;
            at = step.element;
          } else {
            collisions++;
            colliding += service;
            at = step.collided;
          }
          banking += start - time;
          const done = start + service;
          bankFree[bank] = done;
          // A core that is busy past `done` takes the thread into its queue now: all that arrive before it do so too.
          if (coreFree[c]! > done && (at === step.collided || bAt[h]! < bEnd[h]!)) {
            when = done;
            continue;
          }
          state[h] = at;
          schedule(wheel, done, h);
          break steps;
        }
        case step.collided:
          slotOf[h] = (slotOf[h]! + 1) & mask;
          core = probeSlots;
          state[h] = step.probe;
          break;
        case step.element:
          if (bAt[h]! >= bEnd[h]!) {
            at = step.next;
            continue;
          }
          if (bulk) {
            at = step.loaded;
            continue;
          }
          core = loadSlots;
          state[h] = step.loadIssued;
          break;
        case step.loaded: {
          const column = bColumns[bAt[h]!]!;
          if (high) {
            const range = m.colEnd - m.colStart;
            const offset = Math.floor(((column - m.colStart) * slotShare[h]!) / range);
            slotOf[h] = (slotBase[h]! + offset) & mask;
          } else if (hashed) slotOf[h] = (slotBase[h]! + column) & mask;
          else if (!inMemory) slotOf[h] = keyBase[h]! + column;
          core = multiplySlots;
          state[h] = step.probe;
          break;
        }
        case step.next: {
          if (aAt[h]! < aEnd[h]!) {
            at = step.begin;
            continue;
          }
          if (dealt) {
            const row = rowOf[h]! + threads;
            if (row >= m.rowEnd) {
              at = step.barrier;
              continue;
            }
            rowOf[h] = row;
            core = rowSlots;
            state[h] = step.rowIssued;
            break;
          }
          const done = Math.max(bankFree[0]!, time) + atomic;
          bankFree[0] = done;
          spent[inToken]! += done - time;
          tokens++;
          const token = m.nextToken < m.lastToken ? m.nextToken++ : -1;
          aAt[h] = token;
          if (token >= 0) {
            if (!rowTokens) while (aPointers[m.tokenRow + 1]! <= token) m.tokenRow++;
            rowOf[h] = rowTokens ? token : m.tokenRow;
          }
          state[h] = step.taken;
          schedule(wheel, done, h);
          break steps;
        }
        case step.taken:
          if (aAt[h]! < 0) {
            at = step.barrier;
            continue;
          }
          if (!rowTokens) {
            aEnd[h] = aAt[h]! + 1;
            at = step.begin;
            continue;
          }
          aAt[h] = 0;
          core = rowSlots;
          state[h] = step.rowIssued;
          break;
        case step.rowIssued:
          address = regions.aPointers + rowOf[h]! * indexBytes;
          bytes = 2 * indexBytes;
          readPointersA += 2;
          state[h] = step.rowRead;
          break;
        case step.rowRead:
          aAt[h] = aPointers[rowOf[h]!]!;
          aEnd[h] = aPointers[rowOf[h]! + 1]!;
          at = step.next;
          continue;
        case step.begin:
          core = beginSlots;
          state[h] = step.beginIssued;
          break;
        case step.beginIssued:
          address = regions.aElements + aAt[h]! * bytesA;
          bytes = bytesA;
          readA++;
          state[h] = step.nonzeroRead;
          break;
        case step.nonzeroRead:
          address = regions.bPointers + aColumns[aAt[h]!]! * indexBytes;
          bytes = 2 * indexBytes;
          readPointersB += 2;
          state[h] = step.pointersRead;
          break;
        case step.pointersRead: {
          const k = aColumns[aAt[h]!]!;
          aAt[h]!++;
          let from = bPointers[k]!;
          let to = bPointers[k + 1]!;
          if (m.narrow) {
            from = firstNotBelow(bColumns, from, to, m.colStart);
            to = firstNotBelow(bColumns, from, to, m.colEnd);
          }
          bAt[h] = from;
          bEnd[h] = to;
          keyBase[h] = (rowOf[h]! - m.rowStart) * columns - m.colStart;
          if (hashed) {
            slotBase[h] = windows.rowSlot[rowOf[h]!]!;
            slotShare[h] = windows.rowShare[rowOf[h]!]!;
          }
          if (bulk && to > from) {
            address = regions.bElements + from * bytesB;
            bytes = (to - from) * bytesB;
            readB += to - from;
            state[h] = step.element;
            break;
          }
          at = step.element;
          continue;
        }
        case step.loadIssued:
          address = regions.bElements + bAt[h]! * bytesB;
          bytes = bytesB;
          readB++;
          state[h] = step.loaded;
          break;
        case step.added:
          // The sum goes back to where it came from; nobody waits for it.
          if (port !== null) {
            const position = keyBase[h]! + bColumns[bAt[h]!]!;
            submitRequest(port, time, regions.out + position * valueBytes, valueBytes, true, -1);
          }
          bAt[h]!++;
          at = step.element;
          continue;
        case step.barrier:
          arriveAtBarrier(m, time);
          break steps;
        case step.scan: {
          // A stretch of free slots and the taken one behind it.
          const from = aAt[h]!;
          const limit = scanEnd[h]!;
          let to = from;
          if (hashed) while (to < limit && tags[to]! < 0) to++;
          const found = to < limit;
          const looked = to - from + (found ? 1 : 0);
          if (looked === 0) {
            at = step.barrier;
            continue;
          }
          aAt[h] = found ? to + 1 : to;
          scanned += looked;
          core = looked * scanSlots;
          state[h] = found ? step.scanIssued : step.barrier;
          break;
        }
        default: {
          // scanIssued: the output leaves; the thread goes on when memory has taken it.
          const moved = inMemory ? valueBytes + bytesOut : bytesOut;
          state[h] = step.scan;
          if (port !== null) {
            m.since[h] = time;
            m.waits[h] = inWriteBack;
            submitRequest(port, time, regions.out + m.outAt, moved, true, h);
          } else {
            const start = time * perCycle;
            bus[0] = Math.max(start, bus[0]!) + moved * perByte;
            const done = Math.ceil(bus[0]! / perCycle);
            spent[inWriteBack]! += done - time;
            schedule(wheel, done, h);
          }
          m.outAt += moved;
          break steps;
        }
      }
      if (core > 0) {
        issued += core;
        if (m.emptying) spent[inWriteBack]! += core;
        else if (at === step.collided) colliding += core;
        else computing += core;
        if (serving[c]! >= 0) joinQueue(queues, c, h, when, core);
        else {
          serving[c] = h;
          coreFree[c] = when + core;
          schedule(wheel, when + core, h);
        }
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
      schedule(wheel, done, h);
      break;
    }
  }
  spent[inCompute]! += computing;
  spent[inIssue]! += queueing;
  spent[inAtomic]! += adding;
  spent[inCollision]! += colliding;
  spent[inBank]! += banking;
  m.issued += issued;
  m.probes += probes;
  m.collisions += collisions;
  m.scanned += scanned;
  m.tokens += tokens;
  m.readA += readA;
  m.readB += readB;
  m.readPointersA += readPointersA;
  m.readPointersB += readPointersB;
  return left === 0;
}

/** Those whose data has come go on. */
function settle(m: ThreadMachine, { answered, answeredAt }: RequestPort): void {
  for (let i = 0; i < answered.length; i++) {
    const agent = answered[i]!;
    const at = answeredAt[i]!;
    if (agent < m.threads) m.spent[m.waits[agent]!]! += at - m.since[agent]!;
    schedule(m.wheel, at, agent);
  }
}
