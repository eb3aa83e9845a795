import * as fc from 'fast-check';
import { type SystolicHardware, systolicHardware } from '../../src/dataflow/systolic/hardware.ts';
import type { SystolicMapping } from '../../src/dataflow/systolic/mapping.ts';
import systolic from '../../src/dataflow/systolic.ts';
import exhaustive from '../../src/mapping/search/exhaustive.ts';
import type { Gemm } from '../../src/workload/operations/gemm.ts';
import { assert, runs, suite } from '../harness.ts';
import { contextFor, dense, simpleMemory, smallGemm, smallHardware } from './systolicCases.ts';

const test = suite('systolic: mappings');

const gemm = (m: number, n: number, k: number): Gemm => ({
  kind: 'gemm',
  batch: 1,
  m,
  n,
  k,
  operands: {
    a: { bits: 8, sparsity: dense },
    b: { bits: 8, sparsity: dense },
    out: { bits: 8, sparsity: dense },
  },
  weights: 'b',
  b_shared_by: 1,
});

const hardware = (changes: object = {}): SystolicHardware =>
  systolicHardware.parse({
    array: {
      rows: 16,
      cols: 16,
      dataflow: 'ws',
      bits_a: 8,
      bits_b: 8,
      accumulator_bits: 32,
      pe_pitch_um: 50,
    },
    scratchpad: {
      arrangement: 'split',
      a_kib: 8,
      b_kib: 8,
      out_kib: 8,
      a_banks: 4,
      b_banks: 4,
      out_banks: 16,
      word_bits: 256,
    },
    dram: { kind: 'ddr4', bandwidth_bytes_per_s: 8e9, latency_cycles: 20 },
    ...changes,
  });

test('every candidate fits and every candidate simulates', () => {
  fc.assert(
    fc.property(smallGemm, smallHardware, fc.nat(99), (given, array, seed) => {
      if (systolic.supports(given, array) !== true) return;
      const context = contextFor(given, seed);
      const space = systolic.mapspace(given, array, context);
      const all = [...space.candidates()];
      assert.is(all.length === 0, space.infeasible !== undefined);
      for (const mapping of all.slice(0, 40)) {
        assert.ok(systolic.mapping.safeParse(mapping).success);
        assert.ok(Number.isFinite(space.cost!(mapping, 'cycles')));
        systolic.simulate(given, array, mapping, context);
      }
      const listed = space.listed!;
      assert.is(listed.count, all.length);
      const costs = listed.costs('cycles');
      all.forEach((mapping, i) => {
        assert.equal(listed.at(i), mapping);
        assert.is(costs[i], space.cost!(mapping, 'cycles'));
      });
      assert.is(new Set(all.map((mapping) => JSON.stringify(mapping))).size, all.length);
    }),
    { numRuns: runs(120), includeErrorInReport: true },
  );
});

test('what is remembered of a product changes nothing when the DRAM or the sample changes', () => {
  fc.assert(
    fc.property(smallGemm, smallHardware, fc.nat(99), (given, array, seed) => {
      if (systolic.supports(given, array) !== true) return;
      const dram = simpleMemory(array);
      for (const factor of [1, 3, 0.5]) {
        const bandwidth_bytes_per_s = dram.bandwidth_bytes_per_s * factor;
        const design = { ...array, dram: { ...dram, bandwidth_bytes_per_s, latency_cycles: 4 * factor } };
        const context = contextFor(given, seed + 10 * factor);
        const mapping = [...systolic.mapspace(given, design, context).candidates()].at(-1);
        if (mapping === undefined) return;
        // A product of its own is unknown to every cache.
        const fresh = structuredClone(given);
        for (const run of [systolic.simulate, systolic.estimate] as const)
          assert.equal(run(given, design, mapping, context), run(fresh, design, mapping, context));
        assert.equal(systolic.bound(given, design, context), systolic.bound(fresh, design, context));
      }
    }),
    { numRuns: runs(80), includeErrorInReport: true },
  );
});

test('the mapping found by cost is close to the best of the space by simulation', () => {
  for (const dataflow of ['ws', 'is', 'os']) {
    const base = hardware();
    const array = { ...base, array: { ...base.array, dataflow } } as SystolicHardware;
    const given = gemm(300, 200, 250);
    const context = contextFor(given, 1);
    const space = systolic.mapspace(given, array, context);
    const simulated = (mapping: SystolicMapping) => systolic.simulate(given, array, mapping, context).cycles;
    const found = exhaustive.run(space, (mapping) => space.cost!(mapping, 'cycles'), {
      objective: 'cycles',
      evaluations: 1e6,
      seed: 1,
    })!;
    const best = Math.min(...[...space.candidates()].map(simulated));
    assert.ok(
      simulated(found.mapping) <= 1.1 * best,
      `${dataflow}: ${simulated(found.mapping)} against ${best}`,
    );
  }
});

test('a scratchpad too small for one tile says what it needs', () => {
  const tiny = hardware({ scratchpad: { arrangement: 'shared', total_kib: 0.01, word_bits: 256 } });
  const context = contextFor(gemm(4, 64, 64), 1);
  const space = systolic.mapspace(gemm(4, 64, 64), tiny, context);
  assert.is([...space.candidates()].length, 0);
  assert.match(space.infeasible!, /KiB for a/);
});

test('more capacity never makes the best mapping slower, more bandwidth never the same mapping', () => {
  fc.assert(
    fc.property(
      fc.tuple(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 90 }),
      ),
      fc.constantFrom('ws', 'is', 'os'),
      fc.constantFrom(0.5e9, 2e9, 8e9),
      ([m, n, k], dataflow, bandwidth_bytes_per_s) => {
        const given = gemm(m, n, k);
        const context = contextFor(given, 1);
        const at = (kib: number, rate: number): SystolicHardware => {
          const base = hardware({ dram: { kind: 'ddr4', bandwidth_bytes_per_s: rate, latency_cycles: 9 } });
          return {
            ...base,
            array: { ...base.array, dataflow },
            scratchpad: { ...base.scratchpad, a_kib: kib, b_kib: kib, out_kib: kib },
          } as SystolicHardware;
        };
        const few = at(2, bandwidth_bytes_per_s);
        for (const mapping of [...systolic.mapspace(given, few, context).candidates()].slice(0, 8)) {
          const { cycles } = systolic.simulate(given, few, mapping, context);
          assert.is(systolic.simulate(given, at(4, bandwidth_bytes_per_s), mapping, context).cycles, cycles);
          assert.ok(
            systolic.simulate(given, at(2, 3 * bandwidth_bytes_per_s), mapping, context).cycles <= cycles,
          );
        }
      },
    ),
    { numRuns: runs(60), includeErrorInReport: true },
  );
});

test.run();
