import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { canonicalJson } from '../../src/engine/canonicalJson.ts';
import { assert, runs, suite } from '../harness.ts';

const tests = suite('canonicalJson');

tests('does not depend on the order of keys', () => {
  assert.is(canonicalJson({ b: [1, { d: 2, c: null }], a: 'x' }), '{"a":"x","b":[1,{"c":null,"d":2}]}');
  assert.is(canonicalJson({ 10: 1, 9: 2 }), '{"10":1,"9":2}');
});

tests('reads back as the same data', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.equal(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.is(canonicalJson(JSON.parse(text)), text);
    }),
    { numRuns: runs(300) },
  );
});

tests('refuses what JSON can not hold', () => {
  const holes: unknown[] = [];
  holes.length = 2;
  const refused = [
    Number.NaN,
    Infinity,
    undefined,
    { a: undefined },
    1n,
    () => 1,
    new Map(),
    new Date(0),
    holes,
  ];
  for (const value of refused) assert.throws(() => canonicalJson(value), /canonical JSON/);
  assert.throws(() => canonicalJson({ a: [0, Number.NaN] }), /\$\.a\[1\]/);
});

tests('takes plain objects of another realm', () => {
  assert.is(canonicalJson(runInNewContext('({ b: 1, a: [2] })')), '{"a":[2],"b":1}');
});

tests.run();
