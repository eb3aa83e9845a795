import { readNestCase } from '../../../src/cli/validation/nestCase.ts';
import { readTimeloop } from '../../../src/io/timeloop/readTimeloop.ts';
import { writeTimeloop } from '../../../src/io/timeloop/writeTimeloop.ts';
import { evaluateDense } from '../../../src/mapping/nest/evaluateDense.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { assert, suite } from '../../harness.ts';
import { readGolden } from '../../mapping/nest/readGolden.ts';

const test = suite('Timeloop YAML: there and back');

test('every dense golden case has the same counts, cycles and energies after it', () => {
  const { rows, readCase } = readGolden('golden_dense.csv');
  const ids = [...new Set(rows.map((row) => row['case']!))];
  for (const id of ids) {
    const { einsum, architecture, mapping } = readNestCase(readCase(id), id);
    const names = [...architecture.levels.map(({ name }) => name), architecture.compute.name];
    const offChip = new Set(architecture.levels.filter((l) => l.capacityWords === null).map((l) => l.name));
    const text = writeTimeloop({ einsum, architecture, mapping, offChip, stated: new Set(names) });
    const back = readTimeloop([text]);
    const expected = evaluateDense(compileNest(einsum, architecture), mapping);
    const got = evaluateDense(compileNest(back.einsum, back.architecture), back.mapping);
    assert.equal(got, expected, id);
  }
  assert.ok(ids.length >= 20);
});

test('a file of the older dialect, with ranges, strings and a rest factor', () => {
  const { architecture, einsum, mapping, densities } = readTimeloop([
    `architecture:
  version: 0.2
  subtree:
  - name: system
    local:
    - { name: DRAM, class: DRAM, attributes: { word-bits: 8, block-size: 4 } }
    subtree:
    - name: chip
      local:
      - { name: GLB, class: smartbuffer_SRAM, attributes: { depth: 64, width: 32, word-bits: 8, read_bandwidth: 4 } }
      subtree:
      - name: PE[0..15]
        local:
        - { name: spad, class: regfile, attributes: { depth: 16, word-bits: 8, block-size: 1 } }
        - { name: mac, class: intmac, attributes: { datawidth: 8 } }
problem:
  shape:
    name: gemm
    dimensions: [M, N, K]
    data-spaces:
    - { name: A, projection: [[[M]], [[K]]] }
    - { name: B, projection: [[[K]], [[N]]] }
    - { name: Z, projection: [[[M]], [[N]]], read-write: true }
  instance: { M: 32, N: 16, K: 8, densities: { A: 0.5 } }`,
    `mapping:
- { target: DRAM, type: temporal, factors: M=0 N=1 K=1, permutation: KNM }
- { target: GLB, type: datatype, keep: [A, B], bypass: [Z] }
- { target: GLB, type: spatial, factors: M4 N4, permutation: MNK, split: 1 }
- { target: GLB, type: temporal, factors: N=4 K=2, permutation: KNM }
- { target: spad, type: temporal, factors: K=4, permutation: KNM }`,
  ]);
  assert.equal(
    architecture.levels.map(({ name, instances, capacityWords, wordsPerAccess }) => [
      name,
      instances.x * instances.y,
      capacityWords,
      wordsPerAccess,
    ]),
    [
      ['DRAM', 1, null, 4],
      ['GLB', 1, 256, 4],
      ['spad', 16, 16, 1],
    ],
  );
  assert.equal(architecture.compute.instances, { x: 16, y: 1 });
  assert.is(einsum.tensors[2]!.role, 'output');
  assert.equal(densities, { A: 0.5 });
  assert.equal(mapping[0]!.temporal, [['M', 8]]);
  assert.equal(mapping[1]!.temporal, [
    ['N', 4],
    ['K', 2],
  ]);
  assert.equal(mapping[1]!.spatial, { x: [['M', 4]], y: [['N', 4]] });
  assert.equal(mapping[1]!.keep, ['A', 'B']);
});

test.run();
