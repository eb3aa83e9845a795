import { type RandomStream, randomStream } from '../../../src/core/random.ts';
import { analyseDense } from '../../../src/mapping/nest/denseAnalysis.ts';
import { createDenseCounts } from '../../../src/mapping/nest/denseCounts.ts';
import type { Einsum } from '../../../src/mapping/nest/einsum.ts';
import { encodeMapping } from '../../../src/mapping/nest/encodeMapping.ts';
import type { NestArchitecture } from '../../../src/mapping/nest/nestArchitecture.ts';
import type { Loop, NestMapping } from '../../../src/mapping/nest/nestMapping.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { assert, runs, suite } from '../../harness.ts';
import { walkSteps, walkTransfers } from './walkNest.ts';

const test = suite('nest analysis against a walk of every iteration');

const t = (dim: string, coefficient = 1) => ({ dim, coefficient });

/** GEMM, strided or dilated 1-D and 2-D convolution, depthwise, MTTKRP. */
function einsums(random: RandomStream): Einsum {
  const size = (n: number): number => 1 + random.below(n);
  const s = size(2);
  const w = size(2);
  const shapes: Einsum[] = [
    {
      name: 'gemm',
      dims: { M: size(6), N: size(6), K: size(6) },
      tensors: [
        { name: 'A', role: 'input', ranks: [[t('M')], [t('K')]] },
        { name: 'B', role: 'input', ranks: [[t('K')], [t('N')]] },
        { name: 'Z', role: 'output', ranks: [[t('M')], [t('N')]] },
      ],
    },
    {
      name: 'conv1d',
      dims: { K: size(3), C: size(3), P: size(7), R: size(4) },
      tensors: [
        { name: 'A', role: 'input', ranks: [[t('C')], [t('P', s), t('R', w)]] },
        { name: 'B', role: 'input', ranks: [[t('K')], [t('C')], [t('R')]] },
        { name: 'Z', role: 'output', ranks: [[t('K')], [t('P')]] },
      ],
    },
    {
      name: 'conv2d',
      dims: { C: size(2), P: size(4), Q: size(4), R: size(3), S: size(3) },
      tensors: [
        { name: 'A', role: 'input', ranks: [[t('C')], [t('P', s), t('R', w)], [t('Q', s), t('S', w)]] },
        { name: 'B', role: 'input', ranks: [[t('C')], [t('R')], [t('S')]] },
        { name: 'Z', role: 'output', ranks: [[t('P')], [t('Q')]] },
      ],
    },
    {
      name: 'mttkrp',
      dims: { I: size(4), J: size(3), K: size(3), L: size(3) },
      tensors: [
        { name: 'A', role: 'input', ranks: [[t('I')], [t('K')], [t('L')]] },
        { name: 'B', role: 'input', ranks: [[t('K')], [t('J')]] },
        { name: 'Z', role: 'output', ranks: [[t('I')], [t('J')]] },
      ],
    },
  ];
  return shapes[random.below(shapes.length)]!;
}

/** Three levels, meshes wide enough for anything. */
const architecture: NestArchitecture = {
  name: 'oracle',
  levels: ['Far', 'Mid', 'Near'].map((name) => ({
    name,
    wordBits: 16,
    capacityWords: null,
    wordsPerAccess: 1,
    clusterSize: 1,
    instances: { x: 1, y: 1 },
    energyPj: { read: 1, write: 1 },
  })),
  compute: { name: 'MAC', wordBits: 16, instances: { x: 1, y: 1 }, energyPj: { compute: 1 } },
};

function shuffle<T>(random: RandomStream, list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/** Splits each dim over random slots; an imperfect split rounds quotients up. */
function randomMapping(random: RandomStream, einsum: Einsum, imperfect: boolean): NestMapping {
  const slots = architecture.levels.flatMap((_, level) =>
    ['temporal', 'x', 'y'].map((kind) => ({ level, kind })),
  );
  const loops = slots.map(() => [] as Loop[]);
  for (const [dim, extent] of Object.entries(einsum.dims)) {
    let rest = extent;
    for (let tries = 0; tries < 3 && rest > 1; tries++) {
      const factors = Array.from({ length: rest }, (_, i) => i + 1).filter(
        (f) => f > 1 && (imperfect || rest % f === 0),
      );
      const f = factors[random.below(factors.length)]!;
      const kind = random.below(3) === 0 ? 1 + random.below(2) : 0;
      const slot = 3 * random.below(3) + kind;
      loops[slot]!.push([dim, f]);
      rest = Math.ceil(rest / f);
    }
    if (rest > 1) loops[3 * random.below(3)]!.push([dim, rest]);
  }
  return architecture.levels.map((level, l) => ({
    level: level.name,
    temporal: shuffle(random, loops[3 * l]!),
    spatial: { x: shuffle(random, loops[3 * l + 1]!), y: shuffle(random, loops[3 * l + 2]!) },
    ...(l > 0 && random.below(3) === 0
      ? { keep: einsum.tensors.map((x) => x.name).filter(() => random.below(2) === 0) }
      : {}),
  }));
}

function compare(seed: number, imperfect: boolean): void {
  const random = randomStream(seed, 'nest oracle', imperfect ? 1 : 0);
  const einsum = einsums(random);
  const mapping = randomMapping(random, einsum, imperfect);
  const problem = compileNest(einsum, architecture);
  const nest = encodeMapping(problem, mapping);
  const counts = createDenseCounts(problem);
  analyseDense(problem, nest, counts);
  const T = einsum.tensors.length;
  const context = (what: string): string => `${what}, seed ${seed}: ${JSON.stringify({ einsum, mapping })}`;
  assert.is(counts.cycles, walkSteps(einsum, mapping), context('steps'));
  einsum.tensors.forEach((tensor, i) => {
    // Traffic that a bypassed level passes on keeps the outer network's mean number of receivers.
    let passed = 0;
    for (let level = architecture.levels.length - 1; level >= 0; level--) {
      const walked = walkTransfers(einsum, mapping, tensor, level);
      const kept = level === architecture.levels.length - 1 || ((nest.keep[level + 1]! >> i) & 1) === 1;
      passed = kept ? walked.accesses : (walked.accesses / walked.received) * passed;
      const traffic = counts.traffic[level * T + i]! * counts.usedInstances[level]!;
      assert.ok(
        Math.abs(traffic - passed) <= 1e-9 * passed,
        context(`${tensor.name} from ${architecture.levels[level]!.name}: ${traffic}, walked ${passed}`),
      );
      if (level === architecture.levels.length - 1) continue;
      const delivered = counts.delivered[(level + 1) * T + i]! * counts.usedInstances[level + 1]!;
      assert.ok(
        Math.abs(delivered - walked.received) <= 1e-9 * walked.received,
        context(
          `${tensor.name} into ${architecture.levels[level + 1]!.name}: ${delivered}, walked ${walked.received}`,
        ),
      );
    }
  });
}

test('perfect factors: 300 random nests', () => {
  for (let seed = 0; seed < runs(300); seed++) compare(seed, false);
});

test('imperfect factors: 300 random nests', () => {
  for (let seed = 0; seed < runs(300); seed++) compare(seed, true);
});

test.run();
