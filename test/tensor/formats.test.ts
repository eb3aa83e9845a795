import fc from 'fast-check';
import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { randomStream } from '../../src/core/random.ts';
import { concreteStatistics } from '../../src/tensor/concreteStatistics.ts';
import { findFormat, formatNames } from '../../src/tensor/findFormat.ts';
import type { StorageOptions } from '../../src/tensor/formats/defineFormat.ts';
import { operandShape } from '../../src/tensor/operandShape.ts';
import { resolvePattern } from '../../src/tensor/resolvePattern.ts';
import { storageCost } from '../../src/tensor/storageCost.ts';
import { assert, runs as numRuns, suite } from '../harness.ts';
import {
  bitsOf,
  type Codec,
  compressedRows,
  coordinates,
  type Dense,
  everything,
  grouped,
  mask,
  occupiedRows,
  runs,
  scatteredRows,
  toDense,
  transpose,
  wholeBlocks,
} from './encode.ts';
import { everySample, matrixOfCells, smallCases } from './enumerate.ts';

const test = suite('formats');

/** Whether the codec works on the transpose, for each format but the n:m index. */
const codecs: Record<string, readonly [Codec, 'straight' | 'transposed', Partial<StorageOptions>]> = {
  dense: [everything, 'straight', {}],
  bitmask: [mask, 'straight', {}],
  csr: [compressedRows, 'straight', {}],
  csc: [compressedRows, 'transposed', {}],
  coordinate: [coordinates, 'straight', {}],
  dcsr: [occupiedRows, 'straight', {}],
  bcsr: [wholeBlocks(2, 3), 'straight', { block: { rows: 2, cols: 3 } }],
  c2sr: [scatteredRows, 'straight', {}],
  'run-length': [runs(2), 'straight', { run_bits: 2 }],
};

/** A matrix whose pointers can't be taken for indices: see the decoders. */
const anyMatrix = fc
  .tuple(
    fc.integer({ min: 2, max: 9 }),
    fc.integer({ min: 3, max: 40 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(),
  )
  .map(([rows, cols, density, seed]) => {
    const shape = operandShape('b', { m: 1, n: cols, k: rows });
    return resolvePattern({ pattern: 'uniform', density }).sample(shape, randomStream(seed));
  });

test('cost is the length of an encoding that decodes to the same positions', () => {
  fc.assert(
    fc.property(anyMatrix, fc.integer({ min: 1, max: 32 }), (matrix, element_bits) => {
      for (const [name, [codec, way, options]] of Object.entries(codecs)) {
        const given = toDense(matrix);
        const dense: Dense = way === 'straight' ? given : transpose(given);
        const encoded = codec.encode(dense);
        assert.equal(codec.decode(encoded, dense.length, dense[0]!.length), dense, name);
        const cost = findFormat(name).cost(matrix, { element_bits, ...options });
        assert.equal(cost, bitsOf(encoded, element_bits), name);
      }
    }),
    { numRuns: numRuns(200) },
  );
});

test('the n:m index stores n slots of every group with their places', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 2, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom<'rows' | 'cols'>('rows', 'cols'),
      fc.nat(),
      (first, m, length, lines, along, seed) => {
        const n = Math.min(first, m);
        const product = { m: lines, n: lines, k: length };
        const shape = operandShape(along === 'rows' ? 'b' : 'a', product);
        const pattern = resolvePattern({ pattern: 'n:m', n, m });
        const full = pattern.sample(shape, randomStream(seed));
        // Some of the kept elements may be zero after all: their slots stay.
        const dense = toDense(full).map((line) => line.map((is, i) => is && (i + seed) % 3 !== 0));
        const matrix = matrixOfCells(
          shape.rows,
          shape.cols,
          dense.flat().flatMap((is, cell) => (is ? [cell] : [])),
        );
        const group = { n, m, along };
        const codec = grouped(group);
        const lined = along === 'rows' ? transpose(dense) : dense;
        const encoded = codec.encode(lined);
        assert.equal(codec.decode(encoded, lined.length, lined[0]!.length), lined);
        const format = findFormat('n:m-index');
        const cost = format.cost(matrix, { element_bits: 8, group });
        assert.equal(cost, bitsOf(encoded, 8));
        assert.equal(format.expected(pattern.statistics(shape), { element_bits: 8 }), cost);
      },
    ),
    { numRuns: numRuns(200) },
  );
  const shape = operandShape('b', { m: 1, n: 64, k: 64 });
  const statistics = resolvePattern({ pattern: 'n:m', n: 2, m: 4 }).statistics(shape);
  // 2:4: half the values, two bits each.
  assert.equal(findFormat('n:m-index').expected(statistics, { element_bits: 16 }), {
    values: 2048 * 16,
    metadata: 2048 * 2,
  });
});

test('expected bits are the exact average over every possible sample', () => {
  for (const [spec, shape] of smallCases) {
    const samples = everySample(spec, shape);
    const statistics = resolvePattern(spec).statistics(shape);
    for (const name of Object.keys(codecs)) {
      const format = findFormat(name);
      const options = { element_bits: 8, run_bits: 1, block: { rows: 2, cols: 3 } };
      const mean = (part: 'values' | 'metadata') =>
        samples.reduce((sum, matrix) => sum + format.cost(matrix, options)[part], 0) / samples.length;
      const expected = format.expected(statistics, options);
      for (const part of ['values', 'metadata'] as const) {
        const difference = Math.abs(expected[part] - mean(part));
        assert.ok(difference < 1e-8, `${name} ${part} ${JSON.stringify(spec)}: off by ${difference}`);
      }
    }
  }
});

/** Formats whose size depends on where the non-zeros fall. */
const byChance = ['run-length', 'dcsr', 'bcsr'];

test('expected bits are within sampling error of the mean on large matrices, exact for structured ones', () => {
  const shape = operandShape('b', { m: 1, n: 300, k: 200 });
  for (const spec of [
    { pattern: 'uniform', density: 0.02 },
    { pattern: 'uniform', density: 0.3 },
    { pattern: 'n:m', n: 1, m: 16 },
    { pattern: 'n:m', n: 1, m: 64, axis: 'n' },
    { pattern: 'block', block_rows: 8, block_cols: 50, density: 0.2 },
  ]) {
    const pattern = resolvePattern(spec);
    const statistics = pattern.statistics(shape);
    for (const name of Object.keys(codecs)) {
      const format = findFormat(name);
      const options = { element_bits: 8 };
      const draws = Array.from({ length: 40 }, (_, i) => {
        const { values, metadata } = format.cost(pattern.sample(shape, randomStream(i, name)), options);
        return values + metadata;
      });
      const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
      const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / (draws.length - 1);
      const cost = format.expected(statistics, options);
      const off = Math.abs(cost.values + cost.metadata - mean);
      if (!byChance.includes(name)) assert.is(off, 0, name);
      else assert.ok(off <= 4.5 * Math.sqrt(variance / 40) + 1e-3, `${name} ${JSON.stringify(spec)}: ${off}`);
    }
  }
});

test('known positions are counted, widths can be given', () => {
  const matrix = matrixOfCells(4, 8, [0, 9, 31]);
  const options = { element_bits: 16, index_bits: 16, pointer_bits: 32, run_bits: 4 };
  assert.equal(storageCost(findFormat('csr'), concreteStatistics(matrix), options), {
    values: 48,
    metadata: 3 * 16 + 5 * 32,
  });
  assert.equal(storageCost(findFormat('csc'), concreteStatistics(matrix), options), {
    values: 48,
    metadata: 3 * 16 + 9 * 32,
  });
  assert.equal(storageCost(findFormat('coordinate'), concreteStatistics(matrix), options), {
    values: 48,
    metadata: 3 * 32,
  });
  const uniform = resolvePattern({ pattern: 'uniform', density: 0.5 });
  const statistics = uniform.statistics(operandShape('b', { m: 1, n: 8, k: 4 }));
  assert.equal(storageCost(findFormat('bitmask'), statistics, options), { values: 256, metadata: 32 });
});

test('mistakes are diagnosed', () => {
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof DiagnosticError)
        return `${error.diagnostics[0]!.code} ${error.diagnostics[0]!.hint}`;
      throw error;
    }
    return 'no error';
  };
  assert.is(
    code(() => findFormat('crs')),
    'WIN-FMT-001 did you mean csr?',
  );
  assert.match(
    code(() => findFormat('something else altogether')),
    /^WIN-FMT-001 formats: /,
  );
  const format = findFormat('n:m-index');
  const matrix = matrixOfCells(1, 8, [0, 1, 2]);
  const group = { n: 2, m: 4, along: 'cols' } as const;
  assert.match(
    code(() => format.cost(matrix, { element_bits: 8 })),
    /^WIN-FMT-002/,
  );
  assert.match(
    code(() => format.cost(matrix, { element_bits: 8, group })),
    /^WIN-FMT-003/,
  );
  const uniform = resolvePattern({ pattern: 'uniform', density: 0.5 });
  const statistics = uniform.statistics(operandShape('b', { m: 1, n: 8, k: 8 }));
  assert.match(
    code(() => format.expected(statistics, { element_bits: 8 })),
    /^WIN-FMT-002/,
  );
  assert.match(
    code(() => format.expected(statistics, { element_bits: 8, group })),
    /^WIN-FMT-003/,
  );
  assert.is(formatNames.length, 10);
});

test.run();
