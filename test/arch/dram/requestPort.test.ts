import fc from 'fast-check';
import { addressMapping, locate } from '../../../src/arch/dram/addressMapping.ts';
import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import {
  answersBefore,
  memoryBusy,
  requestPortOf,
  submitRequest,
} from '../../../src/arch/dram/requestPort.ts';
import { assert, runs, suite } from '../../harness.ts';
import { anyDram } from './randomDram.ts';
import { createSlowBankQueues } from './slowBankQueues.ts';
import { createSlowOldestReady } from './slowOldestReady.ts';

const test = suite('dram: agents that wait for scattered pieces');

/** What an agent asks for, one after the other: `rest` cycles after the answer before. */
interface Ask {
  readonly rest: number;
  readonly address: number;
  readonly bursts: number;
  readonly write: boolean;
}
type Answers = number[][];

function fast(p: DramParams, perClock: number, agents: readonly Ask[][], clock_hz: number): Answers {
  const port = requestPortOf(p, perClock, clock_hz);
  const bytes = p.organization.request_bytes;
  const answers: Answers = agents.map(() => []);
  const due = agents.map((list) => (list.length === 0 ? Number.POSITIVE_INFINITY : list[0]!.rest));
  for (;;) {
    const next = Math.min(...due);
    if (answersBefore(port, next)) {
      port.answered.forEach((agent, i) => {
        const at = port.answeredAt[i]!;
        answers[agent]!.push(at);
        const ask = agents[agent]![answers[agent]!.length];
        if (ask !== undefined) due[agent] = at + ask.rest;
      });
      continue;
    }
    if (next === Number.POSITIVE_INFINITY) {
      assert.not(memoryBusy(port));
      return answers;
    }
    const agent = due.indexOf(next);
    const { address, bursts, write } = agents[agent]![answers[agent]!.length]!;
    due[agent] = Number.POSITIVE_INFINITY;
    submitRequest(port, next, address * bytes + 1, bursts * bytes - 1, write, agent);
  }
}

/** Clock by clock, in the memory's own clock; an accelerator's cycle is `ratio` clocks. */
function slow(p: DramParams, perClock: number, agents: readonly Ask[][], ratio: number): Answers {
  const create = p.controller.scheduler === 'bank-queues' ? createSlowBankQueues : createSlowOldestReady;
  const channels = Array.from({ length: p.organization.channels }, () => create(p));
  const mapping = addressMapping(p);
  const answers: Answers = agents.map(() => []);
  const due = agents.map((list) => (list.length === 0 ? Number.POSITIVE_INFINITY : list[0]!.rest));
  const fifo: { id: number; address: number; write: boolean; agent: number }[] = [];
  const open = new Map<number, { ids: number[]; latest: number }>();
  let ids = 0;
  for (let boundary = 0; boundary < 200_000; boundary++) {
    if (boundary > 0) for (const c of channels) c.tick(boundary);
    for (const [agent, transfer] of open) {
      transfer.ids = transfer.ids.filter((id) => {
        const at = channels.map((c) => c.answered.get(id)).find((v) => v !== undefined);
        if (at === undefined || at > boundary) return true;
        transfer.latest = Math.max(transfer.latest, at);
        return false;
      });
      if (transfer.ids.length > 0) continue;
      open.delete(agent);
      const cycle = Math.ceil(transfer.latest / ratio);
      answers[agent]!.push(cycle);
      const ask = agents[agent]![answers[agent]!.length];
      if (ask !== undefined) due[agent] = cycle + ask.rest;
    }
    for (let agent = 0; agent < agents.length; agent++) {
      if (due[agent]! * ratio > boundary) continue;
      due[agent] = Number.POSITIVE_INFINITY;
      const ask = agents[agent]![answers[agent]!.length]!;
      const list: number[] = [];
      for (let i = 0; i < ask.bursts; i++) {
        list.push(ids);
        fifo.push({ id: ids++, address: ask.address + i, write: ask.write, agent });
      }
      open.set(agent, { ids: list, latest: 0 });
    }
    for (let k = 0; boundary > 0 && k < perClock && fifo.length > 0; k++) {
      const head = fifo[0]!;
      const at = { channel: 0, bank: 0, row: 0 };
      locate(mapping, head.address, at);
      const request = { ...head, bank: at.bank, row: at.row, arrive: 0, seen: false };
      if (!channels[at.channel]!.offer(request, boundary)) break;
      fifo.shift();
      if (!head.write) continue;
      const transfer = open.get(head.agent)!;
      transfer.ids = transfer.ids.filter((id) => id !== head.id);
      transfer.latest = Math.max(transfer.latest, boundary);
      if (transfer.ids.length > 0) continue;
      open.delete(head.agent);
      const cycle = Math.ceil(transfer.latest / ratio);
      answers[head.agent]!.push(cycle);
      const ask = agents[head.agent]![answers[head.agent]!.length];
      if (ask !== undefined) {
        due[head.agent] = cycle + ask.rest;
      }
    }
    if (open.size === 0 && due.every((d) => d === Number.POSITIVE_INFINITY)) return answers;
  }
  throw new Error('the slow memory never finishes');
}

const ask = fc.record({
  rest: fc.integer({ min: 1, max: 40 }),
  address: fc.nat(300),
  bursts: fc.integer({ min: 1, max: 5 }),
  write: fc.boolean(),
});
const agents = fc.array(fc.array(ask, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

test('every answer comes at the cycle of a memory stepped clock by clock', () => {
  fc.assert(
    fc.property(
      anyDram,
      agents,
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 3 }),
      (p, list, perClock, ratio) => {
        assert.equal(fast(p, perClock, list, p.clock_hz / ratio), slow(p, perClock, list, ratio));
      },
    ),
    { numRuns: runs(200) },
  );
});

test.run();
