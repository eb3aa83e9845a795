import * as fc from 'fast-check';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import loopNest from '../../../src/dataflow/loopNest.ts';
import { visibleZeros } from '../../../src/dataflow/peArray/visibleZeros.ts';
import peArray from '../../../src/dataflow/peArray.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { asGemm } from '../../../src/workload/asGemm.ts';
import { macs } from '../../../src/workload/macs.ts';
import { assert, runs, suite } from '../../harness.ts';
import { contextFor } from '../systolicCases.ts';
import { smallConv, smallGemm, smallHardware } from './nestCases.ts';
import { runOracle } from './peArrayOracle.ts';

const test = suite('pe-array: cycle by cycle, and with the product');
const operation = fc.oneof(smallGemm, smallGemm, smallConv);

/** Values of 1 to 7 at the positions, zeros elsewhere. */
function valuesOf(matrices: readonly SparseMatrix[], draw: () => number): Float64Array {
  const size = matrices.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  const values = new Float64Array(size);
  let base = 0;
  for (const { rows, cols, rowPointers, columns } of matrices) {
    for (let row = 0; row < rows; row++)
      for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++)
        values[base + row * cols + columns[i]!] = 1 + draw();
    base += rows * cols;
  }
  return values;
}

test('cycles, slots and the product equal those of the slow machine', () => {
  let ran = 0;
  let sparse = 0;
  let waited = 0;
  fc.assert(
    fc.property(operation, smallHardware, fc.integer({ min: 0, max: 1e6 }), (op, hardware, seed) => {
      if (peArray.supports(op, hardware) !== true) return;
      const context = contextFor(op, seed);
      let mapping: Parameters<typeof peArray.simulate>[2];
      try {
        const request = {
          method: 'random',
          objective: 'edp',
          evaluations: 25,
          seed,
          priceOf: () => 1,
        } as const;
        mapping = peArray.mapspace(op, hardware, context).search!(request).mapping;
      } catch (error) {
        assert.instance(error, DiagnosticError);
        return;
      }
      ran++;
      const run = peArray.simulate(op, hardware, mapping, context);
      const { batch, b_shared_by } = asGemm(op)!;
      const random = context.random('values');
      const draw = () => random.below(7);
      const a = valuesOf(
        Array.from({ length: batch }, (_, i) => context.pattern('a', i)),
        draw,
      );
      const b = valuesOf(
        Array.from({ length: batch / b_shared_by }, (_, i) => context.pattern('b', i * b_shared_by)),
        draw,
      );
      const zeros = visibleZeros(hardware, mapping);
      const first = run.levels!.findIndex(({ instances }) => instances > 1);
      const lanes = run
        .levels!.slice(first < 0 ? run.levels!.length : first)
        .flatMap(({ spatial_x, spatial_y }) => [...spatial_x, ...spatial_y])
        .reduce((product, [, factor]) => product * factor, 1);
      const slow = runOracle(op, run.levels!, lanes, a, b, zeros.a, zeros.b);
      assert.equal(peArray.compute(op, hardware, mapping, { a, b }), slow.product);
      const { breakdown, macs: done } = run;
      const worked = breakdown['compute']! + breakdown['imbalance']! + breakdown['empty']!;
      assert.is(worked, slow.cycles);
      assert.is(done.effectual + done.gated + done.padded, slow.slots);
      assert.is(done.skipped, macs(op) - slow.slots);
      assert.is(worked + breakdown['outer_bandwidth']! + breakdown['inner_bandwidth']!, run.cycles);
      assert.ok(run.cycles >= peArray.bound(op, hardware, context).cycles);
      if (done.skipped > 0) sparse++;
      if (breakdown['imbalance']! > 0) waited++;
      // Nothing left out: the closed form is exact.
      if (done.skipped === 0 && mapping.sparse === undefined && hardware.sparse === undefined)
        assert.is(run.cycles, loopNest.estimate(op, hardware, mapping, context).cycles);
    }),
    { numRuns: runs(420) },
  );
  assert.ok(ran >= 300 && sparse >= 60 && waited >= 5, `${ran} ran, ${sparse} left out, ${waited} waited`);
});

test('packed vectors take the cycles of packing each tile by hand', () => {
  let packed = 0;
  fc.assert(
    fc.property(
      smallGemm,
      fc.constantFrom([2, 2], [4, 1], [2, 3]),
      fc.integer({ min: 0, max: 1e6 }),
      (op, [va, vb], seed) => {
        const hardware = peArray.hardware.parse({
          levels: [
            { name: 'DRAM', memory: 'ddr4', word_bits: 8 },
            { name: 'buffer', memory: 'sram', word_bits: 8, capacity_words: 4096, fan_out: { x: vb, y: va } },
          ],
          compute: { bits_a: 8, bits_b: 8, accumulator_bits: 8 },
          sparse: { vectors: { a: va, b: vb } },
        });
        if (peArray.supports(op, hardware) !== true) return;
        const context = contextFor(op, seed);
        const request = {
          method: 'portfolio',
          objective: 'edp',
          evaluations: 80,
          seed,
          priceOf: () => 1,
        } as const;
        const { mapping } = peArray.mapspace(op, hardware, context).search!(request);
        const run = peArray.simulate(op, hardware, mapping, context);
        const last = run.levels![1]!;
        const extent = (dim: string): number =>
          [...last.temporal, ...last.spatial_x, ...last.spatial_y].reduce(
            (product, [name, factor]) => (name === dim ? product * factor : product),
            1,
          );
        const held = (matrix: SparseMatrix, row: number, column: number): boolean =>
          matrix.columns.subarray(matrix.rowPointers[row]!, matrix.rowPointers[row + 1]!).includes(column);
        const [tileM, tileN] = [extent('M'), extent('N')];
        let cycles = 0;
        let products = 0;
        for (let g = 0; g < op.batch; g++) {
          const a = context.pattern('a', g);
          const b = context.pattern('b', g - (g % op.b_shared_by));
          for (let k = 0; k < op.k; k++)
            for (let i = 0; i < op.m; i += tileM)
              for (let j = 0; j < op.n; j += tileN) {
                let rows = 0;
                let columns = 0;
                for (let x = 0; x < tileM; x++) if (held(a, i + x, k)) rows++;
                for (let y = 0; y < tileN; y++) if (held(b, k, j + y)) columns++;
                for (let r = rows; r > 0; r -= va!) for (let c = columns; c > 0; c -= vb!) cycles++;
                products += rows * columns;
              }
        }
        packed++;
        const { breakdown, macs: done } = run;
        // A product without any pair still takes a cycle.
        assert.is(run.cycles, Math.max(1, cycles));
        assert.is(
          breakdown['compute']! +
            breakdown['packing']! +
            breakdown['outer_bandwidth']! +
            breakdown['inner_bandwidth']!,
          run.cycles,
        );
        assert.is(done.effectual, products);
      },
    ),
    { numRuns: runs(100) },
  );
  assert.ok(packed > 60, `${packed}`);
});

test.run();
