import * as fc from 'fast-check';
import type { SystolicMapping } from '../../src/dataflow/systolic/mapping.ts';
import systolic from '../../src/dataflow/systolic.ts';
import { assert, runs, suite } from '../harness.ts';
import { smallGemm, smallHardware } from './systolicCases.ts';
import { both, movedBy, reference } from './systolicCompare.ts';

const test = suite('systolic: the fast model equals the machine cycle by cycle');

const mapping: fc.Arbitrary<SystolicMapping> = fc.record({
  tile: fc.record({
    m: fc.integer({ min: 1, max: 14 }),
    n: fc.integer({ min: 1, max: 14 }),
    k: fc.integer({ min: 1, max: 24 }),
  }),
  order: fc.constantFrom('mnk', 'mkn', 'nmk', 'nkm', 'kmn', 'knm'),
  resident: fc.subarray(['a', 'b', 'out'] as const, { minLength: 0 }),
}) as fc.Arbitrary<SystolicMapping>;

test('cycles, every reason and the product are equal on random cases', () => {
  let compared = 0;
  const modes = new Map<string, number>();
  fc.assert(
    fc.property(
      smallGemm,
      smallHardware,
      mapping,
      fc.integer({ min: 0, max: 1e6 }),
      (gemm, hardware, chosen, seed) => {
        if (systolic.supports(gemm, hardware) !== true) return;
        const roomy = hardware;
        const done = both(gemm, roomy, chosen, seed);
        if (done === null) return;
        compared++;
        const kind = `${hardware.array.dataflow} ${hardware.array.sparsity.mode}`;
        modes.set(kind, (modes.get(kind) ?? 0) + 1);
        assert.equal({ ...done.fast.breakdown }, done.slow.reasons);
        assert.is(done.fast.cycles, done.slow.cycles);
        const moved = movedBy(done);
        assert.equal(moved.read, done.slow.read);
        assert.is(moved.written, done.slow.written);
        assert.equal(moved.portBits, done.slow.portBits);
        const expected = reference(gemm, done.values);
        assert.equal([...done.slow.product], [...expected]);
        assert.equal([...systolic.compute(gemm, roomy, chosen, done.values)], [...expected]);
      },
    ),
    { numRuns: runs(700), includeErrorInReport: true },
  );
  assert.ok(compared >= 200 * Math.min(1, runs(700) / 900), `${compared} compared`);
  for (const dataflow of ['ws', 'is', 'os']) assert.ok(modes.has(`${dataflow} none`));
  for (const mode of ['compressed', 'time-multiplexed', 'row-wise', 'paired-blocks'])
    assert.ok(modes.has(`ws ${mode}`), mode);
});

test.run();
