import fc from 'fast-check';
import { dataflows } from '../../../src/dataflow/registry.gen.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { assert, runs, suite } from '../../harness.ts';
import { point, shippedArchitectures } from '../shippedArchitectures.ts';

const tests = suite('bit-plane products');

const designs = shippedArchitectures('gpu-bit-plane');
const a100 = designs['a100']!;
const mma = a100['integer_mma'] as Record<string, number>;

const product = (
  size: readonly [number, number, number],
  weights: number,
  activations: number,
  architecture: PointSpec['architecture'] = a100,
  fixed: Record<string, unknown> = {},
) =>
  evaluate({
    ...point(architecture, {
      layers: [{ name: 'g', gemm: [...size] }] as never,
      bits: { weights, activations, outputs: 16 },
    }),
    mapping: { objective: 'cycles', search: 'exhaustive', fixed },
  }).layers[0]!;

const without = (unit: string) => {
  const { [unit]: _, ...rest } = mma;
  return { ...a100, integer_mma: rest };
};
const planes = without('i4_macs_per_cycle');

tests('moves the packed words of every plane, no more and no less', () => {
  for (const [m, n, k, w, a] of [
    [1, 4096, 4096, 3, 5],
    [7, 100, 33, 1, 2],
    [64, 64, 31, 8, 8],
  ] as const) {
    const { execution } = product([m, n, k], w, a, planes);
    const bytes = (operand: string): number =>
      execution.traffic.find((row) => row.operand === operand)!.read_bytes;
    assert.is(bytes('b'), w * n * Math.ceil(k / 32) * 4);
    assert.is(bytes('a'), a * m * Math.ceil(k / 32) * 4);
    assert.is(execution.macs.effectual, m * n * k);
  }
});

tests(
  'time grows with the product of the widths where it computes, with those of the weights where it reads',
  () => {
    const compute = (w: number, a: number): number =>
      product([4096, 4096, 4096], w, a, planes).execution.breakdown['compute']!;
    const one = compute(1, 1);
    for (const [w, a] of [
      [1, 2],
      [2, 2],
      [2, 4],
      [4, 4],
    ] as const)
      assert.ok(Math.abs(compute(w, a) / (w * a * one) - 1) < 0.1, `${w} × ${a}`);
    const decode = (w: number): number => product([1, 16384, 16384], w, 1, planes).execution.cycles;
    const [two, four] = [decode(2), decode(4)];
    assert.ok(four / two > 1.6 && four / two < 2, `${four} / ${two}`);
  },
);

tests('takes 4-bit digits where they are faster, and the library where the file allows it', () => {
  const unit = (w: number, a: number, architecture = a100) =>
    product([2048, 2048, 2048], w, a, architecture).mapping as { kernel: string; unit?: string };
  assert.is(unit(1, 2).unit, 'b1');
  assert.is(unit(4, 4).unit, 'i4');
  assert.is(unit(8, 8).kernel, 'bit-plane-gemm');
  assert.is(unit(8, 8, { ...a100, library_fallback: true }).kernel, 'gemm');
  assert.is(unit(1, 2, { ...a100, library_fallback: true }).unit, 'b1');
  assert.is(unit(16, 16).kernel, 'gemm');
});

tests('sums of pairs in the board’s memory cost what shared memory saves', () => {
  const found = product([4096, 4096, 4096], 2, 2, planes);
  const spilled = product([4096, 4096, 4096], 2, 2, planes, {
    g: { ...(found.mapping as object), recovery: 'memory' },
  });
  const sums = spilled.execution.traffic.find(({ operand }) => operand === 'sums')!;
  assert.is(sums.write_bytes, 4 * 4 * 4096 * 4096);
  assert.is(sums.read_bytes, sums.write_bytes);
  assert.ok(spilled.execution.cycles > 1.5 * found.execution.cycles);
  assert.ok(found.execution.breakdown['recovery']! > 0);
});

tests('runs nothing of few bits without an instruction for it, and says so', () => {
  const flow = dataflows.find(({ name }) => name === 'bit-plane-gemm')!;
  const parsed = flow.hardware.safeParse({
    gpu: a100['gpu'],
    integer_mma: { shift_adds_per_cycle: 64, accumulator_kib: 128 },
  });
  assert.not(parsed.success);
  assert.match(parsed.error!.issues[0]!.message, 'b1_macs_per_cycle');
});

tests('no product takes less than its bound, by cycles or by the closed form', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 5000 }));
  const bits = fc.integer({ min: 1, max: 16 });
  const name = fc.constantFrom(...Object.keys(designs));
  fc.assert(
    fc.property(name, size, size, size, bits, bits, (design, m, n, k, weights, activations) => {
      for (const fidelity of ['cycle', 'estimate'] as const) {
        const { layers } = evaluate({
          ...point(designs[design]!, {
            layers: [{ name: 'g', gemm: [m, n, k] }] as never,
            bits: { weights, activations, outputs: 16 },
          }),
          fidelity,
        });
        const { bound, execution } = layers[0]!;
        assert.ok(bound.cycles > 0 && bound.cycles <= execution.cycles);
      }
    }),
    { numRuns: runs(120) },
  );
});

tests.run();
