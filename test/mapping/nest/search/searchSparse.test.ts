import type { Einsum } from '../../../../src/mapping/nest/einsum.ts';
import type { NestArchitecture, StorageLevel } from '../../../../src/mapping/nest/nestArchitecture.ts';
import { compileNest } from '../../../../src/mapping/nest/nestProblem.ts';
import { searchNest } from '../../../../src/mapping/nest/search/searchNest.ts';
import { searchSparse } from '../../../../src/mapping/nest/search/searchSparse.ts';
import { evaluateSparse } from '../../../../src/mapping/nest/sparse/evaluateSparse.ts';
import { planSparse } from '../../../../src/mapping/nest/sparse/sparsePlan.ts';
import { assert, suite } from '../../../harness.ts';

const test = suite('joint search of formats, actions and mapping');

const one = (dim: string) => ({ dim, coefficient: 1 });
const gemm: Einsum = {
  name: 'gemm',
  dims: { M: 64, N: 64, K: 128 },
  tensors: [
    { name: 'A', role: 'input', ranks: [[one('M')], [one('K')]] },
    { name: 'B', role: 'input', ranks: [[one('K')], [one('N')]] },
    { name: 'Z', role: 'output', ranks: [[one('M')], [one('N')]] },
  ],
};
const level = (name: string, words: number | null, side: number, e: number): StorageLevel => ({
  name,
  wordBits: 16,
  capacityWords: words,
  wordsPerAccess: words === null ? 4 : 1,
  clusterSize: 1,
  instances: { x: side, y: 1 },
  readBandwidth: 4,
  writeBandwidth: 4,
  energyPj: {
    read: e,
    write: e,
    gatedRead: 0.01 * e,
    skippedRead: 0,
    metadataRead: e / 2,
    metadataWrite: e / 2,
  },
  metadata: { widthBits: 16 },
});
const architecture: NestArchitecture = {
  name: 'skipping array',
  levels: [level('DRAM', null, 1, 800), level('Buf', 2048, 1, 4), level('Reg', 64, 8, 0.2)],
  compute: {
    name: 'MAC',
    wordBits: 16,
    instances: { x: 8, y: 1 },
    energyPj: { compute: 0.5, gated: 0.02, skipped: 0 },
  },
};

test('is legal, repeats itself, costs what it says and is never worse than the best fixed format', () => {
  const problem = compileNest(gemm, architecture);
  for (const densities of [
    { A: { model: 'uniform', density: 0.1 } },
    { A: { model: 'structured', density: 0.5 }, B: { model: 'uniform', density: 0.3 } },
  ] as const) {
    const search = () =>
      searchSparse(
        problem,
        densities,
        {
          formats: [
            { format: 'B', metadataBits: 1 },
            { format: 'RLE', metadataBits: 4 },
            { format: 'CP', metadataBits: 8 },
          ],
          offsetBits: 16,
          actions: [
            { level: 'Buf', kinds: ['gate', 'skip'] },
            { level: 'Reg', kinds: ['gate', 'skip'] },
          ],
          compute: { gateOnZero: true, skipUnaligned: true },
        },
        {},
        { objective: 'edp', evaluations: 5000, seed: 2 },
      );
    const found = search();
    assert.ok(found.cost <= found.fixedCost);
    assert.equal(search(), found);
    const result = evaluateSparse(problem, planSparse(problem, densities, found.sparse), found.mapping);
    assert.ok(Math.abs(result.energyPj * result.cycles - found.cost) <= 1e-9 * found.cost);
    const dense = searchNest(problem, {}, { objective: 'edp', evaluations: 5000, seed: 2 });
    assert.ok(found.cost < dense.cost);
  }
});

test.run();
