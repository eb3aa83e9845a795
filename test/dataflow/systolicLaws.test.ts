import * as fc from 'fast-check';
import systolic from '../../src/dataflow/systolic.ts';
import { assert, runs, suite } from '../harness.ts';
import { contextFor, smallGemm, smallHardware } from './systolicCases.ts';

const test = suite('systolic: laws of any execution');

test('cycles, multiply-accumulates and bounds hold for every mapping of the space', () => {
  let mapped = 0;
  fc.assert(
    fc.property(smallGemm, smallHardware, fc.integer({ min: 0, max: 1e6 }), (gemm, hardware, seed) => {
      if (systolic.supports(gemm, hardware) !== true) return;
      const context = contextFor(gemm, seed);
      const all = gemm.batch * gemm.m * gemm.n * gemm.k;
      const bound = systolic.bound(gemm, hardware, context);
      let seen = 0;
      for (const mapping of systolic.mapspace(gemm, hardware, context).candidates()) {
        if (seen++ > 12) break;
        mapped++;
        for (const execution of [
          systolic.simulate(gemm, hardware, mapping, context),
          systolic.estimate(gemm, hardware, mapping, context),
        ]) {
          const { breakdown, macs } = execution;
          let sum = 0;
          for (const [reason, cycles] of Object.entries(breakdown)) {
            assert.ok(Number.isSafeInteger(cycles) && cycles >= 0, `${reason} ${cycles}`);
            sum += cycles;
          }
          assert.is(sum, execution.cycles);
          assert.is(macs.effectual + macs.skipped + macs.gated + macs.padded, all);
          for (const count of Object.values(macs)) assert.ok(Number.isSafeInteger(count) && count >= 0);
          for (const row of execution.traffic)
            for (const count of [row.reads, row.writes, row.read_bytes, row.write_bytes])
              assert.ok(Number.isSafeInteger(count) && count >= 0, JSON.stringify(row));
          for (const { count } of execution.actions) assert.ok(Number.isSafeInteger(count) && count > 0);
          assert.ok(execution.cycles >= bound.cycles, `${execution.cycles} < ${bound.cycles}`);
        }
      }
    }),
    { numRuns: runs(120) },
  );
  assert.ok(mapped > 200, `${mapped} mappings`);
});

test.run();
