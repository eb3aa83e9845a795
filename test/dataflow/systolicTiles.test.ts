import * as fc from 'fast-check';
import { activationFootprint } from '../../src/dataflow/systolic/footprint.ts';
import { imageGeometry } from '../../src/dataflow/systolic/imageGeometry.ts';
import { problemOf } from '../../src/dataflow/systolic/problem.ts';
import { limitA, limitB } from '../../src/dataflow/systolic/tileLimits.ts';
import { tileBytesA, tileBytesB } from '../../src/dataflow/systolic/tiling.ts';
import systolic from '../../src/dataflow/systolic.ts';
import type { Operation } from '../../src/workload/operation.ts';
import type { Convolution } from '../../src/workload/operations/convolution.ts';
import { assert, runs, suite } from '../harness.ts';
import { contextFor, dense, smallGemm, smallHardware } from './systolicCases.ts';

const test = suite('systolic: tiles');

const operand = (bits: number) => ({ bits, sparsity: dense });

const conv: fc.Arbitrary<Convolution> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    perGroup: fc.integer({ min: 1, max: 5 }),
    filters: fc.integer({ min: 1, max: 4 }),
    groups: fc.constantFrom(1, 1, 2),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .filter((x) => {
    const [top, bottom, left, right] = x.padding;
    return (
      x.height + top + bottom >= x.dilation * (x.kernel[0] - 1) + 1 &&
      x.width + left + right >= x.dilation * (x.kernel[1] - 1) + 1
    );
  })
  .map((x) => ({
    kind: 'conv2d',
    batch: x.batch,
    height: x.height,
    width: x.width,
    channels: x.perGroup * x.groups,
    filters: x.filters * x.groups,
    kernel_height: x.kernel[0],
    kernel_width: x.kernel[1],
    stride: x.stride,
    padding: x.padding,
    dilation: x.dilation,
    groups: x.groups,
    operands: { a: operand(8), b: operand(8), out: operand(16) },
  }));

/** Distinct input elements that rows [m0, m1) and depth [k0, k1) of the lowered product touch, one by one. */
function touched(given: Convolution, m0: number, m1: number, k0: number, k1: number): number {
  const { outHeight, outWidth, channels } = imageGeometry(given);
  const seen = new Set<string>();
  for (let m = m0; m < m1; m++)
    for (let k = k0; k < k1; k++) {
      const image = Math.floor(m / (outHeight * outWidth));
      const row = Math.floor((m % (outHeight * outWidth)) / outWidth);
      const tap = Math.floor(k / channels);
      const y = row * given.stride - given.padding[0] + Math.floor(tap / given.kernel_width) * given.dilation;
      const x =
        (m % outWidth) * given.stride - given.padding[2] + (tap % given.kernel_width) * given.dilation;
      if (y >= 0 && y < given.height && x >= 0 && x < given.width)
        seen.add(`${image},${y},${x},${k % channels}`);
    }
  return seen.size;
}

test('an image region holds every element that its windows read, and is exact for whole outputs without gaps', () => {
  fc.assert(
    fc.property(conv, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (given, p, q, r, s) => {
      const geometry = imageGeometry(given);
      const rows = given.batch * geometry.outHeight * geometry.outWidth;
      const depth = given.kernel_height * given.kernel_width * geometry.channels;
      const [m0, k0] = [p % rows, r % depth];
      const [m1, k1] = [m0 + 1 + (q % (rows - m0)), k0 + 1 + (s % (depth - k0))];
      const box = activationFootprint(geometry, m0, m1, k0, k1);
      assert.ok(box >= touched(given, m0, m1, k0, k1));
      const whole = activationFootprint(geometry, 0, rows, 0, depth);
      if (given.dilation === 1 && given.stride <= Math.min(given.kernel_height, given.kernel_width))
        assert.is(whole, touched(given, 0, rows, 0, depth));
    }),
    { numRuns: runs(400), includeErrorInReport: true },
  );
});

test('no tile is larger than the limit that scratchpads are checked against', () => {
  const operation: fc.Arbitrary<Operation> = fc.oneof(conv, smallGemm);
  fc.assert(
    fc.property(
      operation,
      smallHardware,
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.nat(999),
      (given, hardware, p, q, r, seed) => {
        if (systolic.supports(given, hardware) !== true) return;
        const problem = problemOf(given, hardware, contextFor(given, seed));
        const { slots } = problem.space;
        const [m, n, k] = [1 + (p % problem.m), 1 + (q % problem.n), 1 + (r % slots)];
        const elements = problem.kept?.length ?? 1;
        for (let s0 = 0; s0 < slots; s0 += k) {
          const s1 = Math.min(slots, s0 + k);
          for (let m0 = 0; m0 < problem.m; m0 += m)
            assert.ok(tileBytesA(problem, m0, Math.min(problem.m, m0 + m), s0, s1) <= limitA(problem, m, k));
          for (let e = 0; e < elements; e++)
            for (let n0 = 0; n0 < problem.n; n0 += n)
              assert.ok(
                tileBytesB(problem, e, n0, Math.min(problem.n, n0 + n), s0, s1) <= limitB(problem, n, k),
              );
        }
      },
    ),
    { numRuns: runs(500), includeErrorInReport: true },
  );
});

test('convolutions run at both fidelities with exact sums', () => {
  fc.assert(
    fc.property(conv, smallHardware, (given, hardware) => {
      if (systolic.supports(given, hardware) !== true) return;
      const context = contextFor(given, 1);
      let seen = 0;
      const bound = systolic.bound(given, hardware, context);
      for (const mapping of systolic.mapspace(given, hardware, context).candidates()) {
        if (seen++ > 6) break;
        const simulated = systolic.simulate(given, hardware, mapping, context);
        const estimated = systolic.estimate(given, hardware, mapping, context);
        for (const { cycles, breakdown } of [simulated, estimated]) {
          assert.is(
            Object.values(breakdown).reduce((x, y) => x + y, 0),
            cycles,
          );
          assert.ok(cycles >= bound.cycles);
        }
        assert.equal(simulated.traffic, estimated.traffic);
      }
    }),
    { numRuns: runs(150), includeErrorInReport: true },
  );
});

test.run();
