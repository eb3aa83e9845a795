import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { contentKey } from '../../../src/explore/plan/contentKey.ts';
import { parsePath, setPath } from '../../../src/explore/plan/path.ts';
import { planSweep } from '../../../src/explore/plan/planSweep.ts';
import { valueLabel } from '../../../src/explore/plan/valueLabel.ts';
import { assert, suite } from '../../harness.ts';
import { toySpec } from '../support/toySweep.ts';

const plans = suite('plans');

const codeOf = (axes: Record<string, unknown>): string => {
  try {
    planSweep(toySpec({ axes }));
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!.code;
    throw error;
  }
  return 'none';
};

plans('run through every combination once, the last axis fastest', () => {
  const plan = planSweep(
    toySpec({
      axes: {
        'arch.array.rows, arch.array.cols': [
          [1, 2],
          [3, 4],
        ],
        'workload.batch': { from: 1, to: 3 },
        seed: [7, 8],
      },
    }),
  );
  assert.is(plan.size, 12);
  assert.equal(plan.columns, [
    'workload',
    'architecture',
    'arch.array.rows',
    'arch.array.cols',
    'workload.batch',
    'seed',
  ]);
  const rows = Array.from({ length: 12 }, (_, i) => plan.labels(i).join());
  assert.is(new Set(rows).size, 12);
  assert.is(rows[1], 'w,toy,1,2,1,8');
  for (let i = 0; i < 12; i++) assert.is(plan.index(plan.coordinates(i)), i);
  const point = plan.point(11, 'cycle');
  assert.equal(point.architecture['array'], { rows: 3, cols: 4 });
  assert.is(point.workload.batch, 3);
  assert.is(point.seed, 8);
  assert.is(plan.point(11, 'cycle').workload, plan.point(5, 'cycle').workload, 'equal parts are one object');
});

plans('expand ranges as people mean them', () => {
  const values = (axis: unknown) =>
    planSweep(toySpec({ axes: { 'arch.x': axis } })).dimensions[2]!.values.flat();
  assert.equal(values({ from: 16, to: 128, step: 'x2' }), [16, 32, 64, 128]);
  assert.equal(values({ from: 0, to: 0.5, step: 0.1 }), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.equal(values({ from: 8, to: 1, step: 'x0.5' }), [8, 4, 2, 1]);
  assert.equal(values({ from: 3, to: 8, step: 2 }), [3, 5, 7]);
});

plans('refuse axes that make no sense', () => {
  assert.is(codeOf({ 'arch.x': { from: 8, to: 1 } }), 'WIN-AXS-001');
  assert.is(codeOf({ 'arch.x': { from: 1, to: 8, step: 'x1' } }), 'WIN-AXS-001');
  assert.is(codeOf({ 'arch.x': { from: 0, to: 8, step: 'x2' } }), 'WIN-AXS-001');
  assert.is(codeOf({ 'arch.x': { from: 0, to: 1e300 } }), 'WIN-AXS-001');
  assert.is(codeOf({ rows: [1] }), 'WIN-AXS-002');
  assert.is(codeOf({ 'arch.a, arch.b': [[1, 2], [3]] }), 'WIN-AXS-003');
  assert.is(codeOf({ 'arch.a': [1], 'arch.b, arch.a': [[1, 2]] }), 'WIN-AXS-004');
  const wide = Object.fromEntries([...Array(10).keys()].map((i) => [`arch.a${i}`, { from: 1, to: 100 }]));
  assert.is(codeOf(wide), 'WIN-AXS-005');
});

plans('set values below lists by name or index and leave the original alone', () => {
  const root = {
    buffers: [
      { name: 'glb', kib: 1 },
      { name: 'spad', kib: 2 },
    ],
    other: {},
  };
  const changed = setPath(root, parsePath('buffers[glb].kib'), 9) as typeof root;
  assert.is(changed.buffers[0]!.kib, 9);
  assert.is(root.buffers[0]!.kib, 1);
  assert.is(changed.other, root.other);
  assert.is((setPath(root, parsePath('buffers[1].kib'), 5) as typeof root).buffers[1]!.kib, 5);
  assert.throws(() => setPath(root, parsePath('buffers[none].kib'), 5), /no entry/);
  const safe = setPath({}, parsePath('__proto__.polluted'), true) as Record<string, unknown>;
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
  assert.ok(Object.keys(safe).length <= 1);
});

plans('label values for tables', () => {
  assert.is(valueLabel({ pattern: 'n:m', n: 2, m: 4 }), 'n:m(n=2,m=4)');
  assert.is(valueLabel({ pattern: 'dense' }), 'dense');
  assert.is(valueLabel([1, [2]]), '[1 [2]]');
  assert.is(valueLabel(true), true);
});

plans('key a point by its content', () => {
  const key = (changes: Record<string, unknown>, index = 0, model = 'm') =>
    contentKey(planSweep(toySpec(changes)).point(index, 'cycle'), model);
  assert.is(key({}), key({ name: 'renamed', objectives: ['cycles'], constraints: [] }));
  const keys = [
    key({}),
    key({}, 1),
    key({ seed: 2 }),
    key({}, 0, 'other'),
    key({ workloads: [{ name: 'w', layers: [{ name: 'a' }] }] }),
    key({ workloads: [{ name: 'w', definition: { a: 1 } }] }),
    key({ mapping: { objective: 'energy', search: 'exhaustive' } }),
    contentKey(planSweep(toySpec(), { a: 1 }).point(0, 'cycle'), 'm'),
    contentKey(planSweep(toySpec()).point(0, 'estimate'), 'm'),
  ];
  assert.is(new Set(keys).size, keys.length);
  for (const k of keys) assert.match(k, /^[0-9a-f]{64}$/);
});

plans.run();
