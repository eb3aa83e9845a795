import * as fc from 'fast-check';
import { parse } from 'yaml';
import { yamlText } from '../../src/report/browser/mapping/yamlText.ts';
import { assert, runs, suite } from '../harness.ts';

const mapping = suite('mapping as text');

const anyText = fc.oneof(
  fc.string(),
  fc.constantFrom('n', 'no', 'null', '1e3', '-', '# x', 'a: b', '', '~', 'm'),
);
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    anyText,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

mapping('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        anyText.filter((k) => k !== '__proto__'),
        anyValue,
        { minKeys: 1, maxKeys: 4, noNullPrototype: true },
      ),
      (value) => {
        assert.equal(
          JSON.parse(JSON.stringify(parse(yamlText(value)))),
          JSON.parse(JSON.stringify(value)),
          yamlText(value),
        );
      },
    ),
    { numRuns: runs(300) },
  );
});

mapping('a nest keeps one line a level where it fits', () => {
  const text = yamlText({
    kind: 'mapping',
    layers: [
      {
        layer: 'conv1',
        mapping: {
          loops: [
            {
              level: 'DRAM',
              temporal: [
                ['K', 2],
                ['Q', 8],
              ],
              spatial: { x: [], y: [] },
              keep: ['a', 'b', 'out'],
            },
            { level: 'GLB', temporal: [['K', 4]], spatial: { x: [['K', 2]], y: [] }, keep: ['a', 'out'] },
          ],
        },
      },
    ],
  });
  assert.is(
    text,
    `kind: mapping
layers:
  - layer: conv1
    mapping:
      loops:
        - { level: DRAM, temporal: [[K, 2], [Q, 8]], spatial: { x: [], "y": [] }, keep: [a, b, out] }
        - { level: GLB, temporal: [[K, 4]], spatial: { x: [[K, 2]], "y": [] }, keep: [a, out] }`,
  );
});

mapping.run();
