import fc from 'fast-check';
import { matchesGlob } from '../../src/workload/glob.ts';
import { assert, runs, suite } from '../harness.ts';

const test = suite('globs');

test('agrees with the regular expression that a glob stands for', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(glob, text, (pattern, name) => {
      const expression = [...pattern]
        .map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c === '.' ? '\\.' : c))
        .join('');
      assert.is(matchesGlob(pattern, name), new RegExp(`^${expression}$`).test(name), `${pattern} ${name}`);
    }),
    { numRuns: runs(2000) },
  );
});

test('takes linear time where backtracking would not', () => {
  assert.not(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2000)));
});

test.run();
