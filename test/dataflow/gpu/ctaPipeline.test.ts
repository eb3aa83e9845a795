import fc from 'fast-check';
import { runPipeline } from '../../../src/dataflow/gpu/ctaPipeline.ts';
import { closedLoop } from '../../../src/dataflow/gpu/kernelRun.ts';
import { assert, runs, suite } from '../../harness.ts';
import { type OracleCase, runCtaOracle } from './ctaOracle.ts';

const pipeline = suite('CTA pipeline');

const cases = fc.record({
  m: fc.integer({ min: 1, max: 4 }),
  n: fc.integer({ min: 1, max: 4 }),
  k: fc.integer({ min: 1, max: 60 }),
  tile_k: fc.integer({ min: 1, max: 4 }),
  stages: fc.integer({ min: 1, max: 6 }),
  interval: fc.integer({ min: 1, max: 12 }),
  latency: fc.integer({ min: 0, max: 40 }),
  step: fc.integer({ min: 1, max: 12 }),
});

const operands = ({ m, n, k }: OracleCase) => ({
  a: Float64Array.from({ length: m * k }, (_, i) => ((i * 7) % 11) - 5),
  b: Float64Array.from({ length: k * n }, (_, i) => ((i * 5) % 13) - 6),
});

pipeline(
  'equals the one-cycle-at-a-time machine, waits included, and the machine computes the product',
  () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { a, b } = operands(c);
        const slow = runCtaOracle(c, a, b);
        const steps = Math.ceil(c.k / c.tile_k);
        const fast = runPipeline({ ...c, steps });
        assert.is(fast.cycles, slow.cycles);
        assert.is(fast.fill + fast.starved, slow.waited);
        for (let i = 0; i < c.m; i++)
          for (let j = 0; j < c.n; j++) {
            let sum = 0;
            for (let l = 0; l < c.k; l++) sum += a[i * c.k + l]! * b[l * c.n + j]!;
            assert.is(slow.out[i * c.n + j], sum);
          }
      }),
      { numRuns: runs(400) },
    );
  },
);

pipeline('skips whole turns of the ring without changing the end', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 200, max: 2000 }), (c, steps) => {
      const ends: number[] = [];
      let load = 0;
      let tensor = 0;
      for (let i = 0; i < steps; i++) {
        const start = Math.max(load, i >= c.stages ? ends[i - c.stages]! : 0);
        load = start + c.interval;
        tensor = Math.max(start + c.interval + c.latency, tensor) + c.step;
        ends.push(tensor);
      }
      assert.is(runPipeline({ ...c, steps }).cycles, tensor);
    }),
    { numRuns: runs(300) },
  );
});

pipeline('equals its closed form', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 300 }), (c, steps) => {
      assert.equal(closedLoop({ ...c, steps }), runPipeline({ ...c, steps }));
    }),
    { numRuns: runs(500) },
  );
});

pipeline('is never slower with more stages, less latency, faster loads', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 100 }), (c, steps) => {
      const at = (change: Partial<OracleCase>) => runPipeline({ ...c, ...change, steps }).cycles;
      assert.ok(at({ stages: c.stages + 1 }) <= at({}));
      assert.ok(at({ latency: c.latency + 3 }) >= at({}));
      assert.ok(at({ interval: c.interval + 1 }) >= at({}));
    }),
    { numRuns: runs(200) },
  );
});

pipeline.run();
