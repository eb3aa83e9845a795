import fc from 'fast-check';
import { createAtomicUnits, operateAtomically } from '../../../src/arch/memory/atomicUnits.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('atomic units against cycle-by-cycle ones');

const operations = fc.array(
  fc.record({ gap: fc.integer({ min: 0, max: 3 }), address: fc.integer({ min: 0, max: 12 }) }),
  { minLength: 1, maxLength: 60 },
);

/** Additions to cells: each unit starts the head of its queue when the cell is idle, and writes when it is through. */
function slow(
  list: readonly { cycle: number; address: number; add: number }[],
  banks: number,
  latency: number,
  interval: number,
) {
  const queues: number[][] = Array.from({ length: banks }, () => []);
  const pause = new Array<number>(banks).fill(0);
  const cells = new Map<number, number>();
  const working = new Map<number, { left: number; operation: number; read: number }>();
  const done = list.map(() => -1);
  let next = 0;
  for (let now = 0; done.includes(-1); now++) {
    for (const [address, w] of working) {
      w.left--;
      if (w.left > 0) continue;
      working.delete(address);
      cells.set(address, w.read + list[w.operation]!.add);
      done[w.operation] = now;
    }
    for (; next < list.length && list[next]!.cycle === now; next++)
      queues[list[next]!.address % banks]!.push(next);
    for (let b = 0; b < banks; b++) {
      if (pause[b]! > 0) pause[b]!--;
      const head = queues[b]![0];
      if (head === undefined || pause[b]! > 0) continue;
      const { address } = list[head]!;
      if (working.has(address)) continue;
      queues[b]!.shift();
      working.set(address, { left: latency, operation: head, read: cells.get(address) ?? 0 });
      pause[b] = interval;
    }
  }
  return { done, cells };
}

test('operations end in the same cycle, and none is lost', () => {
  fc.assert(
    fc.property(
      operations,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 4 }),
      (steps, banks, latency, interval) => {
        let cycle = 0;
        const list = steps.map(({ gap, address }, i) => {
          cycle += gap;
          return { cycle, address, add: i + 1 };
        });
        const units = createAtomicUnits(banks, latency, interval);
        const done = list.map((o) => operateAtomically(units, o.cycle, o.address % banks, o.address));
        const reference = slow(list, banks, latency, interval);
        assert.equal(done, reference.done);
        const waits = done.reduce((sum, end, i) => sum + end - latency - list[i]!.cycle, 0);
        assert.is(units.waitedForBank + units.waitedForAddress, waits);
        for (const [address, sum] of reference.cells)
          assert.is(
            sum,
            list.filter((o) => o.address === address).reduce((x, o) => x + o.add, 0),
          );
      },
    ),
    { numRuns: runs(400) },
  );
});

test.run();
