import * as fc from 'fast-check';
import { createWheel, nextAgent, nextTime, schedule } from '../../../src/dataflow/spgemm/eventWheel.ts';
import { assert, suite } from '../../harness.ts';

const test = suite('event wheel');

const gap = fc.oneof(
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 900, max: 1200 }),
  fc.integer({ min: 1, max: 100_000 }),
);

test('gives events in the order of time and agent, near and far, as a sorted list does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 80 }),
      fc.array(gap, { minLength: 1, maxLength: 400 }),
      (agents, gaps) => {
        const wheel = createWheel(agents);
        let list: [number, number][] = [];
        let used = 0;
        const put = (now: number, agent: number): void => {
          if (used >= gaps.length) return;
          const time = now + gaps[used++]!;
          schedule(wheel, time, agent);
          list.push([time, agent]);
        };
        for (let agent = 0; agent < agents; agent++) put(0, agent);
        for (;;) {
          list = list.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
          const expected = list.shift();
          assert.is(nextTime(wheel), expected?.[0] ?? Number.POSITIVE_INFINITY);
          const agent = nextAgent(wheel);
          if (expected === undefined) {
            assert.is(agent, -1);
            return;
          }
          assert.equal([wheel.now, agent], expected);
          put(wheel.now, agent);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.run();
