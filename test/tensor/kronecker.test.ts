import fc from 'fast-check';
import { randomStream } from '../../src/core/random.ts';
import { concreteStatistics } from '../../src/tensor/concreteStatistics.ts';
import { operandShape } from '../../src/tensor/operandShape.ts';
import { checkPattern, resolvePattern } from '../../src/tensor/resolvePattern.ts';
import { turnedPattern } from '../../src/tensor/turnedPattern.ts';
import { assert, runs, suite } from '../harness.ts';
import { cellsOf } from './enumerate.ts';

const tests = suite('Kronecker pattern');

type Matrix = readonly (readonly number[])[];

/** By definition: blocks of `right`, scaled by the elements of `left`. */
const kronecker = (left: Matrix, right: Matrix): Matrix =>
  left.flatMap((upper) => right.map((lower) => upper.flatMap((x) => lower.map((y) => x * y))));

const given = fc
  .record({
    mask_rows: fc.integer({ min: 1, max: 4 }),
    mask_cols: fc.integer({ min: 1, max: 4 }),
    bits: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 16, maxLength: 16 }),
    levels: fc.integer({ min: 1, max: 3 }),
    high: fc.integer({ min: 1, max: 3 }),
    wide: fc.integer({ min: 1, max: 3 }),
    dense: fc.constantFrom('inner' as const, 'outer' as const),
  })
  .filter(({ mask_rows, mask_cols, levels }) => mask_rows ** levels <= 27 && mask_cols ** levels <= 27);

tests('is the product of its factors, in samples, counts of tiles, and turned', () => {
  fc.assert(
    fc.property(given, fc.nat(1e6), ({ mask_rows, mask_cols, bits, levels, high, wide, dense }, place) => {
      const mask = bits.slice(0, mask_rows * mask_cols);
      const small = Array.from({ length: mask_rows }, (_, i) =>
        mask.slice(i * mask_cols, (i + 1) * mask_cols),
      );
      const ones = Array.from({ length: high }, () => new Array<number>(wide).fill(1));
      let whole: Matrix = [[1]];
      for (let level = 0; level < levels; level++) whole = kronecker(whole, small);
      whole = dense === 'inner' ? kronecker(whole, ones) : kronecker(ones, whole);
      const [rows, cols] = [whole.length, whole[0]!.length];
      const spec = { pattern: 'kronecker', mask, mask_rows, levels, dense } as const;
      const shape = operandShape('b', { m: 1, n: cols, k: rows });
      const sample = resolvePattern(spec).sample(shape, randomStream(1));
      const expected = whole.flat().flatMap((kept, cell) => (kept === 1 ? [cell] : []));
      assert.equal(cellsOf(sample), expected);
      const exact = concreteStatistics(sample);
      const statistics = resolvePattern(spec).statistics(shape);
      assert.is(statistics.nnz, expected.length);
      const [row, col] = [place % rows, Math.floor(place / rows) % cols];
      for (const [height, width] of [
        [1, cols - col],
        [rows - row, 1],
        [Math.min(2, rows - row), Math.min(3, cols - col)],
      ] as const) {
        const tile = { row, col, height, width };
        assert.is(statistics.tileNnz(tile), exact.tileNnz(tile));
        assert.is(statistics.tileEmpty(tile), exact.tileEmpty(tile));
      }
      const back = resolvePattern(turnedPattern(spec, 'transposed'));
      const turned = back.sample(operandShape('b', { m: 1, n: rows, k: cols }), randomStream(1));
      assert.equal(
        cellsOf(turned)
          .map((cell) => (cell % rows) * cols + Math.floor(cell / rows))
          .sort((x, y) => x - y),
        expected,
      );
    }),
    { numRuns: runs(300) },
  );
});

tests('tells a mask that is no matrix', () => {
  const [problem] = checkPattern({ pattern: 'kronecker', mask: [1, 0, 1], mask_rows: 2 }, ['weights']);
  assert.is(problem?.code, 'WIN-PAT-002');
  assert.match(problem?.message ?? '', 'no whole number of columns');
  assert.is(checkPattern({ pattern: 'kronecker', mask: [1, 2], mask_rows: 1 }).length, 1);
});

tests.run();
