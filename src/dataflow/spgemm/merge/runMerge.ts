import {
  answersBefore,
  drainWrites,
  type RequestPort,
  submitRequest,
} from '../../../arch/dram/requestPort.ts';
import type { ByteClock } from '../byteClock.ts';
import { nextAgent, nextTime, schedule } from '../eventWheel.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { lookUp, nextLine } from './fetchLines.ts';
import type { MergeHardware } from './hardware.ts';
import { inIdle, inLeaving, type MergeCounts } from './mergeCounts.ts';
import {
  createMergeMachine,
  idle,
  loaded,
  type MergeMachine,
  missing,
  parked,
  served,
  streamed,
  take,
} from './mergeMachine.ts';
import { endMerge, startMerge } from './mergerTurns.ts';
import type { MergeTasks } from './mergeTasks.ts';

/**
 * Mergers behind a cache, from event to event: docs/models/spgemm.md has the rules. While an element merges a task, its
 * fetch stage brings the lines of the next one: one line a cycle, each at its bank.
 */
export function runMerge(
  problem: SparseProblem,
  hardware: MergeHardware,
  tasks: MergeTasks,
  memory: { readonly clock: ByteClock; readonly port: RequestPort | null },
  outputs: number,
): MergeCounts {
  const m = createMergeMachine(problem, hardware, tasks, memory, outputs);
  const { wheel, elements, state, port } = m;
  for (let p = 0; p < elements; p++) schedule(wheel, 0, p);
  for (;;) {
    if (port !== null) while (answersBefore(port, nextTime(wheel))) settle(m, port);
    const agent = nextAgent(wheel);
    if (agent < 0) break;
    const time = wheel.now;
    if (agent >= elements) endMerge(m, agent - elements, time);
    else if (state[agent] === served) {
      lookUp(m, agent, time);
      askLine(m, agent, time);
    } else if (state[agent] === take) takeTask(m, agent, time);
    else if (state[agent] === streamed) {
      m.streamedAt[agent] = time;
      askLine(m, agent, time);
    } else finish(m, agent, time);
  }
  const left = port !== null ? drainWrites(port) : Math.ceil(m.bus[0]! / m.clock.perCycle);
  const cycles = Math.max(1, m.mergedLast, left);
  for (let p = 0; p < elements; p++) m.spent[inIdle]! += m.mergedLast - m.freeSince[p]!;
  m.spent[inLeaving]! += (cycles - m.mergedLast) * elements;
  const { spent, merged, partials, lines, missesB, missesPartial, placed, evicted } = m;
  return {
    cycles,
    spent,
    merged,
    outputs: m.outputs,
    partials,
    lines,
    missesB,
    missesPartial,
    placed,
    evicted,
    tasks: tasks.count,
  };
}

/** Tasks whose partial rows are all there come first, then the next leaf. */
function takeTask(m: MergeMachine, p: number, time: number): void {
  const { tasks } = m;
  let task = -1;
  if (m.readyHead < m.readyTail) task = m.ready[m.readyHead++]!;
  else {
    while (m.nextTask < tasks.count && tasks.leaf[m.nextTask] === 0) m.nextTask++;
    if (m.nextTask < tasks.count) task = m.nextTask++;
  }
  if (task < 0) {
    m.state[p] = idle;
    return;
  }
  m.task[p] = task;
  m.fiber[p] = tasks.from[task]!;
  m.fiberEnd[p] = tasks.to[task]!;
  m.line[p] = 0;
  m.lineEnd[p] = 0;
  m.length[p] = 0;
  m.dataAt[p] = 0;
  m.takenAt[p] = time;
  m.streamedAt[p] = time;
  if (tasks.leaf[task] === 0) {
    askLine(m, p, time);
    return;
  }
  // Non-zeros of a, each with the place of the row of b that it names.
  const { bytesA, indexBytes } = m.problem;
  const each = bytesA + 2 * indexBytes;
  const bytes = (tasks.to[task]! - tasks.from[task]!) * each;
  m.state[p] = streamed;
  if (m.port !== null) {
    submitRequest(m.port, time, m.regions.aElements + tasks.from[task]! * each, bytes, false, p);
    return;
  }
  const { perCycle, perByte, latency } = m.clock;
  m.bus[0] = Math.max(time * perCycle, m.bus[0]!) + bytes * perByte;
  schedule(m.wheel, Math.ceil(m.bus[0]! / perCycle) + latency, p);
}

/** Asks the next line of its bank, or ends the asking. */
function askLine(m: MergeMachine, p: number, time: number): void {
  if (nextLine(m, p)) {
    const bank = m.line[p]! % m.bankFree.length;
    const free = m.bankFree[bank]!;
    const done = Math.max(free, time) + 1;
    m.bankFree[bank] = done;
    m.state[p] = served;
    schedule(m.wheel, done, p);
    return;
  }
  m.askedAt[p] = time;
  if (m.unknown[p]! > 0) m.state[p] = missing;
  else arrive(m, p, Math.max(time, m.dataAt[p]!) + m.hardware.cache.hit_cycles, time);
}

/** The task is complete at a cycle not before `now`. */
function arrive(m: MergeMachine, p: number, at: number, now: number): void {
  m.state[p] = loaded;
  if (at > now) schedule(m.wheel, at, p);
  else finish(m, p, now);
}

function finish(m: MergeMachine, p: number, time: number): void {
  if (m.merging[p]! < 0) startMerge(m, p, time);
  else m.state[p] = parked;
}

/** Non-zeros of a, or lines, whose arrival is known now. */
function settle(m: MergeMachine, { answered, answeredAt }: RequestPort): void {
  const { fills, unknown } = m;
  for (let i = 0; i < answered.length; i++) {
    const at = answeredAt[i]!;
    const fill = answered[i]! - 2 * m.elements;
    if (fill < 0) {
      schedule(m.wheel, at, answered[i]!);
      continue;
    }
    const index = fills.line[fill]!;
    if (index >= 0 && m.lineFill[index] === fill) {
      m.lineFill[index] = -1;
      m.lineReady[index] = at;
    }
    for (const p of fills.waiters[fill]!) {
      if (at > m.dataAt[p]!) m.dataAt[p] = at;
      if (--unknown[p]! > 0 || m.state[p] !== missing) continue;
      m.state[p] = loaded;
      schedule(m.wheel, Math.max(m.askedAt[p]!, m.dataAt[p]!) + m.hardware.cache.hit_cycles, p);
    }
    fills.waiters[fill]!.length = 0;
    fills.free.push(fill);
  }
}
