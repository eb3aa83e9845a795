import { randomStream } from '../../../src/core/random.ts';
import type { Einsum } from '../../../src/mapping/nest/einsum.ts';
import { encodeMapping } from '../../../src/mapping/nest/encodeMapping.ts';
import type { NestArchitecture } from '../../../src/mapping/nest/nestArchitecture.ts';
import type { Loop, NestMapping } from '../../../src/mapping/nest/nestMapping.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { analyseSparse, createSparseWorkspace } from '../../../src/mapping/nest/sparse/analyseSparse.ts';
import { bandedDensity } from '../../../src/mapping/nest/sparse/bandedDensity.ts';
import { planSparse } from '../../../src/mapping/nest/sparse/sparsePlan.ts';
import { uniformDensity } from '../../../src/mapping/nest/sparse/uniformDensity.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('sparse expectations against every placement of the non-zeros');

const near = (a: number, b: number, message: string): void =>
  assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${message}: ${a}, enumerated ${b}`);

/** All bit patterns of `size` words with `count` ones. */
function placements(size: number, count: number): number[] {
  const found: number[] = [];
  for (let bits = 0; bits < 1 << size; bits++) {
    let ones = 0;
    for (let i = 0; i < size; i++) ones += (bits >> i) & 1;
    if (ones === count) found.push(bits);
  }
  return found;
}

const ones = (bits: number, words: readonly number[]): number =>
  words.reduce((n, w) => n + ((bits >> w) & 1), 0);

test('uniform model: occupancies, empty tiles and empty parts of tiles', () => {
  for (let seed = 0; seed < runs(60); seed++) {
    const random = randomStream(seed, 'uniform');
    const size = 2 + random.below(9);
    const density = (1 + random.below(size)) / size;
    const nonZeros = Math.ceil(density * size);
    const model = uniformDensity(density, size);
    const n = 1 + random.below(size);
    const m = 1 + random.below(n);
    const tile = { words: n, lengths: [n] };
    const part = { words: m, lengths: [m] };
    const inTile = Array.from({ length: n }, (_, i) => i);
    const inPart = Array.from({ length: m }, (_, i) => i);
    const all = placements(size, nonZeros);
    const occupancies = model.occupancies(tile);
    for (let k = 0; k <= n; k++) {
      const holding = all.filter((bits) => ones(bits, inTile) === k);
      near(
        occupancies.probability[k - occupancies.first] ?? 0,
        holding.length / all.length,
        `seed ${seed} P(${k})`,
      );
      if (holding.length === 0) continue;
      const empty = holding.filter((bits) => ones(bits, inPart) === 0).length;
      near(model.emptyGiven(part, tile, k), empty / holding.length, `seed ${seed} P(part empty | ${k})`);
    }
    near(
      model.empty(tile),
      all.filter((bits) => ones(bits, inTile) === 0).length / all.length,
      `seed ${seed} P(empty)`,
    );
  }
});

test('banded model: occupancies by a walk over the matrix', () => {
  for (const [size, half, rows, columns] of [
    [8, 1, 2, 4],
    [12, 2, 3, 4],
    [6, 0, 3, 2],
    [8, 5, 4, 4],
  ] as const) {
    const model = bandedDensity(half, [size, size], 'A', false);
    const tile = { words: rows * columns, lengths: [rows, columns] };
    const counts: number[] = [];
    for (let r0 = 0; r0 < size; r0 += rows)
      for (let c0 = 0; c0 < size; c0 += columns) {
        let n = 0;
        for (let r = r0; r < r0 + rows; r++)
          for (let c = c0; c < c0 + columns; c++) if (Math.abs(r - c) <= half) n++;
        counts.push(n);
      }
    near(model.empty(tile), counts.filter((n) => n === 0).length / counts.length, 'P(empty)');
    assert.is(model.most(tile), Math.max(...counts));
    const { first, probability } = model.occupancies(tile);
    probability.forEach((p, i) => {
      near(p, counts.filter((n) => n === first + i).length / counts.length, `P(${first + i})`);
    });
  }
});

const level = (name: string) => ({
  name,
  wordBits: 16,
  capacityWords: null,
  wordsPerAccess: 1,
  clusterSize: 1,
  instances: { x: 1, y: 1 },
  energyPj: { read: 1, write: 1 },
});
const architecture: NestArchitecture = {
  name: 'sparse oracle',
  levels: [level('Far'), level('Near')],
  compute: { name: 'MAC', wordBits: 16, instances: { x: 1, y: 1 }, energyPj: { compute: 1 } },
};

/**
 * Skipping B on A, leader A: a unit of B sent by a level is left out when all words of A that it meets while it stays
 * are zero. Walked for every placement of A's non-zeros: at Near a unit is a word for one cycle; at Far it is a tile of
 * B, which stays while loops that do not index B run.
 */
function skippedByWalk(
  einsum: Einsum,
  mapping: NestMapping,
  patterns: readonly number[],
): { near: number; far: number } {
  const loops = mapping.flatMap((entry, l) =>
    entry.temporal.map(([dim, count]) => ({ dim, count, level: l })),
  );
  const step = loops.map((l, i) =>
    loops.slice(i + 1).reduce((p, o) => (o.dim === l.dim ? p * o.count : p), 1),
  );
  const points: Record<string, number>[] = [];
  const visit = (i: number, at: Record<string, number>): void => {
    if (i === loops.length) {
      points.push({ ...at });
      return;
    }
    for (let k = 0; k < loops[i]!.count; k++)
      visit(i + 1, { ...at, [loops[i]!.dim]: at[loops[i]!.dim]! + k * step[i]! });
  };
  visit(0, { M: 0, N: 0, K: 0 });
  const tile: Record<string, number> = {};
  for (const dim of ['M', 'N', 'K'])
    tile[dim] = loops.filter((l) => l.level === 1 && l.dim === dim).reduce((p, l) => p * l.count, 1);
  // A stay of B's tile at Near: consecutive points in the same tile of B.
  const stays: { words: Set<number> }[] = [];
  let last = '';
  for (const p of points) {
    const id = `${Math.floor(p['K']! / tile['K']!)} ${Math.floor(p['N']! / tile['N']!)}`;
    if (id !== last) stays.push({ words: new Set() });
    last = id;
    stays.at(-1)!.words.add(p['M']! * einsum.dims['K']! + p['K']!);
  }
  let near = 0;
  let far = 0;
  for (const bits of patterns) {
    for (const p of points) if (((bits >> (p['M']! * einsum.dims['K']! + p['K']!)) & 1) === 0) near++;
    for (const stay of stays) if (ones(bits, [...stay.words]) === 0) far += tile['K']! * tile['N']!;
  }
  return { near: near / patterns.length, far: far / patterns.length };
}

test('leader-follower skipping at both levels: expected accesses equal the mean over all placements', () => {
  for (let seed = 0; seed < runs(200); seed++) {
    const random = randomStream(seed, 'skip');
    const pick = (list: readonly number[]): number => list[random.below(list.length)]!;
    const dims = { M: pick([1, 2, 4]), N: pick([1, 2, 3]), K: pick([1, 2, 3]) };
    const einsum: Einsum = {
      name: 'gemm',
      dims,
      tensors: [
        { name: 'A', role: 'input', ranks: [[{ dim: 'M', coefficient: 1 }], [{ dim: 'K', coefficient: 1 }]] },
        { name: 'B', role: 'input', ranks: [[{ dim: 'K', coefficient: 1 }], [{ dim: 'N', coefficient: 1 }]] },
        {
          name: 'Z',
          role: 'output',
          ranks: [[{ dim: 'M', coefficient: 1 }], [{ dim: 'N', coefficient: 1 }]],
        },
      ],
    };
    const outer: Loop[] = [];
    const inner: Loop[] = [];
    for (const [dim, extent] of Object.entries(dims)) {
      const divisors = Array.from({ length: extent }, (_, i) => i + 1).filter((f) => extent % f === 0);
      const f = pick(divisors);
      if (f > 1) outer.splice(random.below(outer.length + 1), 0, [dim, f]);
      if (extent / f > 1) inner.splice(random.below(inner.length + 1), 0, [dim, extent / f]);
    }
    const mapping: NestMapping = [
      { level: 'Far', temporal: outer },
      { level: 'Near', temporal: inner },
    ];
    const size = dims.M * dims.K;
    const nonZeros = 1 + random.below(size);
    const problem = compileNest(einsum, architecture);
    const patterns = placements(size, nonZeros);
    const walked = skippedByWalk(einsum, mapping, patterns);
    for (const name of ['Near', 'Far'] as const) {
      const plan = planSparse(
        problem,
        { A: { model: 'uniform', density: nonZeros / size } },
        {
          formats: [],
          actions: [{ level: name, kind: 'skip', target: 'B', on: ['A'] }],
          compute: { gateOnZero: false, skipUnaligned: false },
        },
      );
      const result = analyseSparse(
        problem,
        plan,
        encodeMapping(problem, mapping),
        createSparseWorkspace(problem),
      );
      const cell = result.cells[(name === 'Near' ? 1 : 0) * 3 + 1]!;
      const expected = name === 'Near' ? walked.near : walked.far;
      assert.ok(
        Math.abs(cell.reads.skipped - expected) < 1 && cell.reads.skipped <= expected + 1e-6,
        `seed ${seed} ${name}: ${cell.reads.skipped}, mean over placements ${expected}; ${JSON.stringify(mapping)}`,
      );
      assert.is(cell.reads.skipped + cell.reads.actual, cell.denseReads);
      // A given tensor instead of a model: the expectation is the count of that tensor.
      const bits = patterns[random.below(patterns.length)]!;
      const given = planSparse(
        problem,
        {
          A: {
            model: 'concrete',
            positions: Array.from({ length: size }, (_, i) => i).filter((i) => (bits >> i) & 1),
          },
        },
        {
          formats: [],
          actions: [{ level: name, kind: 'skip', target: 'B', on: ['A'] }],
          compute: { gateOnZero: false, skipUnaligned: false },
        },
      );
      const exact = analyseSparse(
        problem,
        given,
        encodeMapping(problem, mapping),
        createSparseWorkspace(problem),
      );
      const one = skippedByWalk(einsum, mapping, [bits]);
      assert.is(
        exact.cells[(name === 'Near' ? 1 : 0) * 3 + 1]!.reads.skipped,
        name === 'Near' ? one.near : one.far,
      );
    }
  }
});

test.run();
