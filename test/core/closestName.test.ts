import fc from 'fast-check';
import { closestName, editDistance } from '../../src/core/closestName.ts';
import { assert, runs, suite } from '../harness.ts';

const names = suite('closest name');

names('finds a misspelling, a swap, another case, a beginning; nothing where nothing is near', () => {
  const known = ['clock_hz', 'technology', 'array', 'scratchpad'];
  assert.is(closestName('aray', known), 'array');
  assert.is(closestName('arrya', known), 'array');
  assert.is(closestName('SCRATCHPAD', known), 'scratchpad');
  assert.is(closestName('clock', known), 'clock_hz');
  assert.is(closestName('bandwidth', known), null);
  assert.is(closestName('', known), null);
});

names('measures a distance: symmetric, zero only for equal words, one for one change', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.is(editDistance(a, b), editDistance(b, a));
      assert.is(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
      assert.is(editDistance(`${a}x`, a), 1);
    }),
    { numRuns: runs(200) },
  );
});

names.run();
