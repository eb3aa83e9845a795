import { randomStream } from '../../src/core/random.ts';
import { concreteStatistics } from '../../src/tensor/concreteStatistics.ts';
import { type OperandShape, operandShape } from '../../src/tensor/operandShape.ts';
import type { PatternSpec } from '../../src/tensor/patternSpec.ts';
import { patterns } from '../../src/tensor/patterns/registry.gen.ts';
import { resolvePattern } from '../../src/tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import { turnedPattern } from '../../src/tensor/turnedPattern.ts';
import { assert, suite } from '../harness.ts';
import { cellsOf } from './enumerate.ts';

const tests = suite('families of patterns');

const weights = (k: number, n: number): OperandShape => operandShape('b', { m: 1, n, k });
const scores = (m: number, n: number): OperandShape => operandShape('out', { m, n, k: 1 });
const has = (matrix: SparseMatrix, row: number, col: number): boolean =>
  matrix.columns.subarray(matrix.rowPointers[row]!, matrix.rowPointers[row + 1]!).includes(col);

/** Patterns with chance in them, on shapes with edges. */
const drawn: readonly [PatternSpec, OperandShape][] = [
  [{ pattern: 'constant-fan-in', fan_in: 3 }, weights(8, 5)],
  [{ pattern: 'constant-fan-in', fan_in: 9 }, weights(7, 3)],
  [{ pattern: 'constant-fan-in', fan_in: 2, axis: 'n' }, weights(4, 7)],
  [{ pattern: 'column-skip', density: 0.4 }, operandShape('a', { m: 4, k: 9, n: 1 })],
  [{ pattern: 'column-skip', density: 0.3, axis: 'n' }, weights(5, 8)],
  [{ pattern: 'column-skip', density: 0.5 }, weights(7, 3)],
  [{ pattern: 'n:m:g', n: 1, m: 3, g: 2 }, weights(6, 12)],
  [{ pattern: 'n:m:g', n: 2, m: 4, g: 1 }, weights(8, 6)],
  [{ pattern: 'v:n:m', v: 2, n: 2, m: 6 }, weights(12, 6)],
  [{ pattern: 'v:n:m', v: 3, n: 1, m: 5 }, weights(5, 6)],
  [{ pattern: 'power-law', density: 0.3, exponent: 1 }, weights(9, 6)],
  [{ pattern: 'power-law', density: 0.6, exponent: 2, axis: 'k' }, weights(7, 5)],
  [{ pattern: 'power-law', density: 0.25, exponent: 0 }, weights(8, 4)],
  [{ pattern: 'vertical-slash', vertical: 2, slash: 3 }, scores(6, 9)],
  [{ pattern: 'vertical-slash', vertical: 0, slash: 2 }, scores(5, 5)],
  [{ pattern: 'vertical-slash', vertical: 3, slash: 1 }, scores(4, 8)],
  [{ pattern: 'random-blocks', block: 2, density: 0.6 }, scores(6, 8)],
  [{ pattern: 'random-blocks', block: 3, density: 0.5 }, scores(7, 10)],
  [{ pattern: 'random-blocks', block: 4, density: 0 }, scores(8, 8)],
];

/** Whether a mask, listed row after row, holds an element. */
const kept = (mask: readonly number[], rows: number, row: number, col: number): boolean =>
  mask[(row * mask.length) / rows + col] === 1;

/** Patterns that follow from their parameters, told once more: whether a cell is kept. */
const ruled: readonly [PatternSpec, OperandShape, (row: number, col: number) => boolean][] = [
  [{ pattern: 'banded', lower: 2, upper: 1 }, weights(9, 9), (r, c) => c >= r - 2 && c <= r + 1],
  [{ pattern: 'banded' }, weights(4, 8), (r, c) => Math.abs(c - 2 * r) <= 1],
  [{ pattern: 'causal' }, scores(5, 8), (r, c) => c <= r + 3],
  [{ pattern: 'causal' }, scores(8, 5), (r, c) => c <= r - 3],
  [{ pattern: 'causal', window: 3 }, scores(7, 7), (r, c) => c <= r && c > r - 3],
  [{ pattern: 'causal', window: 3, sink: 2 }, scores(6, 9), (r, c) => c <= r + 3 && (c < 2 || c > r)],
  [
    { pattern: 'strided', stride: 3 },
    scores(8, 10),
    (r, c) => c <= r + 2 && (r + 2 - c < 3 || (r + 2 - c) % 3 === 0),
  ],
  [{ pattern: 'strided', stride: 20 }, scores(6, 4), (r, c) => c <= r - 2],
  [{ pattern: 'butterfly', levels: 2 }, weights(8, 8), (r, c) => [0, 1, 2].includes(r ^ c)],
  [
    { pattern: 'butterfly', levels: 3, block_rows: 2, block_cols: 3 },
    weights(16, 24),
    (r, c) => [0, 1, 2, 4].includes(Math.floor(r / 2) ^ Math.floor(c / 3)),
  ],
  [
    { pattern: 'kronecker', mask: [1, 0, 1, 0, 1, 1], mask_rows: 2, levels: 2 },
    weights(8, 18),
    (r, c) =>
      kept([1, 0, 1, 0, 1, 1], 2, Math.floor(r / 4), Math.floor(c / 6)) &&
      kept([1, 0, 1, 0, 1, 1], 2, Math.floor(r / 2) % 2, Math.floor(c / 2) % 3),
  ],
  [
    { pattern: 'kronecker', mask: [1, 1, 0, 0, 0, 1], mask_rows: 3, dense: 'outer' },
    weights(9, 8),
    (r, c) => kept([1, 1, 0, 0, 0, 1], 3, r % 3, c % 2),
  ],
  [{ pattern: 'monarch', blocks: 3 }, weights(6, 12), (r, c) => Math.floor(r / 2) === Math.floor(c / 4)],
  [{ pattern: 'monarch', blocks: 3, factor: 'strided' }, weights(6, 12), (r, c) => r % 3 === c % 3],
];

/** All rectangles of a small matrix, every `step`-th. */
function* tilesOf({ rows, cols }: OperandShape, step: number) {
  let at = 0;
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++)
      for (let height = 1; row + height <= rows; height++)
        for (let width = 1; col + width <= cols; width++)
          if (at++ % step === 0) yield { row, col, height, width };
}

tests('statistics of drawn patterns are the averages of their samples', () => {
  for (const [spec, shape] of drawn) {
    const pattern = resolvePattern(spec);
    const statistics = pattern.statistics(shape);
    const stream = randomStream(5, JSON.stringify(spec));
    const draws = 1500;
    const samples = Array.from({ length: draws }, () => concreteStatistics(pattern.sample(shape, stream)));
    const label = `${JSON.stringify(spec)} ${shape.rows} × ${shape.cols}`;
    if (statistics.exact)
      assert.ok(
        samples.every(({ nnz }) => nnz === statistics.nnz),
        label,
      );
    for (const tile of tilesOf(shape, 23)) {
      const compare = (expected: number, of: (s: (typeof samples)[number]) => number) => {
        let sum = 0;
        let squares = 0;
        for (const sample of samples) {
          const value = of(sample);
          sum += value;
          squares += value * value;
        }
        const mean = sum / draws;
        const deviation = Math.sqrt(Math.max(0, squares / draws - mean * mean) / draws);
        // What never or always happened in the draws may still be a little likely.
        const floor =
          Math.min(expected, Math.abs(tile.height * tile.width - expected)) > 0 ? 8 / draws : 1e-9;
        assert.ok(
          Math.abs(mean - expected) <= 5.5 * deviation + floor,
          `${label} ${JSON.stringify(tile)}: ${expected}, ${mean} ± ${deviation} drawn`,
        );
      };
      compare(statistics.tileNnz(tile), (s) => s.tileNnz(tile));
      compare(statistics.tileEmpty(tile), (s) => s.tileEmpty(tile));
    }
    assert.ok(Math.abs(statistics.density - statistics.nnz / (shape.rows * shape.cols)) < 1e-12, label);
  }
});

tests('patterns that follow from a rule keep exactly its cells', () => {
  for (const [spec, shape, rule] of ruled) {
    const pattern = resolvePattern(spec);
    const sample = pattern.sample(shape, randomStream(1));
    const expected: number[] = [];
    for (let row = 0; row < shape.rows; row++)
      for (let col = 0; col < shape.cols; col++) if (rule(row, col)) expected.push(row * shape.cols + col);
    assert.equal(cellsOf(sample), expected, JSON.stringify(spec));
    const statistics = pattern.statistics(shape);
    const exact = concreteStatistics(sample);
    assert.is(statistics.nnz, exact.nnz);
    for (const tile of tilesOf(shape, 3)) {
      assert.is(statistics.tileNnz(tile), exact.tileNnz(tile), JSON.stringify([spec, tile]));
      assert.is(statistics.tileEmpty(tile), exact.tileEmpty(tile), JSON.stringify([spec, tile]));
    }
  }
});

tests('n:m:g holds every choice g times in a chunk, v:n:m n of four inputs for v outputs', () => {
  const grouped = resolvePattern({ pattern: 'n:m:g', n: 2, m: 4, g: 3 }).sample(
    weights(12, 36),
    randomStream(2),
  );
  for (let top = 0; top < 12; top += 4)
    for (let left = 0; left < 36; left += 18) {
      const seen = new Map<string, number>();
      for (let col = left; col < left + 18; col++) {
        const mask = [0, 1, 2, 3].map((i) => +has(grouped, top + i, col)).join('');
        seen.set(mask, (seen.get(mask) ?? 0) + 1);
      }
      assert.is(seen.size, 6);
      assert.ok([...seen.values()].every((count) => count === 3));
    }
  const vectors = resolvePattern({ pattern: 'v:n:m', v: 4, n: 2, m: 8 }).sample(
    weights(24, 12),
    randomStream(2),
  );
  for (let top = 0; top < 24; top += 8)
    for (let left = 0; left < 12; left += 4) {
      const used = new Set<number>();
      for (let col = left; col < left + 4; col++) {
        const rows = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => has(vectors, top + i, col));
        assert.is(rows.length, 2);
        for (const row of rows) used.add(row);
      }
      assert.ok(used.size <= 4);
    }
});

tests('power-law lines fall with their rank, are cut at their length, and add up', () => {
  const pattern = resolvePattern({ pattern: 'power-law', density: 0.3, exponent: 1 });
  const { nnz, tileNnz } = pattern.statistics(weights(100, 200));
  assert.is(nnz, 6000);
  const lines = Array.from({ length: 200 }, (_, col) => tileNnz({ row: 0, col, height: 100, width: 1 }));
  assert.is(lines[0], 100);
  for (let i = 1; i < 200; i++) assert.ok(lines[i]! <= lines[i - 1]! + 1);
  assert.ok(Math.abs(lines[50]! / lines[101]! - 2) < 0.1);
  assert.is(resolvePattern({ pattern: 'power-law', density: 1 }).statistics(weights(9, 7)).nnz, 63);
});

tests('top-k keeps k keys of each query; popular keys are those of many, recent ones lie near', () => {
  const shape = scores(200, 256);
  const of = (given: object): SparseMatrix =>
    resolvePattern({ pattern: 'top-k', k: 16, ...given } as PatternSpec).sample(shape, randomStream(1));
  const plain = of({ popularity: 0 });
  for (let row = 0; row < 200; row++) {
    const keys = plain.columns.subarray(plain.rowPointers[row]!, plain.rowPointers[row + 1]!);
    assert.is(keys.length, 16);
    assert.ok(keys.every((key) => key <= row + 56));
  }
  const most = (matrix: SparseMatrix): number => {
    const counts = new Int32Array(256);
    for (const key of matrix.columns) counts[key]! += 1;
    return Math.max(...counts);
  };
  assert.ok(most(of({ popularity: 3 })) > 2 * most(plain));
  const distance = (matrix: SparseMatrix): number => {
    let sum = 0;
    for (let row = 0; row < 200; row++)
      for (let i = matrix.rowPointers[row]!; i < matrix.rowPointers[row + 1]!; i++)
        sum += row + 56 - matrix.columns[i]!;
    return sum / matrix.columns.length;
  };
  assert.ok(distance(of({ popularity: 0, recency: 2 })) < 0.5 * distance(plain));
  assert.equal(of({ seed: 4 }), of({ seed: 4 }));
  assert.not.equal(of({ seed: 4 }), of({ seed: 5 }));
  const free = of({ causal: false, k: 300 });
  assert.is(free.columns.length, 200 * 256);
});

tests('patterns by lines follow weights into the products of the backward pass', () => {
  const [k, n] = [12, 7];
  for (const spec of [
    { pattern: 'constant-fan-in', fan_in: 3 },
    { pattern: 'column-skip', density: 0.4, axis: 'n' },
    { pattern: 'power-law', density: 0.3, exponent: 1 },
    { pattern: 'kronecker', mask: [1, 0, 0, 1, 1, 1], mask_rows: 6 },
  ] as const) {
    const here = resolvePattern(spec).statistics(weights(k, n));
    const turned = resolvePattern(turnedPattern(spec, 'transposed')).statistics(weights(n, k));
    const output = resolvePattern(turnedPattern(spec, 'output')).statistics(scores(k, n));
    for (const { row, col, height, width } of tilesOf(weights(k, n), 7)) {
      const tile = { row, col, height, width };
      const across = { row: col, col: row, height: width, width: height };
      assert.is(turned.tileEmpty(across), here.tileEmpty(tile));
      assert.is(turned.tileNnz(across), here.tileNnz(tile));
      assert.is(output.tileEmpty(tile), here.tileEmpty(tile));
    }
  }
});

tests('says where a pattern can not lie', () => {
  for (const [spec, shape] of [
    [{ pattern: 'constant-fan-in', fan_in: 2 }, scores(4, 4)],
    [{ pattern: 'column-skip', density: 0.5 }, scores(4, 4)],
    [{ pattern: 'n:m:g', n: 2, m: 4, g: 2 }, weights(8, 18)],
    [{ pattern: 'v:n:m', v: 4, n: 2, m: 8 }, weights(12, 8)],
    [{ pattern: 'butterfly', levels: 1 }, weights(4, 6)],
    [{ pattern: 'monarch', blocks: 4 }, weights(8, 6)],
    [{ pattern: 'kronecker', mask: [1, 0, 0, 1], mask_rows: 2, levels: 3 }, weights(8, 12)],
    [{ pattern: 'vertical-slash', vertical: 1, slash: 1 }, scores(8, 4)],
    [{ pattern: 'random-blocks', block: 2, density: 0.5 }, scores(8, 4)],
    [{ pattern: 'top-k', k: 4 }, scores(100_000, 100_000)],
  ] as const)
    assert.throws(() => resolvePattern(spec).statistics(shape), /does not fit/, spec.pattern);
});

tests('covers every pattern with chance or a rule', () => {
  const elsewhere = ['dense', 'uniform', 'n:m', 'block', 'concrete', 'generated', 'matrix', 'top-k'];
  const here = new Set([...drawn, ...ruled].map(([{ pattern }]) => pattern));
  for (const { name } of patterns) assert.ok(here.has(name) || elsewhere.includes(name), name);
});

tests.run();
