import fc from 'fast-check';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { randomStream } from '../../src/core/random.ts';
import { concreteStatistics } from '../../src/tensor/concreteStatistics.ts';
import { emptyProbability } from '../../src/tensor/emptyProbability.ts';
import { type OperandShape, operandShape } from '../../src/tensor/operandShape.ts';
import type { PatternSpec } from '../../src/tensor/patternSpec.ts';
import { patterns } from '../../src/tensor/patterns/registry.gen.ts';
import { resolvePattern } from '../../src/tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import { tileOccupancy } from '../../src/tensor/tileOccupancy.ts';
import { assert, runs, suite } from '../harness.ts';
import { cellsOf, everySample, matrixOfCells, smallCases } from './enumerate.ts';

const test = suite('patterns');

const weights = (k: number, n: number): OperandShape => operandShape('b', { m: 1, n, k });
const near = (actual: number, expected: number, what: string, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);

/** Any pattern with any parameters, on an operand of any role. */
const anyCase = fc
  .tuple(
    fc.oneof(
      fc.constant<PatternSpec>({ pattern: 'dense' }),
      fc.record({ pattern: fc.constant('uniform'), density: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc
        .record({
          pattern: fc.constant('n:m'),
          n: fc.integer({ min: 1, max: 9 }),
          m: fc.integer({ min: 1, max: 9 }),
          axis: fc.constantFrom('k', 'n'),
        })
        .map((spec) => ({ ...spec, n: Math.min(spec.n, spec.m) })),
      fc.record({
        pattern: fc.constant('block'),
        block_rows: fc.integer({ min: 1, max: 9 }),
        block_cols: fc.integer({ min: 1, max: 9 }),
        density: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    ),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 0, max: 2 ** 31 }),
  )
  .map(([spec, k, n, seed]) => ({ spec: spec as PatternSpec, shape: weights(k, n), seed }));

/** CSR as documented: ascending columns in range, pointers from 0 to the length. */
function checkCsr(matrix: SparseMatrix, { rows, cols }: OperandShape): void {
  assert.is(matrix.rows, rows);
  assert.is(matrix.cols, cols);
  assert.is(matrix.rowPointers.length, rows + 1);
  assert.is(matrix.rowPointers[0], 0);
  assert.is(matrix.rowPointers[rows], matrix.columns.length);
  for (let row = 0; row < rows; row++) {
    const line = matrix.columns.subarray(matrix.rowPointers[row]!, matrix.rowPointers[row + 1]!);
    line.forEach((col, i) => {
      assert.ok(col >= 0 && col < cols && (i === 0 || col > line[i - 1]!));
    });
  }
}

test('samples are well formed, deterministic, and as many non-zeros as promised', () => {
  fc.assert(
    fc.property(anyCase, ({ spec, shape, seed }) => {
      const pattern = resolvePattern(spec);
      const sample = pattern.sample(shape, randomStream(seed, 'p'));
      checkCsr(sample, shape);
      assert.equal(sample, pattern.sample(shape, randomStream(seed, 'p')));
      const statistics = pattern.statistics(shape);
      if (statistics.exact) assert.is(sample.columns.length, statistics.nnz);
      near(statistics.density, statistics.nnz / (shape.rows * shape.cols), 'density');
    }),
    { numRuns: runs(400) },
  );
});

test('n:m keeps n in every group and min(n, g) in a last group of g', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom<'a' | 'b'>('a', 'b'),
      (first, second, k, other, operand) => {
        const [n, m] = [Math.min(first, second), Math.max(first, second)];
        const shape = operandShape(operand, { m: other, n: other, k });
        const sample = resolvePattern({ pattern: 'n:m', n, m }).sample(shape, randomStream(k, operand));
        const counts = new Map<string, number>();
        for (const cell of cellsOf(sample)) {
          const [row, col] = [Math.floor(cell / shape.cols), cell % shape.cols];
          const [along, line] = operand === 'b' ? [row, col] : [col, row];
          const key = `${line} ${Math.floor(along / m)}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        for (let line = 0; line < other; line++) {
          for (let group = 0; group * m < k; group++) {
            assert.is(counts.get(`${line} ${group}`) ?? 0, Math.min(n, m, k - group * m));
          }
        }
      },
    ),
    { numRuns: runs(200) },
  );
});

test('statistics are the exact averages over every possible sample', () => {
  for (const [spec, shape] of smallCases) {
    const samples = everySample(spec, shape).map(concreteStatistics);
    const statistics = resolvePattern(spec).statistics(shape);
    const mean = (f: (s: (typeof samples)[number]) => number) =>
      samples.reduce((sum, s) => sum + f(s), 0) / samples.length;
    const label = `${JSON.stringify(spec)} ${shape.rows}×${shape.cols}`;
    near(
      statistics.nnz,
      mean((s) => s.nnz),
      label,
    );
    assert.is(
      statistics.exact,
      samples.every((s) => s.nnz === statistics.nnz),
      label,
    );
    for (let row = 0; row < shape.rows; row++) {
      for (let col = 0; col < shape.cols; col++) {
        for (let height = 1; row + height <= shape.rows; height++) {
          for (let width = 1; col + width <= shape.cols; width++) {
            const tile = { row, col, height, width };
            const at = `${label} ${JSON.stringify(tile)}`;
            near(
              statistics.tileNnz(tile),
              mean((s) => s.tileNnz(tile)),
              at,
            );
            near(
              statistics.tileEmpty(tile),
              mean((s) => s.tileEmpty(tile)),
              at,
            );
          }
        }
      }
    }
  }
});

test('every possible sample is equally likely', () => {
  for (const [spec, shape] of smallCases) {
    const possible = everySample(spec, shape);
    if (possible.length > 250) continue;
    const pattern = resolvePattern(spec);
    const seen = new Map(possible.map((matrix) => [cellsOf(matrix).join(), 0]));
    const draws = 200 * possible.length;
    const stream = randomStream(11, 'frequency', JSON.stringify(spec));
    for (let i = 0; i < draws; i++) {
      const key = cellsOf(pattern.sample(shape, stream)).join();
      assert.ok(seen.has(key), `${JSON.stringify(spec)} can't draw ${key}`);
      seen.set(key, seen.get(key)! + 1);
    }
    // Pearson's statistic has mean d and variance 2d for d = cases − 1 degrees of freedom.
    const freedom = possible.length - 1;
    const chi = [...seen.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    assert.ok(
      chi <= freedom + 5 * Math.sqrt(2 * freedom) + 10,
      `${JSON.stringify(spec)}: ${chi} on ${freedom}`,
    );
  }
});

test('occupancy of a grid of tiles equals the sum over its tiles', () => {
  fc.assert(
    fc.property(
      anyCase,
      fc.integer({ min: 1, max: 45 }),
      fc.integer({ min: 1, max: 45 }),
      ({ spec, shape }, height, width) => {
        const statistics = resolvePattern(spec).statistics(shape);
        let tiles = 0;
        let occupied = 0;
        for (let row = 0; row < shape.rows; row += height) {
          for (let col = 0; col < shape.cols; col += width) {
            tiles += 1;
            occupied +=
              1 -
              statistics.tileEmpty({
                row,
                col,
                height: Math.min(height, shape.rows - row),
                width: Math.min(width, shape.cols - col),
              });
          }
        }
        const occupancy = tileOccupancy(statistics, height, width);
        assert.is(occupancy.tiles, tiles);
        near(occupancy.occupied, occupied, JSON.stringify(spec), 1e-9 * tiles);
        near(
          occupancy.occupied * occupancy.nnzPerOccupied,
          statistics.nnz,
          'non-zeros',
          1e-6 * statistics.nnz,
        );
      },
    ),
    { numRuns: runs(300) },
  );
});

test('statistics of operands of any size take no time', () => {
  const [k, n] = [3_000_000_007, 2_999_999];
  for (const spec of [
    { pattern: 'dense' },
    { pattern: 'n:m', n: 2, m: 4096 },
    { pattern: 'uniform', density: 1e-7 },
    { pattern: 'block', block_rows: 64, block_cols: 16, density: 0.5 },
  ]) {
    const statistics = resolvePattern(spec).statistics(weights(k, n));
    const start = process.cpuUsage().user;
    for (const [height, width] of [
      [1, 1],
      [1, n],
      [1000, 7],
      [k, 1],
      [k, n],
    ] as const) {
      const { tiles, occupied } = tileOccupancy(statistics, height, width);
      assert.is(tiles, Math.ceil(k / height) * Math.ceil(n / width));
      assert.ok(occupied > 0 && occupied <= tiles * (1 + 1e-12), `${spec.pattern} ${occupied} of ${tiles}`);
    }
    near(statistics.tileNnz({ row: 0, col: 0, height: k, width: n }) / statistics.nnz, 1, spec.pattern);
    assert.ok(process.cpuUsage().user - start < 2e6, spec.pattern);
  }
});

test('long products of ratios keep their digits', () => {
  // ln C(N−t, r)/C(N, r) = Σ over i of ln(1 − r/(N−i)) ≈ −t r/N (1 + …): compared with compensated sums of log1p.
  for (const [total, nonzeros, drawn] of [
    [1e12, 3e6, 4e6],
    [1e13, 2e8, 1e6],
    [4e12, 1e7, 1e7],
  ] as const) {
    let sum = 0;
    let lost = 0;
    for (let i = 0; i < Math.min(nonzeros, drawn); i++) {
      const term = Math.log1p(-Math.max(nonzeros, drawn) / (total - i)) - lost;
      const next = sum + term;
      lost = next - sum - term;
      sum = next;
    }
    near(emptyProbability(total, nonzeros, drawn) / Math.exp(sum), 1, 'ratio', 1e-9);
  }
});

test('given positions are their own sample, with exact occupancy', () => {
  const matrix = matrixOfCells(4, 6, [0, 1, 5, 13, 23]);
  const spec = {
    pattern: 'concrete',
    rows: 4,
    cols: 6,
    row_pointers: [...matrix.rowPointers],
    columns: [...matrix.columns],
  };
  const resolved = resolvePattern(spec);
  assert.equal(resolved.sample(weights(4, 6), randomStream(1)), matrix);
  const statistics = resolved.statistics(weights(4, 6));
  assert.is(statistics.nnz, 5);
  assert.is(statistics.matrix?.columns.length, 5);
  assert.equal(tileOccupancy(statistics, 1, 6), { tiles: 4, occupied: 3, nnzPerOccupied: 5 / 3 });
  assert.equal(tileOccupancy(statistics, 4, 1), { tiles: 6, occupied: 3, nnzPerOccupied: 5 / 3 });
  assert.equal(tileOccupancy(statistics, 3, 4), { tiles: 4, occupied: 3, nnzPerOccupied: 5 / 3 });
});

test('large matrices are sampled in time linear in their size', () => {
  const [k, n] = [4096, 11_008];
  const shape = weights(k, n);
  const draw = (spec: PatternSpec) => resolvePattern(spec).sample(shape, randomStream(3, 'large'));
  const uniform = draw({ pattern: 'uniform', density: 0.9 });
  assert.is(uniform.columns.length, Math.round(0.9 * k * n));
  assert.is(draw({ pattern: 'n:m', n: 2, m: 8 }).columns.length, (k * n) / 4);
  const block = draw({ pattern: 'block', block_rows: 64, block_cols: 64, density: 0.25 });
  assert.is(block.columns.length, (k * n) / 4);
  // A graph of ten million vertices: 10^14 places, far past a bitmap.
  const graph = resolvePattern({ pattern: 'uniform', density: 1e-9 });
  const sparse = graph.sample(weights(10_000_000, 10_000_000), randomStream(5, 'graph'));
  assert.is(sparse.columns.length, 100_000);
  assert.is(new Set(cellsOf(sparse)).size, 100_000);
});

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError)
      return error.diagnostics.map((d) => `${d.code} ${d.hint ?? ''}`).join('; ');
    throw error;
  }
  return 'no error';
};

test('mistakes are diagnosed with what would be right', () => {
  assert.is(
    code(() => resolvePattern({ pattern: 'unifrom', density: 1 })),
    'WIN-PAT-001 did you mean uniform?',
  );
  assert.match(
    code(() => resolvePattern({ pattern: 'quite-something-else' })),
    /^WIN-PAT-001 patterns: .*n:m/,
  );
  assert.is(
    code(() => resolvePattern({ pattern: 'uniform', densty: 0.5 })),
    'WIN-PAT-002 ; WIN-PAT-002 did you mean density?',
  );
  for (const wrong of [
    { pattern: 'n:m', n: 3, m: 2 },
    { pattern: 'n:m', n: 0, m: 2 },
    { pattern: 'n:m', n: 1.5, m: 2 },
    { pattern: 'n:m', n: 1, m: 2, axis: 'q' },
    { pattern: 'uniform', density: 1.01 },
    { pattern: 'uniform', density: Number.NaN },
    { pattern: 'block', block_rows: 0, block_cols: 1, density: 0.5 },
    { pattern: 'dense', density: 1 },
    { pattern: 'concrete', rows: 1, cols: 2, row_pointers: [0], columns: [] },
    { pattern: 'concrete', rows: 1, cols: 2, row_pointers: [0, 1], columns: [] },
    { pattern: 'concrete', rows: 1, cols: 2, row_pointers: [0, 1], columns: [2] },
    { pattern: 'concrete', rows: 1, cols: 3, row_pointers: [0, 2], columns: [1, 1] },
    { pattern: 'concrete', rows: 2, cols: 3, row_pointers: [0, 2, 1], columns: [1] },
  ]) {
    assert.match(
      code(() => resolvePattern(wrong)),
      /^WIN-PAT-002/,
      JSON.stringify(wrong),
    );
  }
  const outputs = operandShape('out', { m: 8, n: 8, k: 8 });
  assert.match(
    code(() => resolvePattern({ pattern: 'n:m', n: 2, m: 4 }).statistics(outputs)),
    /^WIN-PAT-003/,
  );
  const positions = { pattern: 'concrete', rows: 1, cols: 2, row_pointers: [0, 1], columns: [1] };
  assert.match(
    code(() => resolvePattern(positions).sample(weights(2, 1), randomStream(1))),
    /^WIN-PAT-003/,
  );
  assert.match(
    code(() => resolvePattern({ pattern: 'dense' }).sample(weights(1e6, 1e6), randomStream(1))),
    /^WIN-PAT-004/,
  );
});

test('samples that memory could not hold are refused', () => {
  const wide = { pattern: 'n:m', n: 1, m: 4096 };
  assert.match(
    code(() => resolvePattern(wide).sample(weights(4096, 200_000_000), randomStream(1))),
    /^WIN-PAT-004/,
  );
});

test('every pattern is described', () => {
  for (const { name, description } of patterns) assert.ok(name.length > 0 && description.length > 10);
});

test.run();
