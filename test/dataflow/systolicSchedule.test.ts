import * as fc from 'fast-check';
import { runsOf } from '../../src/dataflow/systolic/repetition.ts';
import { schedule } from '../../src/dataflow/systolic/schedule.ts';
import type { SchedulePlan } from '../../src/dataflow/systolic/schedulePlan.ts';
import { assert, runs, suite } from '../harness.ts';

const test = suite('systolic: the recurrence over tiles');

const axis = fc.constantFrom(1, 2, 3, 7, 19, 40);
const cost = fc.integer({ min: 1, max: 60 });

/** Plans with interior tiles alike and another last one, as tilings have; sometimes with an odd one inside. */
const plan: fc.Arbitrary<SchedulePlan> = fc
  .record({
    tiles: fc.tuple(axis, axis, axis).filter(([m, n, k]) => m * n * k <= 3000),
    order: fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]) as fc.Arbitrary<
      [number, number, number]
    >,
    batch: fc.constantFrom(1, 1, 2, 9),
    sharedBy: fc.constantFrom(1, 3),
    resident: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    goesOn: fc.boolean(),
    buffers: fc.constantFrom(1, 2),
    latency: fc.constantFrom(0, 3, 100),
    a: fc.tuple(cost, cost),
    b: fc.tuple(cost, cost),
    out: fc.tuple(cost, cost),
    stream: cost,
    load: fc.integer({ min: 0, max: 30 }),
    drain: fc.integer({ min: 0, max: 80 }),
    odd: fc.option(fc.nat(2000), { nil: null }),
  })
  .map((x) => {
    const [m, n, k] = x.tiles;
    const last = (i: number, count: number, pair: readonly [number, number]) => pair[i === count - 1 ? 1 : 0];
    const fill = (rows: number, cols: number, pair: readonly [number, number]) =>
      Float64Array.from(
        { length: rows * cols },
        (_, i) => last(i % cols, cols, pair) + (Math.floor(i / cols) === rows - 1 ? 1 : 0),
      );
    const dramA = fill(m, k, x.a);
    if (x.odd !== null) dramA[x.odd % dramA.length]! += 5;
    const durations: number[] = [];
    // Each table has sizes of its own, so that any transfer may change alone.
    const sizes = (table: Float64Array) => {
      const first = durations.length;
      return Int32Array.from(table, (cycles) => {
        if (!durations.includes(cycles, first)) durations.push(cycles);
        return durations.indexOf(cycles, first);
      });
    };
    const tables = {
      sizeA: sizes(dramA),
      sizeB: sizes(fill(k, n, x.b)),
      sizeOut: sizes(fill(m, n, x.out)),
      sizePartial: sizes(fill(m, n, [x.out[0] * 2, x.out[1] * 2])),
    };
    const inner = x.order[2];
    return {
      batch: x.batch,
      sharedBy: x.sharedBy,
      tiles: x.tiles,
      order: x.order,
      residentA: x.resident[0],
      residentB: x.resident[1],
      residentOut: x.resident[2],
      continues: x.goesOn ? inner : -1,
      buffers: x.buffers,
      latency: x.latency,
      elements: 1,
      ...tables,
      durations: new Float64Array(durations),
      cycles: Float64Array.of(
        x.stream,
        x.load,
        0,
        x.drain,
        0,
        x.load,
        0,
        1,
        x.stream + 3,
        x.load,
        2,
        x.drain,
        1,
        x.load,
        1,
        1,
      ),
      classM: new Int32Array(m),
      classN: new Int32Array(n),
      classK: Int32Array.from({ length: k }, (_, i) => (i > 0 ? 1 : 0)),
    };
  });

test('jumps over repeating tiles change nothing', () => {
  let jumped = 0;
  fc.assert(
    fc.property(plan, (given) => {
      const steps = given.batch * given.tiles[0] * given.tiles[1] * given.tiles[2];
      const { walked, ...fast } = schedule(given, runsOf(given));
      const { walked: all, ...slow } = schedule(given, null);
      assert.is(all, steps);
      assert.equal(fast, slow);
      if (walked < steps) jumped++;
      const { cycles, ...reasons } = fast;
      assert.is(
        Object.values(reasons).reduce((x, y) => x + y, 0),
        cycles,
      );
    }),
    { numRuns: runs(600), includeErrorInReport: true },
  );
  assert.ok(jumped > runs(600) / 4, `${jumped} jumped`);
});

test('less DRAM time, latency or array time is never slower', () => {
  const lesser = fc.record({
    durations: fc.array(fc.nat(20), { minLength: 1 }),
    latency: fc.nat(50),
    stream: fc.nat(20),
  });
  fc.assert(
    fc.property(plan, lesser, (given, less) => {
      const cycles = given.cycles.slice();
      for (let i = 0; i < cycles.length; i += 8) cycles[i] = Math.max(1, cycles[i]! - less.stream);
      const better = {
        ...given,
        durations: given.durations.map((x, i) => Math.max(1, x - less.durations[i % less.durations.length]!)),
        latency: Math.max(0, given.latency - less.latency),
        cycles,
      };
      assert.ok(schedule(better, runsOf(better)).cycles <= schedule(given, runsOf(given)).cycles);
    }),
    { numRuns: runs(300), includeErrorInReport: true },
  );
});

test.run();
