import { InvariantError } from '../../src/core/invariant.ts';
import type { Execution } from '../../src/dataflow/execution.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { compulsoryBytes } from '../../src/engine/invariants/compulsoryLaw.ts';
import { laws } from '../../src/engine/invariants/laws.ts';
import type { Library } from '../../src/engine/library.ts';
import type { Convolution } from '../../src/workload/operations/convolution.ts';
import { gemm, toyDataflow, toyLayer, toyLibrary, toyPoint } from '../engine/toyLibrary.ts';
import { assert, suite } from '../harness.ts';

const tests = suite('laws');

/** The toy dataflow with its executions tampered with. */
const tampered = (change: (execution: Execution) => unknown): Library => ({
  ...toyLibrary,
  dataflows: [
    {
      ...toyDataflow,
      simulate: (...args) => {
        const execution = toyDataflow.simulate(...args);
        return { ...execution, ...(change(execution) as Partial<Execution>) };
      },
    },
  ],
});

const broken = (change: (execution: Execution) => unknown): InvariantError => {
  try {
    evaluate(toyPoint(), { library: tampered(change) });
  } catch (error) {
    if (error instanceof InvariantError) return error;
    throw error;
  }
  throw new Error('no law was broken');
};

tests('hold for an honest execution', () => {
  evaluate(toyPoint(), { library: tampered(() => ({})) });
});

const rows: readonly [string, string, (e: Execution) => unknown][] = [
  ['a negative stall', 'counts are counts', (e) => ({ breakdown: { compute: e.cycles + 1, dram: -1 } })],
  ['a fraction of a cycle', 'counts are counts', (e) => ({ cycles: e.cycles + 0.5 })],
  ['NaN', 'counts are counts', (e) => ({ macs: { ...e.macs, gated: Number.NaN } })],
  ['2^53', 'counts are counts', (e) => ({ actions: [{ ...e.actions[0]!, count: 2 ** 53 }] })],
  ['negative traffic', 'counts are counts', (e) => ({ traffic: [{ ...e.traffic[0]!, read_bytes: -1 }] })],
  ['a lost cycle', 'every cycle has one reason', (e) => ({ breakdown: { compute: e.cycles - 1 } })],
  ['an undeclared reason', 'every cycle has one reason', (e) => ({ breakdown: { magic: e.cycles } })],
  ['an inherited reason', 'every cycle has one reason', (e) => ({ breakdown: { toString: e.cycles } })],
  [
    'a lost multiplication',
    'every multiply-accumulate is accounted for',
    (e) => ({ macs: { ...e.macs, effectual: e.macs.effectual - 1 } }),
  ],
  ['beating the bound', 'no execution beats its bound', () => ({ cycles: 1, breakdown: { compute: 1 } })],
  ['forgotten weights', 'compulsory traffic is paid', (e) => ({ traffic: [e.traffic[0]!, e.traffic[2]!] })],
  ['a utilisation above 1', 'shares are shares', () => ({ utilisation: { array: 1.001 } })],
  ['no utilisation', 'shares are shares', () => ({ utilisation: {} })],
  [
    'unknown hardware',
    'only hardware that is there acts',
    (e) => ({ actions: [...e.actions, { component: 'alu', action: 'add', count: 0 }] }),
  ],
  [
    'an undeclared action',
    'only hardware that is there acts',
    (e) => ({ actions: [...e.actions, { component: 'mac', action: 'divide', count: 1 }] }),
  ],
  [
    'traffic through nothing',
    'only hardware that is there acts',
    (e) => ({ traffic: [...e.traffic, { ...e.traffic[0]!, memory: 'cache' }] }),
  ],
];

for (const [what, law, change] of rows)
  tests(`catch ${what}`, () => {
    const error = broken(change);
    assert.is(error.law, law);
    assert.is(error.facts['layer'], 'first');
  });

tests('excuse operands that the chip held before', () => {
  const forget = (e: Execution) => ({ traffic: [e.traffic[0]!, e.traffic[2]!], resident: ['b'] });
  evaluate(toyPoint(), { library: tampered(forget) });
});

tests('catch a bound that is not its largest term', () => {
  const bound: typeof toyDataflow.bound = (...args) => ({ ...toyDataflow.bound(...args), cycles: 0 });
  const library = { ...toyLibrary, dataflows: [{ ...toyDataflow, bound }] };
  assert.throws(() => evaluate(toyPoint(), { library }), /beats its bound/);
});

tests('catch totals that leave the safe range', () => {
  const workload = { definition: { layers: [toyLayer('x', gemm(64, 64, 64))] } };
  const huge = { ...toyLibrary, trace: () => ({ ...toyLibrary.trace(workload as never) }) };
  const trace = huge.trace();
  const library: Library = {
    ...toyLibrary,
    trace: () => ({ ...trace, layers: trace.layers.map((l) => ({ ...l, count: 2 ** 45 })) }),
  };
  assert.throws(() => evaluate(toyPoint(), { library }), /totals are exact/);
});

tests('catch a price below zero', () => {
  const library: Library = {
    ...toyLibrary,
    tables: [{ ...toyLibrary.tables[0]!, area_mm2: () => ({ value: -1, source: '', verified: '' }) }],
  };
  assert.throws(() => evaluate(toyPoint(), { library }), /a price is finite/);
});

tests('have different names', () => {
  assert.is(new Set(laws.map((law) => law.name)).size, laws.length);
  for (const law of laws) assert.ok(law.description.length > 20);
});

const conv = (changes: Partial<Convolution>): Convolution => ({
  kind: 'conv2d',
  batch: 1,
  height: 8,
  width: 8,
  channels: 2,
  filters: 3,
  kernel_height: 3,
  kernel_width: 3,
  stride: 1,
  padding: [0, 0, 0, 0],
  dilation: 1,
  groups: 1,
  operands: gemm(1, 1, 1).operands,
  ...changes,
});

/** Elements that windows touch, counted one by one. */
function touchedByHand(c: Convolution): number {
  const seen = new Set<string>();
  const [top, bottom, left, right] = c.padding;
  const outs = (size: number, pad: number, k: number) =>
    Math.floor((size + pad - c.dilation * (k - 1) - 1) / c.stride) + 1;
  for (let y = 0; y < outs(c.height, top + bottom, c.kernel_height); y++)
    for (let x = 0; x < outs(c.width, left + right, c.kernel_width); x++)
      for (let r = 0; r < c.kernel_height; r++)
        for (let s = 0; s < c.kernel_width; s++) {
          const i = y * c.stride - top + r * c.dilation;
          const j = x * c.stride - left + s * c.dilation;
          if (i >= 0 && i < c.height && j >= 0 && j < c.width) seen.add(`${i},${j}`);
        }
  return seen.size * c.channels * c.batch;
}

tests('state compulsory bytes that a window scan confirms', () => {
  for (const height of [5, 8, 9])
    for (const kernel_height of [1, 2, 3])
      for (const stride of [1, 2, 3, 4])
        for (const dilation of [1, 2])
          for (const pad of [0, 1, 2]) {
            const c = conv({ height, kernel_height, stride, dilation, padding: [pad, pad, 0, pad] });
            assert.is(compulsoryBytes(c).a, touchedByHand(c), JSON.stringify(c));
          }
});

tests('state compulsory bytes of products by width and sharing', () => {
  const base = gemm(2, 3, 5);
  assert.equal(compulsoryBytes(base), { a: 10, b: 15, out: 6 });
  const shared = { ...base, batch: 6, b_shared_by: 4 } as typeof base;
  assert.equal(compulsoryBytes(shared), { a: 60, b: 30, out: 36 });
  const narrow = { ...base, operands: { ...base.operands, a: { ...base.operands.a, bits: 4 } } };
  assert.is(compulsoryBytes(narrow).a, 5);
  // 2 of 4 along k: 8 of each column's 16; uniform 0.25 of 16 × 4.
  assert.equal(compulsoryBytes(gemm(2, 3, 16, { pattern: 'n:m', n: 2, m: 4 })), { a: 0, b: 24, out: 0 });
  assert.equal(compulsoryBytes(gemm(2, 4, 16, { pattern: 'uniform', density: 0.25 })), {
    a: 0,
    b: 16,
    out: 0,
  });
  const sparseA = gemm(4, 4, 4);
  const a = { bits: 16, sparsity: { pattern: 'uniform', density: 0.5 } };
  assert.equal(compulsoryBytes({ ...sparseA, operands: { ...sparseA.operands, a } }), {
    a: 16,
    b: 0,
    out: 0,
  });
});

tests.run();
