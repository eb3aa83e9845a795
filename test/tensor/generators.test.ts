import * as fc from 'fast-check';
import { checkGenerator, type GeneratorSpec, generate } from '../../src/tensor/generate.ts';
import { generators } from '../../src/tensor/generators/registry.gen.ts';
import { countProducts, productWork } from '../../src/tensor/productWork.ts';
import { sparseFromCoordinates } from '../../src/tensor/sparseFromCoordinates.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import { transposed } from '../../src/tensor/transposed.ts';
import { assert, runs, suite } from '../harness.ts';

const test = suite('generators');

const cells = ({ rows, rowPointers, columns }: SparseMatrix): string[] => {
  const list: string[] = [];
  for (let r = 0; r < rows; r++)
    for (let i = rowPointers[r]!; i < rowPointers[r + 1]!; i++) list.push(`${r},${columns[i]}`);
  return list;
};

const wellFormed = (m: SparseMatrix): void => {
  assert.is(m.rowPointers.length, m.rows + 1);
  assert.is(m.rowPointers[m.rows], m.columns.length);
  for (let r = 0; r < m.rows; r++)
    for (let i = m.rowPointers[r]!; i < m.rowPointers[r + 1]!; i++) {
      assert.ok(m.columns[i]! >= 0 && m.columns[i]! < m.cols);
      if (i > m.rowPointers[r]!) assert.ok(m.columns[i]! > m.columns[i - 1]!, 'ascending');
    }
};

const examples: Record<string, GeneratorSpec & { nnz: number; size: number }> = {
  'r-mat': { generator: 'r-mat', seed: 3, scale: 7, nonzeros: 500, nnz: 500, size: 128 },
  uniform: { generator: 'uniform', seed: 3, rows: 40, cols: 40, nonzeros: 1600, nnz: 1600, size: 40 },
  'power-law': { generator: 'power-law', seed: 3, rows: 90, cols: 90, nonzeros: 300, nnz: 300, size: 90 },
  banded: { generator: 'banded', seed: 1, size: 10, lower: 2, upper: 1, nnz: 36, size_: 10 } as never,
  block: { generator: 'block', seed: 1, grid: 5, block: 3, blocks: 7, nnz: 63, size: 15 },
  'stencil-2d': { generator: 'stencil-2d', seed: 1, width: 4, height: 3, nnz: 46, size: 12 },
  'stencil-3d': {
    generator: 'stencil-3d',
    seed: 1,
    width: 2,
    height: 2,
    depth: 2,
    points: 27,
    nnz: 64,
    size: 8,
  },
};

test('give well-formed matrices of the size and number asked for, the same again', () => {
  assert.equal(Object.keys(examples).sort(), generators.map((g) => g.name).sort());
  for (const { nnz, size, size_, ...rest } of Object.values(examples) as (GeneratorSpec & {
    nnz: number;
    size: number;
    size_?: number;
  })[]) {
    const spec = (size_ === undefined ? rest : { ...rest, size: size_ }) as GeneratorSpec;
    assert.equal(checkGenerator(spec), [], spec.generator);
    const matrix = generate(spec);
    wellFormed(matrix);
    assert.is(matrix.columns.length, nnz, spec.generator);
    assert.is(matrix.rows, size_ ?? size);
    assert.ok(generate({ ...spec }) === matrix, 'equal specifications share one matrix');
    const other = generate({ ...spec, seed: 9 });
    if (['r-mat', 'power-law', 'block'].includes(spec.generator))
      assert.not.equal(cells(other), cells(matrix), 'another seed, another matrix');
  }
});

test('a five-point stencil is the matrix of its grid', () => {
  const m = generate({ generator: 'stencil-2d', seed: 1, width: 3, height: 2 });
  assert.equal(cells(m), [
    '0,0',
    '0,1',
    '0,3',
    '1,0',
    '1,1',
    '1,2',
    '1,4',
    '2,1',
    '2,2',
    '2,5',
    '3,0',
    '3,3',
    '3,4',
    '4,1',
    '4,3',
    '4,4',
    '4,5',
    '5,2',
    '5,4',
    '5,5',
  ]);
});

test('skew of an R-MAT follows its quadrants', () => {
  const m = generate({ generator: 'r-mat', seed: 1, scale: 10, nonzeros: 2000, a: 0.6, b: 0.1, c: 0.2 });
  const upper = m.rowPointers[512]! / m.columns.length;
  assert.ok(Math.abs(upper - 0.7) < 0.03, `upper half ${upper}`);
});

test('mistakes are told by key', () => {
  const faults = (spec: object) => checkGenerator(spec as never).map(({ path }) => path.join('.'));
  assert.equal(faults({ generator: 'rmat' }), ['generator']);
  assert.equal(faults({ generator: 'r-mat', scale: 40, nonzeros: 1 }), ['scale']);
  assert.equal(faults({ generator: 'r-mat', scale: 4, nonzeros: 1000 }), ['nonzeros']);
  assert.equal(faults({ generator: 'uniform', rows: 2, cols: 2, nonzeros: 5 }), ['nonzeros']);
  assert.is(faults({ generator: 'banded', size: 4, width: 1 }).length, 1);
});

const entries = fc.integer({ min: 1, max: 12 }).chain((rows) =>
  fc.integer({ min: 1, max: 12 }).chain((cols) =>
    fc.record({
      rows: fc.constant(rows),
      cols: fc.constant(cols),
      list: fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(cols - 1), fc.integer({ min: -4, max: 4 })), {
        maxLength: 60,
      }),
    }),
  ),
);

const compress = ({ rows, cols, list }: { rows: number; cols: number; list: [number, number, number][] }) =>
  sparseFromCoordinates(rows, cols, {
    rows: Int32Array.from(list, (e) => e[0]),
    columns: Int32Array.from(list, (e) => e[1]),
    values: Float64Array.from(list, (e) => e[2]),
    length: list.length,
  });

test('coordinates compress to sorted rows, repeated ones summed; twice transposed is the same', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const m = compress(given);
      wellFormed(m);
      const dense = new Map<string, number>();
      for (const [r, c, v] of given.list) dense.set(`${r},${c}`, (dense.get(`${r},${c}`) ?? 0) + v);
      assert.equal(new Set(cells(m)), new Set(dense.keys()));
      for (const [i, cell] of cells(m).entries()) assert.is(m.values![i], dense.get(cell));
      assert.equal(transposed(transposed(m)), m);
    }),
    { numRuns: runs(200) },
  );
});

test('products and outputs are those of the dense definition', () => {
  fc.assert(
    fc.property(entries, entries, (one, two) => {
      const a = compress(one);
      const b = compress({ ...two, rows: a.cols, list: two.list.map(([r, c, v]) => [r % a.cols, c, v]) });
      let products = 0;
      const outputs = new Set<string>();
      const ofB = cells(b).map((cell) => cell.split(',').map(Number) as [number, number]);
      for (const cell of cells(a)) {
        const [i, k] = cell.split(',').map(Number) as [number, number];
        for (const [kb, j] of ofB)
          if (kb === k) {
            products++;
            outputs.add(`${i},${j}`);
          }
      }
      assert.is(countProducts(a, b), products);
      const work = productWork(a, b);
      assert.is(work.products, products);
      assert.is(work.outputs, outputs.size);
      assert.is(
        work.rowOutputs.reduce((s, n) => s + n, 0),
        outputs.size,
      );
      assert.is(
        work.rowProducts.reduce((s, n) => s + n, 0),
        products,
      );
    }),
    { numRuns: runs(200) },
  );
});

test.run();
