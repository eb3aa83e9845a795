import fc from 'fast-check';
import { accessBytes, createScratchpad } from '../../../src/arch/memory/bankedScratchpad.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('banked scratchpad against a cycle-by-cycle one');

interface Access {
  readonly cycle: number;
  readonly address: number;
  readonly bytes: number;
}

const accesses = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 2 }),
      address: fc.integer({ min: 0, max: 200 }),
      bytes: fc.integer({ min: 1, max: 24 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => {
    let cycle = 0;
    return list.map(({ gap, address, bytes }): Access => {
      cycle += gap;
      return { cycle, address, bytes };
    });
  });

/** Queues of single words before the banks; each cycle every bank takes as many as it has ports. */
function slow(list: readonly Access[], banks: number, ports: number, wordBytes: number) {
  const queues: { access: number; since: number }[][] = Array.from({ length: banks }, () => []);
  const done = list.map(() => 0);
  let waited = 0;
  let left = 0;
  let next = 0;
  for (let now = 0; next < list.length || left > 0; now++) {
    for (; next < list.length && list[next]!.cycle === now; next++) {
      const { address, bytes } = list[next]!;
      const words = new Set(Array.from({ length: bytes }, (_, i) => Math.floor((address + i) / wordBytes)));
      for (const word of words) {
        queues[word % banks]!.push({ access: next, since: now });
        left++;
      }
    }
    for (const queue of queues)
      for (let p = 0; p < ports && queue.length > 0; p++) {
        const { access, since } = queue.shift()!;
        left--;
        waited += now - since;
        done[access] = Math.max(done[access]!, now);
      }
  }
  return { done, waited };
}

test('every access is served in the same cycle', () => {
  fc.assert(
    fc.property(
      accesses,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(1, 3, 4, 8),
      (list, banks, ports, wordBytes) => {
        const pad = createScratchpad(banks, ports, wordBytes);
        const done = list.map((a) => accessBytes(pad, a.cycle, a.address, a.bytes));
        const reference = slow(list, banks, ports, wordBytes);
        assert.equal(done, reference.done);
        assert.is(pad.waited, reference.waited);
      },
    ),
    { numRuns: runs(400) },
  );
});

test.run();
