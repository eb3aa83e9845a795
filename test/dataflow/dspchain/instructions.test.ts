import * as fc from 'fast-check';
import type { BlockWork } from '../../../src/dataflow/dspchain/blockWork.ts';
import type { Epilogue } from '../../../src/dataflow/dspchain/epilogue.ts';
import type { DspChainHardware } from '../../../src/dataflow/dspchain/hardware.ts';
import {
  operatorInstructions,
  productInstructions,
} from '../../../src/dataflow/dspchain/instructionCounts.ts';
import { streamsBytes } from '../../../src/dataflow/dspchain/instructionStreams.ts';
import { operatorProgram, productProgram } from '../../../src/dataflow/dspchain/layerProgram.ts';
import type { ProductShape } from '../../../src/dataflow/dspchain/productShape.ts';
import { queueNames } from '../../../src/dataflow/dspchain/queueProgram.ts';
import { queueTimes } from '../../../src/dataflow/dspchain/queueTimes.ts';
import { timingOf } from '../../../src/dataflow/dspchain/timing.ts';
import { evaluateTotals } from '../../../src/engine/evaluateTotals.ts';
import { shippedLibrary } from '../../../src/engine/shippedLibrary.ts';
import type { Elementwise } from '../../../src/workload/operations/elementwise.ts';
import { assert, runs, suite } from '../../harness.ts';
import { architectureSpec, llama2, shipped } from './shipped.ts';

const tests = suite('dsp-chain: streams of instructions, their buckets, storage and loading');

const { hardware: base, clock_hz } = shipped('u280-flightllm');
const timing = timingOf(base, clock_hz);

const countsOf = (queue: Uint8Array): number[] =>
  queueNames.map((_, q) => queue.reduce((sum, of) => sum + (of === q ? 1 : 0), 0));

const epilogue = fc.option(
  fc.record({
    function: fc.constant('f'),
    steps: fc.integer({ min: 1, max: 3 }),
    passes: fc.integer({ min: 1, max: 2 }),
    extra: fc.integer({ min: 0, max: 2 }),
    rowWise: fc.boolean(),
  }),
  { nil: null },
);

tests('as many instructions as are emitted, queue by queue', () => {
  fc.assert(
    fc.property(
      fc.record({
        matrices: fc.integer({ min: 1, max: 3 }),
        rows: fc.integer({ min: 1, max: 300 }),
        n: fc.integer({ min: 1, max: 1300 }),
        k: fc.integer({ min: 1, max: 400 }),
        causal: fc.boolean(),
      }),
      fc.constantFrom('mv', 'mm'),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.constantFrom(0, 8),
      fc.constantFrom('chip', 'memory'),
      epilogue,
      (size, mode, pieces, indexed, index_channels, activations, fused) => {
        const hardware = { ...base, index_channels, activations } as DspChainHardware;
        const [nBlocks, kBlocks] = [Math.ceil(size.n / 16), Math.ceil(size.k / 16)];
        const shape: ProductShape = { ...size, nBlocks, kBlocks, aBits: 8, bBits: 4, outBits: 8 };
        const work: BlockWork = { kept: null, mean: 16, nonzeros: 0, indexed, partial: 0 };
        const mapping = { mode: mode as 'mv' | 'mm', k_pieces: Math.min(pieces, kBlocks) };
        // Row-wise functions are one instruction a row: they have no further steps.
        const of = fused?.rowWise === true ? { ...fused, steps: 1, extra: 0 } : (fused as Epilogue | null);
        const program = productProgram(shape, work, hardware, timing, mapping, of).program.build();
        const counted = productInstructions(shape, indexed, hardware, mapping, of);
        assert.equal(counted, countsOf(program.queue));
      },
    ),
    { numRuns: runs(300) },
  );
});

tests('operators on their own: as many as are emitted', () => {
  const operand = { bits: 8, sparsity: { pattern: 'dense' } };
  fc.assert(
    fc.property(
      fc.constantFrom('softmax', 'norm', 'add', 'append', 'silu'),
      fc.integer({ min: 1, max: 200_000 }),
      fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
      fc.constantFrom('chip', 'memory'),
      fc.constantFrom('reload', 'in-place'),
      (name, elements, rows, activations, kv_append) => {
        const hardware = { ...base, activations, kv_append } as DspChainHardware;
        const operation: Elementwise = {
          kind: 'elementwise',
          function: name,
          elements,
          reads_per_element: name === 'add' ? 2 : 1,
          writes_per_element: 1,
          rows: rows === undefined ? undefined : Math.min(rows, elements),
          operands: { a: operand, b: operand, out: operand },
        };
        const program = operatorProgram(operation, hardware, timing).program.build();
        assert.equal(operatorInstructions(operation, hardware), countsOf(program.queue));
      },
    ),
    { numRuns: runs(200) },
  );
});

const traceAt = (phase: 'prefill' | 'decode', context: number) =>
  shippedLibrary.trace(llama2(phase, context));
const streams = (change: Partial<DspChainHardware['instructions']>, exact: boolean) =>
  streamsBytes(
    { trace: traceAt('decode', 1), traceAt, exact },
    { ...base, instructions: { ...base.instructions, ...change } },
    clock_hz,
  );

tests('a stream is as long as the instructions that run, each of 1 to 7 words', () => {
  const one = { max_tokens: 128, decode_bucket: 128, prefill_bucket: 128 };
  const bytes = streams(one, true);
  const run = (phase: 'prefill' | 'decode') =>
    queueTimes(traceAt(phase, 128).layers, base, clock_hz).instructions;
  const instructions = run('prefill') + run('decode');
  assert.ok(bytes > 4 * 3 * instructions && bytes < 4 * 7 * instructions, `${bytes}, ${instructions}`);
  assert.is(streams({ ...one, streams: 'core' }, true), base.cores * bytes);
});

tests('buckets keep one stream for all their lengths; a few lengths tell of all', () => {
  const small = { max_tokens: 256, prefill_bucket: 64 };
  const each = streams({ ...small, decode_bucket: 1, prefill_bucket: 1 }, true);
  const bucketed = streams(small, true);
  // A length is rounded up: one stream for 64 is at most 64 times fewer bytes, and more than half of that here.
  assert.ok(each / bucketed > 32 && each / bucketed < 64, `${each / bucketed}`);
  const [exact, quick] = [streams({}, true), streams({}, false)];
  assert.ok(Math.abs(quick / exact - 1) < 0.005, `${quick / exact}`);
});

const totals = (change: Record<string, unknown>, memory: Record<string, unknown> = {}) => {
  const spec = architectureSpec('u280-flightllm') as unknown as DspChainHardware;
  return evaluateTotals({
    architecture: {
      ...spec,
      memory: { ...spec.memory, ...memory },
      instructions: { ...spec.instructions, max_tokens: 256, ...change },
    } as never,
    workload: llama2('decode', 256),
    fidelity: 'estimate',
    seed: 1,
    mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
  });
};

tests(
  'instructions that come ahead hide; those that layers wait for, and slow ones, are a reason of their own',
  () => {
    const ahead = totals({});
    assert.is(ahead.breakdown['instructions'] ?? 0, 0);
    const first = totals({ fetch: 'first' });
    const added = first.breakdown['instructions']!;
    assert.is(first.metrics['cycles'], ahead.metrics['cycles']! + added);
    const bytes = added * (base.instructions.bandwidth_bytes_per_s / clock_hz);
    assert.ok(bytes > 2e6 && bytes < 3e6, `${bytes} B of a decode step`);
    const slow = totals({ bandwidth_bytes_per_s: base.instructions.bandwidth_bytes_per_s / 200 });
    assert.ok(slow.breakdown['instructions']! > 0 && slow.metrics['cycles']! > ahead.metrics['cycles']!);
  },
);

tests(
  'weights, keys and values, and instructions must fit: by how much they do not, and what to shrink',
  () => {
    const { metrics } = totals({});
    // 6.74e9 weights of 4 bits, 0.7 of q's and k's with a byte a block; the embedding at 8 bits; 0.25 MiB a token of the cache.
    assert.ok(Math.abs(metrics['weights_stored_bytes']! / 3.278e9 - 1) < 0.01);
    assert.is(metrics['cache_stored_bytes'], 256 * 262_144);
    const told = (act: () => void): string => {
      try {
        act();
      } catch (error) {
        const { diagnostics } = error as { diagnostics: { code: string; message: string; hint: string }[] };
        return diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`).join('\n');
      }
      return 'fits';
    };
    const needed = metrics['weights_stored_bytes']! + metrics['cache_stored_bytes']!;
    assert.is(
      told(() => totals({}, { capacity_bytes: needed })),
      'fits',
    );
    assert.match(
      told(() => totals({}, { capacity_bytes: needed - 1 })),
      /WIN-RES-001 .*: 1 B too many .*shrink bits\.weights/s,
    );
    assert.match(
      told(() => totals({ capacity_bytes: 0, max_tokens: 2048 })),
      /instructions \d+, weights.* in hbm|hbm \(instructions \d+, weights .*instructions\.max_tokens/s,
    );
  },
);

tests.run();
