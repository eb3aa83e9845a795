import fc from 'fast-check';
import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import {
  answersBefore,
  memoryBusy,
  requestPortOf,
  submitRequest,
} from '../../../src/arch/dram/requestPort.ts';
import { assert, runs, suite } from '../../harness.ts';
import { anyDram } from './randomDram.ts';
import { slowPort } from './slowPort.ts';

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

function slow(p: DramParams, perClock: number, agents: readonly Ask[][], ratio: number): Answers {
  const port = slowPort(p, perClock, ratio);
  const bytes = p.organization.request_bytes;
  const answers: Answers = agents.map(() => []);
  const due = agents.map((list) => (list.length === 0 ? Number.POSITIVE_INFINITY : list[0]!.rest));
  for (let now = 0; agents.some((list, i) => answers[i]!.length < list.length); now++) {
    for (let agent = 0; agent < agents.length; agent++) {
      if (due[agent] !== now) continue;
      const { address, bursts, write } = agents[agent]![answers[agent]!.length]!;
      port.ask(agent, address * bytes + 1, bursts * bytes - 1, write);
    }
    for (const [agent, cycle] of port.tick(now)) {
      answers[agent]!.push(cycle);
      const ask = agents[agent]![answers[agent]!.length];
      if (ask !== undefined) due[agent] = cycle + ask.rest;
    }
  }
  return answers;
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
