import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../src/core/sha256.ts';
import { assert, runs, suite } from '../harness.ts';

const tests = suite('sha256');

tests('equals the examples of FIPS 180-4', () => {
  assert.is(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.is(sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

tests('equals Node for any bytes around block edges', () => {
  const node = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    assert.is(sha256(bytes), node(bytes));
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => sha256(text) === node(text)),
    { numRuns: runs(200) },
  );
});

tests.run();
