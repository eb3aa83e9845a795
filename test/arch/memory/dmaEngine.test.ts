import fc from 'fast-check';
import { createDmaEngine, moveBlock } from '../../../src/arch/memory/dmaEngine.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('DMA engine against a cycle-by-cycle one');

const memories = fc.record({
  perCycle: fc.integer({ min: 1, max: 40 }),
  perByte: fc.integer({ min: 1, max: 7 }),
  latency: fc.integer({ min: 0, max: 12 }),
});

/** Blocks start in order while a place is free; the interface moves whole units for the oldest block each cycle. */
function slow(
  list: readonly { cycle: number; bytes: number }[],
  memory: { perCycle: number; perByte: number; latency: number },
  outstanding: number,
): number[] {
  const done = list.map(() => -1);
  const moving: { block: number; left: number }[] = [];
  const arriving: { block: number; at: number }[] = [];
  let next = 0;
  for (let now = 0; done.includes(-1); now++) {
    for (let i = arriving.length - 1; i >= 0; i--)
      if (arriving[i]!.at === now) done[arriving.splice(i, 1)[0]!.block] = now;
    while (next < list.length && list[next]!.cycle <= now && moving.length + arriving.length < outstanding) {
      moving.push({ block: next, left: list[next]!.bytes * memory.perByte });
      next++;
    }
    for (let units = memory.perCycle; units > 0 && moving.length > 0; ) {
      const head = moving[0]!;
      const moved = Math.min(units, head.left);
      head.left -= moved;
      units -= moved;
      if (head.left > 0) break;
      moving.shift();
      arriving.push({ block: head.block, at: now + 1 + memory.latency });
    }
  }
  return done;
}

test('every block ends in the same cycle', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: fc.integer({ min: 0, max: 9 }), bytes: fc.integer({ min: 1, max: 40 }) }), {
        minLength: 1,
        maxLength: 50,
      }),
      memories,
      fc.integer({ min: 1, max: 6 }),
      (steps, memory, outstanding) => {
        let cycle = 0;
        const list = steps.map(({ gap, bytes }) => {
          cycle += gap;
          return { cycle, bytes };
        });
        const engine = createDmaEngine(memory, outstanding);
        assert.equal(
          list.map((b) => moveBlock(engine, b.cycle, b.bytes)),
          slow(list, memory, outstanding),
        );
      },
    ),
    { numRuns: runs(400) },
  );
});

test.run();
