import fc from 'fast-check';
import { accessLine, createCache, discardLine } from '../../../src/arch/memory/setAssociativeCache.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('set-associative cache against time stamps');

const steps = fc.array(
  fc.record({
    line: fc.integer({ min: 0, max: 30 }),
    kind: fc.constantFrom('read', 'read', 'write', 'discard'),
  }),
  { minLength: 1, maxLength: 150 },
);

test('hits, misses, write-backs and discards of lines', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }), (list, sets, ways) => {
      const cache = createCache(sets, ways);
      const held = new Map<number, { used: number; dirty: boolean }>();
      list.forEach(({ line, kind }, now) => {
        if (kind === 'discard') {
          assert.is(discardLine(cache, line), held.delete(line));
          return;
        }
        let written = -1;
        const known = held.get(line);
        if (known === undefined) {
          const mates = [...held].filter(([other]) => other % sets === line % sets);
          if (mates.length === ways) {
            const oldest = mates.reduce((x, y) => (x[1].used < y[1].used ? x : y));
            held.delete(oldest[0]);
            if (oldest[1].dirty) written = oldest[0];
          }
        }
        held.set(line, { used: now, dirty: kind === 'write' || known?.dirty === true });
        assert.is(accessLine(cache, line, kind === 'write'), known !== undefined);
        assert.is(cache.written, written);
      });
      assert.equal(
        [...cache.lines].filter((line) => line >= 0).sort((x, y) => x - y),
        [...held.keys()].sort((x, y) => x - y),
      );
    }),
    { numRuns: runs(400) },
  );
});

test.run();
