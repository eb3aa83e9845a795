import * as fc from 'fast-check';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import loopNest from '../../../src/dataflow/loopNest.ts';
import type { LoopNestMapping } from '../../../src/dataflow/nest/mapping.ts';
import type { MapSearchRequest } from '../../../src/mapping/mapSpace.ts';
import { asGemm } from '../../../src/workload/asGemm.ts';
import { macs } from '../../../src/workload/macs.ts';
import { assert, runs, suite } from '../../harness.ts';
import { contextFor } from '../systolicCases.ts';
import { smallConv, smallGemm, smallHardware } from './nestCases.ts';

const test = suite('loop-nest: laws, mappings, product');

const request = (over: Partial<MapSearchRequest> = {}): MapSearchRequest => ({
  method: 'auto',
  objective: 'edp',
  evaluations: 120,
  seed: 3,
  priceOf: (component) => (component === 'DRAM' ? 100 : component === 'mac' ? 0.2 : 1),
  ...over,
});

/** The mapping found, or null where the budget met none that is legal: then the reason is a diagnostic. */
function mapped(work: () => { readonly mapping: LoopNestMapping }): LoopNestMapping | null {
  try {
    return work().mapping;
  } catch (error) {
    assert.ok(error instanceof DiagnosticError && /WIN-MAP-31/.test(error.message), String(error));
    return null;
  }
}

const operation = fc.oneof(smallGemm, smallConv);

test('every cycle and product is accounted for, bounds hold, and a mapping survives its file', () => {
  let ran = 0;
  fc.assert(
    fc.property(operation, smallHardware, fc.integer({ min: 0, max: 1e6 }), (op, hardware, seed) => {
      if (loopNest.supports(op, hardware) !== true) return;
      const context = contextFor(op, seed);
      const objective = (['cycles', 'energy', 'edp'] as const)[seed % 3]!;
      const mapping = mapped(() =>
        loopNest.mapspace(op, hardware, context).search!(request({ objective, seed })),
      );
      if (mapping === null) return;
      ran++;
      assert.equal(loopNest.mapping.parse(JSON.parse(JSON.stringify(mapping))), mapping);
      const bound = loopNest.bound(op, hardware, context);
      for (const execution of [
        loopNest.simulate(op, hardware, mapping, context),
        loopNest.estimate(op, hardware, mapping, context),
      ]) {
        const { breakdown, macs: done, levels } = execution;
        const sum = Object.values(breakdown).reduce((x, y) => x + y, 0);
        assert.is(sum, execution.cycles);
        assert.is(done.effectual + done.skipped + done.gated + done.padded, macs(op));
        for (const count of [...Object.values(done), ...Object.values(breakdown)])
          assert.ok(Number.isSafeInteger(count) && count >= 0, JSON.stringify(execution));
        for (const row of execution.traffic)
          for (const count of [row.reads, row.writes, row.read_bytes, row.write_bytes])
            assert.ok(Number.isSafeInteger(count) && count >= 0, JSON.stringify(row));
        for (const action of execution.actions) assert.ok(Number.isSafeInteger(action.count));
        assert.ok(execution.cycles >= bound.cycles, `${execution.cycles} < ${bound.cycles}`);
        assert.is(levels!.length, hardware.levels.length);
        const outer = levels![0]!;
        const { m, n, batch } = asGemm(op)!;
        // Every output word leaves the chip.
        assert.ok(outer.tensors.find((t) => t.tensor === 'out')!.updates >= batch * m * n);
      }
    }),
    { numRuns: runs(150) },
  );
  assert.ok(ran > 80, `${ran} ran`);
});

test('the functional mode computes the product', () => {
  let ran = 0;
  fc.assert(
    fc.property(operation, smallHardware, fc.integer({ min: 0, max: 1e6 }), (op, hardware, seed) => {
      const context = contextFor(op, seed);
      if (loopNest.supports(op, hardware) !== true) return;
      const mapping = mapped(() =>
        loopNest.mapspace(op, hardware, context).search!(request({ seed, evaluations: 40 })),
      );
      if (mapping === null) return;
      ran++;
      const { batch, m, n, k, b_shared_by } = asGemm(op)!;
      const random = context.random('values');
      const values = (count: number) => Float64Array.from({ length: count }, () => random.below(15) - 7);
      const a = values(batch * m * k);
      const b = values((batch / b_shared_by) * k * n);
      const product = loopNest.compute(op, hardware, mapping, { a, b });
      for (let g = 0; g < batch; g++)
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let l = 0; l < k; l++)
              sum += a[(g * m + i) * k + l]! * b[(Math.floor(g / b_shared_by) * k + l) * n + j]!;
            assert.is(product[(g * m + i) * n + j], sum);
          }
    }),
    { numRuns: runs(80) },
  );
  assert.ok(ran > 40, `${ran} ran`);
});

test('each search answers, the same for the same seed, and no worse than random alone', () => {
  const hardware = loopNest.hardware.parse({
    levels: [
      { name: 'DRAM', memory: 'ddr4', word_bits: 8, read_words_per_cycle: 8, write_words_per_cycle: 8 },
      { name: 'buffer', memory: 'sram', word_bits: 8, capacity_words: 2048, fan_out: { x: 4, y: 4 } },
      { name: 'spad', memory: 'sram', word_bits: 8, capacity_words: 16 },
    ],
    compute: { bits_a: 8, bits_b: 8, accumulator_bits: 8 },
  });
  const operand = { bits: 8, sparsity: { pattern: 'dense' } };
  const op = {
    kind: 'gemm',
    batch: 1,
    m: 24,
    n: 32,
    k: 48,
    b_shared_by: 1,
    weights: 'b',
    operands: { a: operand, b: operand, out: operand },
  } as const;
  const context = contextFor(op, 1);
  const edp = (method: string): number => {
    const space = loopNest.mapspace(op, hardware, context);
    const ask = request({ method, evaluations: 3000 });
    const { mapping } = space.search!(ask);
    assert.equal(loopNest.mapspace(op, hardware, context).search!(ask).mapping, mapping);
    const { cycles, actions } = loopNest.estimate(op, hardware, mapping, context);
    return (
      cycles *
      actions.reduce((sum, { component, action, count }) => sum + count * ask.priceOf(component, action), 0)
    );
  };
  const random = edp('random');
  for (const method of ['portfolio', 'annealing', 'hill-climbing', 'genetic', 'auto'])
    assert.ok(edp(method) <= random, `${method} ${edp(method)}, random ${random}`);
  assert.ok(edp('exhaustive') > 0 && edp('branch-and-bound') > 0);
});

test('an edited mapping that does not fit says where, by how much, and what would', () => {
  const hardware = loopNest.hardware.parse({
    levels: [
      { name: 'DRAM', memory: 'ddr4', word_bits: 8 },
      { name: 'buffer', memory: 'sram', word_bits: 8, capacity_words: 100, fan_out: { x: 4 } },
    ],
    compute: { bits_a: 8, bits_b: 8, accumulator_bits: 8 },
  });
  const operand = { bits: 8, sparsity: { pattern: 'dense' } };
  const op = {
    kind: 'gemm',
    batch: 1,
    m: 8,
    n: 8,
    k: 8,
    b_shared_by: 1,
    weights: 'b',
    operands: { a: operand, b: operand, out: operand },
  } as const;
  const mapping = loopNest.mapping.parse({
    loops: [
      { level: 'DRAM' },
      {
        level: 'buffer',
        temporal: [
          ['M', 8],
          ['K', 8],
        ],
        spatial: { x: [['N', 8]], y: [] },
      },
    ],
  });
  try {
    loopNest.simulate(op, hardware, mapping, contextFor(op, 1));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, DiagnosticError);
    const codes = (error as DiagnosticError).diagnostics.map(({ code }) => code);
    assert.equal(codes, ['WIN-MAP-201', 'WIN-MAP-202']);
  }
});

test('a prime product fills the array unless the design asks for perfect factors', () => {
  const design = (imperfect: string) =>
    loopNest.hardware.parse({
      imperfect,
      levels: [
        { name: 'DRAM', memory: 'ddr4', word_bits: 8 },
        { name: 'GLB', memory: 'sram', word_bits: 8, capacity_words: 400, fan_out: { x: 4, y: 4 } },
      ],
      compute: { bits_a: 8, bits_b: 8, accumulator_bits: 32 },
    });
  const operand = { bits: 8, sparsity: { pattern: 'dense' } } as const;
  const op = {
    kind: 'gemm',
    batch: 1,
    m: 13,
    n: 17,
    k: 11,
    b_shared_by: 1,
    weights: 'b',
    operands: { a: operand, b: operand, out: operand },
  } as const;
  const context = contextFor(op, 1);
  const run = (imperfect: string) => {
    const hardware = design(imperfect);
    const asked = request({ evaluations: 3000, objective: 'edp' });
    const { mapping } = loopNest.mapspace(op, hardware, context).search!(asked);
    return loopNest.simulate(op, hardware, mapping, context);
  };
  assert.is(run('none').cycles, 13 * 17 * 11);
  for (const imperfect of ['auto', 'spatial', 'all']) {
    const { cycles, utilisation } = run(imperfect);
    // ⌈13 / 4⌉ or ⌈17 / 4⌉ steps an axis at worst.
    assert.ok(cycles <= 4 * 5 * 13, `${imperfect} ${cycles}`);
    assert.ok(utilisation['array']! > 0.5);
  }
  const refused = loopNest.hardware.safeParse({
    ...design('all'),
    sparse: { formats: [], actions: [{ level: 'GLB', kind: 'skip', target: 'a', on: ['b'] }] },
  });
  assert.match(JSON.stringify(refused.error), /sparse features take perfect factors/);
});

test.run();
