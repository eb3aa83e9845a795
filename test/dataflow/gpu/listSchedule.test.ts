import fc from 'fast-check';
import { listSchedule, scheduleEstimate } from '../../../src/dataflow/gpu/listSchedule.ts';
import { assert, runs, suite } from '../../harness.ts';

const tests = suite('list schedule of CTAs');

/** One cycle at a time: every free slot takes the next CTA, then all slots work for one cycle. */
function oracle(durations: readonly number[], slots: number): number {
  const left = new Array<number>(slots).fill(0);
  let next = 0;
  let cycle = 0;
  for (;;) {
    for (let s = 0; s < slots; s++)
      while (left[s] === 0 && next < durations.length) {
        left[s] = durations[next]!;
        next += 1;
      }
    if (left.every((x) => x === 0)) return cycle;
    for (let s = 0; s < slots; s++) if (left[s]! > 0) left[s]! -= 1;
    cycle += 1;
  }
}

const cases = fc.record({
  durations: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }),
  slots: fc.integer({ min: 1, max: 12 }),
});

tests('ends when the one-cycle-at-a-time machine ends', () => {
  fc.assert(
    fc.property(cases, ({ durations, slots }) => {
      assert.is(listSchedule(durations, slots), oracle(durations, slots));
    }),
    { numRuns: runs(400) },
  );
});

tests('lies between the mean load and the mean load with one CTA more', () => {
  fc.assert(
    fc.property(cases, ({ durations, slots }) => {
      const total = durations.reduce((sum, d) => sum + d, 0);
      const longest = durations.reduce((most, d) => Math.max(most, d), 0);
      const end = listSchedule(durations, slots);
      assert.ok(end >= total / slots && end >= longest);
      assert.ok(end <= total / slots + longest);
      const estimate = scheduleEstimate(total, longest, durations.length, slots);
      assert.ok(estimate >= longest && estimate <= total / slots + longest + 1);
    }),
    { numRuns: runs(300) },
  );
});

tests('equals its closed form where all CTAs are alike', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 50 }),
      (count, slots, each) => {
        const durations = new Array<number>(count).fill(each);
        assert.is(
          listSchedule(durations, slots),
          scheduleEstimate(count * each, count > 0 ? each : 0, count, slots),
        );
      },
    ),
    { numRuns: runs(200) },
  );
});

tests.run();
