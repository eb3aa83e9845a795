import * as fc from 'fast-check';
import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { assert, runs, suite } from '../../harness.ts';
import { architectureSpec } from './shipped.ts';

const tests = suite('dsp-chain: laws on random designs and layers');

const base = architectureSpec('u280-flightllm') as unknown as Record<string, Record<string, unknown>>;
const power = (...values: number[]) => fc.constantFrom(...values);

const design = fc.record({
  cores: fc.integer({ min: 1, max: 4 }),
  core_efficiency: power(0.5, 0.8, 1),
  clock: fc.constantFrom('given', 'rule'),
  engine: fc.record({
    mm_columns: power(1, 2, 4),
    mm_rows: power(8, 16, 64),
    mv_columns: power(1, 2, 4, 8),
    mm_group: power(16, 32),
    mv_group: power(16, 64, 128),
    macs_per_dsp: power(1, 2, 3),
    sparse: fc.boolean(),
  }),
  special: fc.record({ lanes: power(1, 5, 16), fused_rows: power(1, 16) }),
  buffers: fc.record({
    a_depth: power(16, 64, 512),
    a_banks: power(2, 8, 64),
    a_mv_banks: power(1, 2, 8),
    b_depth: power(16, 64, 512),
    global_depth: power(4, 64),
  }),
  memory: fc.record({ channels_per_core: power(1, 3, 8) }),
  index_channels: power(0, 1, 8),
  activations: fc.constantFrom('chip', 'memory'),
  kv_append: fc.constantFrom('reload', 'in-place'),
});

const pattern = fc.constantFrom(
  { pattern: 'dense' },
  { pattern: 'n:m', n: 2, m: 4 },
  { pattern: 'n:m', n: 4, m: 16 },
  { pattern: 'n:m', n: 3, m: 32 },
  { pattern: 'uniform', density: 0.07 },
  { pattern: 'uniform', density: 0 },
  { pattern: 'block', block_rows: 16, block_cols: 16, density: 0.5 },
);

const layer = fc.oneof(
  fc.record({
    name: fc.constant('g'),
    gemm: fc.tuple(power(1, 2, 17, 70), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 130 })),
    sparsity: fc.record({ weights: pattern }),
  }),
  fc.record({
    name: fc.constant('s'),
    gemm: fc.record({
      m: power(1, 9),
      n: fc.integer({ min: 1, max: 60 }),
      k: fc.integer({ min: 1, max: 60 }),
      batch: fc.constant(4),
      b_shared_by: power(1, 2, 4),
      weights: fc.constant('none'),
    }),
  }),
  fc.record({
    name: fc.constant('e'),
    elementwise: fc.record({
      function: fc.constantFrom('softmax', 'norm', 'add', 'rope', 'append'),
      elements: fc.constant(720),
      rows: power(1, 8, 720),
      reads_per_element: power(1, 2),
    }),
  }),
);

/** `evaluate` holds every layer to the engine's laws: sums, bounds, compulsory traffic; here both fidelities. */
tests('sums, bounds and traffic hold; refusals are diagnostics; two runs are equal', () => {
  let ran = 0;
  fc.assert(
    fc.property(design, layer, fc.integer({ min: 1, max: 8 }), ({ clock, engine, ...rest }, one, weights) => {
      const { buffers, memory, special, ...top } = rest;
      const architecture = {
        ...base,
        ...top,
        fpga: { ...base['fpga'], clock },
        engine: { ...base['engine'], ...engine },
        special: { ...base['special'], ...special },
        buffers: { ...base['buffers'], ...buffers },
        memory: { ...base['memory'], ...memory },
      };
      const workload = { layers: [one], bits: { weights, activations: 8, outputs: 8 } };
      for (const fidelity of ['estimate', 'cycle'] as const) {
        const spec = {
          architecture,
          workload,
          fidelity,
          seed: 1,
          mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
        } as unknown as PointSpec;
        try {
          const first = evaluate(spec);
          assert.equal(evaluate(structuredClone(spec)).metrics, first.metrics);
          assert.ok(first.metrics['clock_hz']! <= Number(base['clock_hz']));
          ran++;
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
        }
      }
    }),
    { numRuns: runs(300) },
  );
  assert.ok(ran > 150, `${ran} ran`);
});

tests.run();
