import { answersBefore, type RequestPort } from '../../../arch/dram/requestPort.ts';
import { idle, joinLane, late, mostAgents, nextCycle, reachNext } from './agenda.ts';
import { otherStep } from './otherStep.ts';
import { inAtomic, inBank, inCollision, inCompute, inDram } from './threadCounts.ts';
import type { ThreadMachine } from './threadMachine.ts';
import { field, recordShift } from './threadRecord.ts';
import * as steps from './threadSteps.ts';

const { step, core, cycles, aAt, aEnd, bAt, bEnd, slot, key: keyBase, slotBase, slotShare } = field;
const { next, barrier, scanIssued, loadIssued, probe } = steps;

/**
 * The next events of a run; false when there are none left. Steps on a hash table that end on a core and come back to
 * it stand here in full, with what agenda.ts does for them, since a run spends its time in them: a thread looks at a
 * slot; with a memory interface in whole numbers it also loads an element of b, or writes an output when it empties the
 * table. All others: otherStep.ts.
 */
export function stepThreads(m: ThreadMachine): boolean {
  const { agenda: g, problem, hardware, tags, numbers, tagShift, spent, bus, high } = m;
  const { records, tree, queues, banks, leaf, stretch, wrap, reach } = g;
  const { bytesB, bytesOut } = problem;
  const bColumns = problem.b.columns;
  const { load, multiply, probe: probeSlots, scan: scanSlots } = hardware.instructions;
  const { atomic_cycles: atomic } = hardware.scratchpad;
  const bulk = hardware.operands === 'dma';
  const { port } = m.memory;
  const { perCycle, perByte, latency } = m.memory.clock;
  const mask = m.windows.slots - 1;
  // Zero where banks are no power of two.
  const bankMask = (banks.length & (banks.length - 1)) === 0 ? banks.length - 1 : 0;
  const from = !m.hashed ? probe + 1 : port === null ? scanIssued : probe;
  let { base } = g;
  let { colStart, colEnd } = m;

  let probes = 0;
  let collisions = 0;
  let products = 0;
  let loads = 0;
  let loading = 0;
  let banking = 0;
  let looks = 0;
  let more = true;

  for (let left = m.events; left > 0; left--) {
    if (port !== null) while (answersBefore(port, nextCycle(g))) settle(m, port);
    let key = tree[1]!;
    if (key >= late) {
      more = reachNext(g);
      if (!more) break;
      base = g.base;
      continue;
    }
    const h = key & (mostAgents - 1);
    const r = h << recordShift;
    const kind = records[r + step]!;
    if (kind < from) {
      otherStep(m);
      colStart = m.colStart;
      colEnd = m.colEnd;
      continue;
    }
    const time = key >> 12;
    const number = records[r + core]!;
    const first = number * stretch;
    const head = (queues[first]! + 1) | 0;
    queues[first] = head;

    // Where the step leads, and when the thread wants its core again: for `issue` cycles, or not.
    let done = time;
    let issue = 0;
    let after = next;
    let ended = 0;
    if (kind === probe) {
      let at = records[r + slot]!;
      const element = records[r + bAt]!;
      const position = (records[r + keyBase]! + bColumns[element]!) & 0x7fffffff;
      const bank = bankMask > 0 ? at & bankMask : at % banks.length;
      const free = banks[bank]!;
      if (free > time) {
        banking += free - time;
        done = free;
      }
      done += atomic;
      probes++;
      const place = at << tagShift;
      const tag = tags[place]!;
      if (tag < 0 || (tag === position && (tagShift === 0 || tags[place + 1] === numbers[h]))) {
        if (tag < 0) {
          tags[place] = position;
          if (tagShift > 0) tags[place + 1] = numbers[h]!;
          m.filled++;
        }
        // The table compares and sets the tag before it adds.
        done += atomic;
        records[r + bAt] = element + 1;
        if (element + 1 < records[r + bEnd]!) {
          if (bulk) {
            at = bColumns[element + 1]!;
            if (high) at = Math.floor(((at - colStart) * records[r + slotShare]!) / (colEnd - colStart));
            at += records[r + slotBase]!;
            issue = multiply;
            after = probe;
            products++;
          } else {
            issue = load;
            after = loadIssued;
            loads++;
          }
        }
      } else {
        at++;
        issue = probeSlots;
        after = probe;
        collisions++;
      }
      records[r + slot] = at & mask;
      banks[bank] = done;
    } else if (kind === loadIssued) {
      const now = base + time;
      bus[0] = Math.max(now * perCycle, bus[0]!) + bytesB * perByte;
      ended = Math.ceil(bus[0]! / perCycle) + latency;
      loading += ended - now;
      done = Math.min(ended - base, reach);
      let at = bColumns[records[r + bAt]!]!;
      if (high) at = Math.floor(((at - colStart) * records[r + slotShare]!) / (colEnd - colStart));
      records[r + slot] = (records[r + slotBase]! + at) & mask;
      issue = multiply;
      after = probe;
      products++;
    } else {
      bus[0] = Math.max((base + time) * perCycle, bus[0]!) + bytesOut * perByte;
      ended = Math.ceil(bus[0]! / perCycle);
      done = Math.min(ended - base, reach);
      m.outAt += bytesOut;
      const start = records[r + aAt]!;
      const end = records[r + aEnd]!;
      let at = start;
      while (at < end && tags[at << tagShift]! < 0) at++;
      after = barrier;
      if (at < end) {
        at++;
        after = scanIssued;
      }
      records[r + aAt] = at;
      looks += at - start;
      issue = (at - start) * scanSlots;
    }
    records[r + step] = after;

    if (issue > 0 && done < reach) {
      key = (done << 12) | h;
      let place = queues[first + 1]!;
      queues[first + 1] = (place + 1) | 0;
      while (place !== head) {
        const before = queues[first + 3 + ((place - 1) & wrap)]!;
        if (before < key) break;
        queues[first + 3 + (place & wrap)] = before;
        place = (place - 1) | 0;
      }
      queues[first + 3 + (place & wrap)] = key;
      records[r + cycles] = issue;
    }
    key = idle;
    if (head !== queues[first + 1]!) {
      const arrival = queues[first + 3 + (head & wrap)]!;
      const other = arrival & (mostAgents - 1);
      const end = Math.max(time, arrival >> 12) + records[(other << recordShift) + cycles]!;
      queues[first + 2] = end;
      key = end < reach ? (end << 12) | other : late;
    }
    let node = leaf + number;
    tree[node] = key;
    while (node > 1) {
      // The smaller of two keys, without a branch.
      const less = (key - tree[node ^ 1]!) | 0;
      key = (key - (less & ~(less >> 31))) | 0;
      node >>= 1;
      tree[node] = key;
    }
    if (issue === 0 || done >= reach) joinLane(g, g.rest, h, kind === probe ? base + done : ended, issue);
  }
  m.probes += probes;
  m.collisions += collisions;
  if (!bulk) m.readB += products;
  m.scanned += looks;
  m.issued += products * multiply + loads * load + collisions * probeSlots + looks * scanSlots;
  spent[inCompute]! += products * multiply + loads * load;
  spent[inCollision]! += collisions * (atomic + probeSlots);
  spent[inAtomic]! += 2 * atomic * (probes - collisions);
  spent[inBank]! += banking;
  spent[inDram]! += loading;
  return more;
}

/** Those whose data has come go on. */
function settle(m: ThreadMachine, { answered, answeredAt }: RequestPort): void {
  const { agenda } = m;
  for (let i = 0; i < answered.length; i++) {
    const agent = answered[i]!;
    const at = answeredAt[i]!;
    if (agent < m.threads && !m.emptying) m.spent[m.waits[agent]!]! += at - m.since[agent]!;
    joinLane(agenda, agenda.answers, agent, at, 0);
  }
}
