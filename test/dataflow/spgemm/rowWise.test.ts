import { join } from 'node:path';
import * as fc from 'fast-check';
import spgemmMerge from '../../../src/dataflow/spgemmMerge.ts';
import spgemmRowWise from '../../../src/dataflow/spgemmRowWise.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { loadDocument } from '../../../src/io/loadDocument.ts';
import { packageRoot } from '../../../src/io/shippedFiles.ts';
import { toValue } from '../../../src/io/sourceNode.ts';
import { assert, runs, suite } from '../../harness.ts';
import { denseOf, pair, referenceProduct } from './sparseCases.ts';
import { sparseOperation } from './sparseOperation.ts';

const test = suite('row-wise products');

const layersOf = (a: object, b?: object): PointSpec['workload'] => ({
  layers: [{ name: 'product', spgemm: { a, ...(b === undefined ? {} : { b }) } }],
  bits: { weights: 64, activations: 64, outputs: 64 },
});

function run(name: string, workload: PointSpec['workload'], fidelity: PointSpec['fidelity'] = 'cycle') {
  const architecture = toValue(loadDocument(join(packageRoot(), `configs/arch/spgemm/${name}.yaml`)).root);
  return evaluate({
    architecture: architecture as PointSpec['architecture'],
    workload,
    fidelity,
    seed: 1,
    mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
  });
}

test('each version of SMASH is faster than the one before on a skewed graph, for the reason it was made', () => {
  const workload = layersOf({
    generator: 'r-mat',
    scale: 12,
    nonzeros: 50_000,
    a: 0.5,
    b: 0.1,
    c: 0.1,
    seed: 1,
  });
  const [v1, v2, v3] = ['smash-v1', 'smash-v2', 'smash-v3'].map((name) => run(name, workload));
  const cycles = [v1!, v2!, v3!].map(({ metrics }) => metrics['cycles']!);
  assert.ok(cycles[0]! > cycles[1]! && cycles[1]! > cycles[2]!, cycles.join(' > '));
  assert.ok(v1!.breakdown['imbalance']! > 10 * v2!.breakdown['imbalance']!, 'tokens balance');
  assert.ok(v1!.breakdown['collision']! > 3 * v2!.breakdown['collision']!, 'low bits spread');
  assert.ok(
    v2!.breakdown['write_back']! > 5 * v3!.breakdown['write_back']!,
    'fragments leave beside the hashing',
  );
});

test('vectors, dense matrices and matrices without a product run on every machine', () => {
  const sparse = { generator: 'uniform', rows: 60, cols: 40, nonzeros: 200, seed: 3 };
  const dense = (rows: number, cols: number) => ({
    generator: 'uniform',
    rows,
    cols,
    nonzeros: rows * cols,
    seed: 4,
  });
  const cases: [string, PointSpec['workload'], number][] = [
    ['SpMV', layersOf(sparse, dense(40, 1)), 200],
    ['SpMM', layersOf(sparse, dense(40, 8)), 1600],
    ['dense times sparse', layersOf(dense(5, 60), sparse), 1000],
    ['empty', layersOf({ ...sparse, nonzeros: 0 }, dense(40, 8)), 0],
  ];
  for (const name of ['smash-v1', 'smash-v2', 'smash-v3', 'gamma', 'gamma-hbm2'])
    for (const [what, workload, products] of cases)
      for (const fidelity of ['cycle', 'estimate'] as const) {
        const { metrics } = run(name, workload, fidelity);
        assert.is(metrics['effectual_macs'], products, `${name}, ${what}`);
        assert.ok(metrics['cycles']! >= 1);
      }
});

test('a larger cache reads b less often', () => {
  const workload = layersOf({
    generator: 'power-law',
    rows: 20_000,
    cols: 20_000,
    nonzeros: 120_000,
    seed: 1,
  });
  const { layers } = run('gamma', workload);
  const architecture = toValue(loadDocument(join(packageRoot(), 'configs/arch/spgemm/gamma.yaml')).root) as {
    cache: object;
  };
  const small = evaluate({
    architecture: { ...architecture, cache: { ...architecture.cache, capacity_kib: 96 } } as never,
    workload,
    fidelity: 'cycle',
    seed: 1,
    mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
  });
  const read = (execution: (typeof layers)[number]['execution']) =>
    execution.traffic.find(({ operand }) => operand === 'b')!.read_bytes;
  assert.ok(read(small.layers[0]!.execution) > 1.5 * read(layers[0]!.execution));
});

test('computes the product', () => {
  fc.assert(
    fc.property(pair, ({ a, b }) => {
      const operation = sparseOperation(a, b, 64);
      const expected = new Float64Array(a.rows * b.cols);
      for (const [key, value] of referenceProduct(a, b)) {
        const [row, column] = key.split(',').map(Number);
        expected[row! * b.cols + column!] = value;
      }
      const data = { a: denseOf(a), b: denseOf(b) };
      for (const dataflow of [spgemmRowWise, spgemmMerge])
        assert.equal(dataflow.compute(operation, undefined as never, {}, data), expected);
    }),
    { numRuns: runs(100) },
  );
});

test.run();
