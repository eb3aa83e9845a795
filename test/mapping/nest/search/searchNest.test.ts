import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readNestCase } from '../../../../src/cli/validation/nestCase.ts';
import { DiagnosticError } from '../../../../src/core/diagnostic.ts';
import { type RandomStream, randomStream } from '../../../../src/core/random.ts';
import type { Einsum } from '../../../../src/mapping/nest/einsum.ts';
import { evaluateDense } from '../../../../src/mapping/nest/evaluateDense.ts';
import type { NestArchitecture } from '../../../../src/mapping/nest/nestArchitecture.ts';
import { compileNest, type NestProblem } from '../../../../src/mapping/nest/nestProblem.ts';
import { outermostGenome } from '../../../../src/mapping/nest/search/genome.ts';
import { buildNestSpace } from '../../../../src/mapping/nest/search/nestSpace.ts';
import { enterFront, type ParetoFront } from '../../../../src/mapping/nest/search/paretoFront.ts';
import { searchFront } from '../../../../src/mapping/nest/search/searchFront.ts';
import { nestSearches, searchNest } from '../../../../src/mapping/nest/search/searchNest.ts';
import { assert, repositoryRoot, runs, suite } from '../../../harness.ts';

const test = suite('search over loop nests');

const one = (dim: string) => ({ dim, coefficient: 1 });
const gemm = (M: number, N: number, K: number): Einsum => ({
  name: 'gemm',
  dims: { M, N, K },
  tensors: [
    { name: 'A', role: 'input', ranks: [[one('M')], [one('K')]] },
    { name: 'B', role: 'input', ranks: [[one('K')], [one('N')]] },
    { name: 'Z', role: 'output', ranks: [[one('M')], [one('N')]] },
  ],
});
const conv = (K: number, P: number, R: number): Einsum => ({
  name: 'conv',
  dims: { K, P, R },
  tensors: [
    { name: 'I', role: 'input', ranks: [[one('P'), one('R')]] },
    { name: 'W', role: 'input', ranks: [[one('K')], [one('R')]] },
    { name: 'Z', role: 'output', ranks: [[one('K')], [one('P')]] },
  ],
});

function smallProblem(random: RandomStream): NestProblem {
  const pick = (list: readonly number[]): number => list[random.below(list.length)]!;
  const einsum =
    random.below(3) === 0
      ? conv(pick([2, 3, 4]), pick([4, 6]), pick([2, 3]))
      : gemm(pick([2, 4, 6]), pick([2, 3, 4]), pick([2, 4, 6]));
  const mesh = pick([1, 2, 4]);
  const architecture: NestArchitecture = {
    name: 'small',
    levels: [
      { name: 'Far', words: null, e: 200, bw: pick([1, 2, 8]) },
      { name: 'Buf', words: pick([8, 16, 32]), e: pick([2, 6]), bw: pick([2, 4]) },
    ].map((l, i) => ({
      name: l.name,
      wordBits: 16,
      capacityWords: l.words,
      wordsPerAccess: i === 0 ? pick([1, 2]) : 1,
      clusterSize: 1,
      instances: { x: 1, y: 1 },
      readBandwidth: l.bw,
      writeBandwidth: l.bw,
      energyPj: { read: l.e, write: l.e * 1.1 },
    })),
    compute: { name: 'MAC', wordBits: 16, instances: { x: mesh, y: 1 }, energyPj: { compute: 1 } },
  };
  return compileNest(einsum, architecture);
}

test('branch and bound finds the exhaustive optimum, the portfolio comes within 2 %', () => {
  for (let seed = 0; seed < runs(24); seed++) {
    const random = randomStream(seed, 'small spaces');
    const problem = smallProblem(random);
    const objective = (['cycles', 'energy', 'edp'] as const)[seed % 3]!;
    const constraints = {
      levels: [{ level: 'Buf', keep: problem.tensors.slice(0, 1 + random.below(3)).map((t) => t.name) }],
    };
    const search = (name: string, evaluations: number) =>
      searchNest(problem, constraints, { objective, evaluations, seed, search: name });
    const best = search('exhaustive', 400_000);
    assert.match(best.stopped, /^all /);
    const bounded = search('branch-and-bound', 400_000);
    assert.match(bounded.stopped, /^optimal/);
    assert.is(bounded.cost, best.cost, `seed ${seed} ${JSON.stringify(problem.einsum.dims)} ${objective}`);
    const found = search('portfolio', 4000);
    assert.ok(found.cost <= best.cost * 1.02, `seed ${seed}: portfolio ${found.cost}, optimum ${best.cost}`);
  }
});

/** 13 × 17 × 11 on 4 × 4 units: no perfect factor above 1 fits them. */
const primes = (): NestProblem => {
  const level = (name: string, words: number | null, energy: number) => ({
    name,
    wordBits: 16,
    capacityWords: words,
    wordsPerAccess: 1,
    clusterSize: 1,
    instances: { x: 1, y: 1 },
    energyPj: { read: energy, write: energy },
  });
  return compileNest(gemm(13, 17, 11), {
    name: 'four by four',
    levels: [level('Far', null, 200), level('Buf', 200, 6)],
    compute: { name: 'MAC', wordBits: 16, instances: { x: 4, y: 4 }, energyPj: { compute: 1 } },
  });
};

test('imperfect factors fill an array that perfect ones cannot, in every search', () => {
  const problem = primes();
  const options = { objective: 'edp', evaluations: 3000, seed: 1 } as const;
  const perfect = searchNest(problem, {}, options);
  assert.is(evaluateDense(problem, perfect.mapping).usedComputes, 1);
  let size = perfect.spaceSize;
  for (const imperfect of ['spatial', 'all'] as const) {
    for (const { name } of nestSearches) {
      const found = searchNest(problem, { imperfect }, { ...options, search: name, evaluations: 800 });
      const result = evaluateDense(problem, found.mapping);
      assert.ok(Math.abs(result.energyPj * result.cycles - found.cost) <= 1e-9 * found.cost, name);
      assert.equal(
        searchNest(problem, { imperfect }, { ...options, search: name, evaluations: 800 }),
        found,
        name,
      );
      if (name === 'exhaustive' || name === 'branch-and-bound') continue;
      assert.ok(found.cost < perfect.cost / 4, `${imperfect} ${name} ${found.cost} ${perfect.cost}`);
    }
    const space = buildNestSpace(problem, { imperfect });
    assert.ok(space.size > size);
    size = space.size;
  }
});

test('on small spaces with imperfect factors, branch and bound finds the exhaustive optimum', () => {
  let better = 0;
  for (let seed = 0; seed < runs(6); seed++) {
    const random = randomStream(seed, 'small imperfect spaces');
    const { einsum, architecture } = smallProblem(random);
    const odd = einsum.dims['M'] === undefined ? conv(3, 5, 2) : gemm(5, 3, 2);
    const problem = compileNest(odd, architecture);
    const objective = (['cycles', 'energy', 'edp'] as const)[seed % 3]!;
    const levels = [{ level: 'Buf', keep: problem.tensors.map((t) => t.name) }];
    const search = (name: string, imperfect: 'none' | 'spatial' | 'all') =>
      searchNest(problem, { levels, imperfect }, { objective, evaluations: 100_000, seed, search: name });
    for (const imperfect of ['spatial', 'all'] as const) {
      const best = search('exhaustive', imperfect);
      assert.match(best.stopped, /^all /);
      const bounded = search('branch-and-bound', imperfect);
      assert.match(bounded.stopped, /^optimal/);
      assert.is(bounded.cost, best.cost, `seed ${seed} ${imperfect} ${objective}`);
      const perfect = search('exhaustive', 'none');
      assert.ok(best.cost <= perfect.cost);
      if (best.cost < perfect.cost) better++;
      const found = searchNest(problem, { levels, imperfect }, { objective, evaluations: 4000, seed });
      assert.ok(found.cost <= best.cost * 1.05, `seed ${seed}: ${found.cost}, optimum ${best.cost}`);
    }
  }
  assert.ok(better > 0);
});

test('the size of a space is the number of its mappings', () => {
  const problem = compileNest(gemm(7, 3, 1), primes().architecture);
  for (const imperfect of ['none', 'spatial', 'all'] as const) {
    const space = buildNestSpace(problem, { imperfect });
    // Orders of three dims at two levels, three tensors kept or not at Buf.
    let splits = 1;
    for (const extent of [7, 3]) {
      // Slots of Buf, x, y and temporal, then what is left for Far.
      let ways = 0;
      for (let x = 1; x <= extent; x++)
        for (let y = 1; y <= extent; y++)
          for (let t = 1; t <= extent; t++) {
            let left = extent;
            let member = true;
            for (const [f, spread] of [
              [x, true],
              [y, true],
              [t, false],
            ] as const) {
              const spills = imperfect === 'all' || (imperfect === 'spatial' && spread);
              if (spills) {
                // Of the factors with as many iterations left only the least.
                if (f > left || (f > 1 && Math.ceil(left / (f - 1)) === Math.ceil(left / f))) member = false;
              } else if (left % f !== 0) member = false;
              left = Math.ceil(left / f);
            }
            if (member) ways++;
          }
      splits *= ways;
    }
    assert.is(space.size, splits * 36 * 8, imperfect);
  }
});

test('every search repeats itself, and its mapping costs what it says', () => {
  const problem = smallProblem(randomStream(5, 'repeat'));
  for (const { name } of nestSearches) {
    const options = { objective: 'edp', evaluations: 1500, seed: 3, search: name } as const;
    const a = searchNest(problem, {}, options);
    assert.equal(searchNest(problem, {}, options), a, name);
    const result = evaluateDense(problem, a.mapping);
    assert.ok(Math.abs(result.energyPj * result.cycles - a.cost) <= 1e-9 * a.cost, name);
  }
});

const golden = new URL('test/golden/timeloop/cases/', repositoryRoot);
/** Best EDP (J · cycle) of timeloop-mapper in 9 s, any algorithm (mapper_speed.csv), and what the model allows of it. */
const peers: readonly [id: string, edp: number, atMost: number][] = [
  ['M-eyeriss-resnet-conv3', 705.3862, 0.8],
  ['M-eyeriss-bert-gemm', 6195.96, 0.8],
  ['M-eyeriss-llm-gemm', 2.234401e9, 0.8],
  ['M-simba-resnet-conv3', 91.68173, 0.8],
  ['M-simba-bert-gemm', 1219.087, 0.8],
  ['M-simba-llm-gemm', 1.677989e8, 0.8],
  // Depthwise: see the bound below.
  ['M-eyeriss-mbv2-dw', 28.48012, 0.8625],
  ['M-simba-mbv2-dw', 3.539065, 0.8692],
];

/**
 * EDP that no mapping of any kind goes below, in pJ · cycles: every word of the inputs is read from the outermost level,
 * every word of the output written to it, in whole rows and at its bandwidths; every product is computed. Nothing else
 * is charged. Holds for any factors, spread, order, bypass and forwarding, as each of these only adds accesses.
 */
function compulsoryEdp({ tensors, architecture, computes }: NestProblem): number {
  const [outer] = architecture.levels;
  const { energyPj, wordsPerAccess, readBandwidth, writeBandwidth } = outer!;
  const { x, y } = architecture.compute.instances;
  let energy = computes * architecture.compute.energyPj.compute;
  let read = 0;
  let written = 0;
  for (const { isOutput, size } of tensors) {
    energy += Math.ceil(size / wordsPerAccess) * (isOutput ? energyPj.write : energyPj.read);
    if (isOutput) written += size;
    else read += size;
  }
  const rates = [
    computes / (x * y),
    read / (readBandwidth ?? Infinity),
    written / (writeBandwidth ?? Infinity),
  ];
  return energy * Math.ceil(Math.max(...rates));
}

test('no mapping of the depthwise problems reaches 0.8 of the peer: compulsory traffic alone takes more', () => {
  for (const [id, edp, atMost] of peers) {
    const source = readNestCase(parse(readFileSync(new URL(`${id}.yaml`, golden), 'utf8')), id);
    const problem = compileNest(source.einsum, source.architecture);
    const bound = compulsoryEdp(problem) / 1e12 / edp;
    const depthwise = id.endsWith('-dw');
    assert.is(bound > 0.8, depthwise, `${id} ${bound}`);
    if (depthwise) assert.ok(bound > 0.808 && bound <= atMost, `${id} ${bound}`);
    const levels = Object.entries(source.fixedKeep).map(([level, keep]) => ({ level, keep }));
    for (const imperfect of ['none', 'spatial'] as const) {
      const options = { objective: 'edp', evaluations: 1000, seed: 2 } as const;
      const { cost } = searchNest(problem, { levels, imperfect }, options);
      assert.ok(cost / 1e12 / edp >= bound, `${id} ${imperfect}`);
    }
  }
});

test('the portfolio beats timeloop-mapper on its eight problems', () => {
  for (const [id, edp, atMost] of peers) {
    const source = readNestCase(parse(readFileSync(new URL(`${id}.yaml`, golden), 'utf8')), id);
    const problem = compileNest(source.einsum, source.architecture);
    const levels = Object.entries(source.fixedKeep).map(([level, keep]) => ({ level, keep }));
    const found = searchNest(problem, { levels }, { objective: 'edp', evaluations: 40_000, seed: 1 });
    const ratio = found.cost / 1e12 / edp;
    assert.ok(ratio <= atMost, `${id}: ${ratio}`);
    evaluateDense(problem, found.mapping);
  }
});

test('the front holds what no other evaluated mapping beats', () => {
  const random = randomStream(1, 'front');
  const front: ParetoFront = [];
  const all: [number, number][] = [];
  const problem = smallProblem(randomStream(2, 'front'));
  const genome = outermostGenome(buildNestSpace(problem));
  for (let i = 0; i < 500; i++) {
    const point: [number, number] = [random.below(40), random.below(40)];
    all.push(point);
    enterFront(front, point[0], point[1], genome);
  }
  const beaten = ([c, e]: [number, number]): boolean =>
    all.some(([x, y]) => x <= c && y <= e && (x < c || y < e));
  const expected = [...new Set(all.filter((p) => !beaten(p)).map((p) => p.join()))].sort();
  assert.equal(front.map((p) => `${p.cycles},${p.energyPj}`).sort(), expected);
  const mappings = searchFront(problem, {}, { evaluations: 6000, seed: 0 });
  assert.ok(mappings.length > 0);
  for (const { mapping, cycles, energyPj } of mappings) {
    const result = evaluateDense(problem, mapping);
    assert.is(result.cycles, cycles);
    assert.ok(Math.abs(result.energyPj - energyPj) <= 1e-9 * energyPj);
  }
});

function codes(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError)
      return error.diagnostics.map((d) => `${d.code} ${d.message}; ${d.hint}`);
    throw error;
  }
  return [];
}

test('constraints hold, and impossible ones name the nearest legal choice', () => {
  const problem = compileNest(gemm(12, 8, 4), {
    name: 'two',
    levels: [
      {
        name: 'Far',
        wordBits: 16,
        capacityWords: null,
        wordsPerAccess: 1,
        clusterSize: 1,
        instances: { x: 1, y: 1 },
        energyPj: { read: 200, write: 200 },
      },
      {
        name: 'Buf',
        wordBits: 16,
        capacityWords: 64,
        wordsPerAccess: 1,
        clusterSize: 1,
        instances: { x: 1, y: 1 },
        energyPj: { read: 2, write: 2 },
      },
    ],
    compute: { name: 'MAC', wordBits: 16, instances: { x: 4, y: 1 }, energyPj: { compute: 1 } },
  });
  const options = { objective: 'edp', evaluations: 3000, seed: 0 } as const;
  const found = searchNest(
    problem,
    {
      levels: [
        { level: 'Buf', factors: { M: 3 }, order: ['K', 'N', 'M'], spatialX: ['N'], keep: ['A', 'Z'] },
      ],
    },
    options,
  );
  const buf = found.mapping[1]!;
  assert.equal(
    buf.temporal.find(([d]) => d === 'M'),
    ['M', 3],
  );
  assert.ok(buf.spatial!.x!.every(([d]) => d === 'N'));
  assert.equal(buf.keep, ['A', 'Z']);
  const order = buf.temporal.map(([d]) => d);
  assert.equal(
    order,
    ['K', 'N', 'M'].filter((d) => order.includes(d)),
  );
  assert.match(
    codes(() => buildNestSpace(problem, { levels: [{ level: 'Buf', factors: { M: 5 } }] }))[0]!,
    /WIN-MAP-304.*nearest.* (4|6)/,
  );
  assert.match(
    codes(() => buildNestSpace(problem, { levels: [{ level: 'Bof' }] }))[0]!,
    /WIN-MAP-301.*Far, Buf/,
  );
  assert.match(
    codes(() =>
      evaluateDense(problem, [
        { level: 'Far', temporal: [] },
        {
          level: 'Buf',
          temporal: [
            ['M', 12],
            ['N', 8],
            ['K', 4],
          ],
        },
      ]),
    )[0]!,
    /WIN-MAP-202 Buf holds A 48 \+ B 32 \+ Z 96 = 176 words, 112 more than its 64/,
  );
  assert.match(
    codes(() =>
      evaluateDense(problem, [
        {
          level: 'Far',
          temporal: [
            ['M', 12],
            ['K', 4],
          ],
        },
        { level: 'Buf', temporal: [], spatial: { x: [['N', 8]] } },
      ]),
    )[0]!,
    /WIN-MAP-201 the x fan-out below Buf is 8 \(N 8\), MAC has 4/,
  );
  assert.match(
    codes(() =>
      searchNest(problem, { minUtilization: 1, levels: [{ level: 'Buf', spatialX: [] }] }, options),
    )[0]!,
    /WIN-MAP-310.*the least utilisation is 1, the most that fits among them is 0\.25; lower/,
  );
  const crowded = { levels: [{ level: 'Buf', factors: { M: 12, N: 8 }, keep: ['Z'] }] };
  const said = codes(() => searchNest(problem, crowded, options));
  assert.match(said[0]!, /WIN-MAP-310.*the fixed ones do not fit/);
  assert.match(said[1]!, /WIN-MAP-202 Buf holds Z 96 = 96 words, 32 more than its 64/);
});

test.run();
