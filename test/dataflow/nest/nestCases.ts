import * as fc from 'fast-check';
import { type NestHardware, nestHardware } from '../../../src/dataflow/nest/hardware.ts';
import type { PatternSpec } from '../../../src/tensor/patternSpec.ts';
import type { Convolution } from '../../../src/workload/operations/convolution.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';

const dense: PatternSpec = { pattern: 'dense' };
const pattern = fc.oneof(
  fc.constant(dense),
  fc.constantFrom([1, 2], [2, 4], [1, 4]).map(([n, m]): PatternSpec => ({ pattern: 'n:m', n: n!, m: m! })),
  fc
    .double({ min: 0.1, max: 1, noNaN: true })
    .map((density): PatternSpec => ({ pattern: 'uniform', density })),
);
const operand = (sparsity: PatternSpec) => ({ bits: 8, sparsity });

/** Small products with any pattern on the operands. */
export const smallGemm: fc.Arbitrary<Gemm> = fc
  .record({
    m: fc.integer({ min: 1, max: 12 }),
    n: fc.integer({ min: 1, max: 12 }),
    k: fc.constantFrom(1, 2, 4, 6, 8, 12, 16),
    batch: fc.constantFrom(1, 1, 2, 4),
    shared: fc.constantFrom(1, 2),
    a: pattern,
    b: pattern,
  })
  .map(({ m, n, k, batch, shared, a, b }) => ({
    kind: 'gemm',
    batch,
    m,
    n,
    k,
    b_shared_by: batch % shared === 0 ? shared : 1,
    weights: 'b',
    operands: {
      a: operand(k % 4 === 0 ? a : dense),
      b: operand(k % 4 === 0 ? b : dense),
      out: operand(dense),
    },
  }));

/** Small convolutions: stride, dilation, groups, padding, pruned filters. */
export const smallConv: fc.Arbitrary<Convolution> = fc
  .record({
    batch: fc.constantFrom(1, 2),
    out: fc.integer({ min: 1, max: 5 }),
    kernel: fc.constantFrom(1, 2, 3),
    channels: fc.constantFrom(1, 2, 4),
    filters: fc.constantFrom(1, 2, 3, 4),
    stride: fc.constantFrom(1, 2),
    dilation: fc.constantFrom(1, 2),
    groups: fc.constantFrom(1, 1, 2),
    density: fc.constantFrom(1, 0.6, 0.3),
  })
  .map(({ batch, out, kernel, channels, filters, stride, dilation, groups, density }) => {
    const size = (out - 1) * stride + (kernel - 1) * dilation + 1;
    return {
      kind: 'conv2d',
      batch,
      height: size,
      width: size,
      channels: channels * groups,
      filters: filters * groups,
      kernel_height: kernel,
      kernel_width: kernel,
      stride,
      padding: [0, 0, 0, 0],
      dilation,
      groups,
      operands: {
        a: operand(dense),
        b: operand(density === 1 ? dense : { pattern: 'uniform', density }),
        out: operand(dense),
      },
    };
  });

const rate = fc.constantFrom(undefined, 0.5, 1, 4);

/** Two or three levels of any fan-out and bandwidth, with or without sparse features. */
export const smallHardware: fc.Arbitrary<NestHardware> = fc
  .record({
    outer: rate,
    inner: rate,
    x: fc.constantFrom(1, 2, 4),
    y: fc.constantFrom(1, 3),
    capacity: fc.constantFrom(64, 512, 4096),
    rows: fc.constantFrom(1, 4),
    spad: fc.constantFrom(true, true, false),
    sparse: fc.constantFrom('none', 'gate', 'skip', 'choose'),
  })
  .map(({ outer, inner, x, y, capacity, rows, spad, sparse }) => {
    const bandwidth = (words: number | undefined) =>
      words === undefined ? {} : { read_words_per_cycle: words, write_words_per_cycle: words };
    const actions = (['a', 'b'] as const).map((target) => ({
      level: 'buffer',
      kind: sparse,
      target,
      on: [target === 'a' ? 'b' : 'a'],
    }));
    const formats = ['DRAM', 'buffer'].flatMap((level) =>
      ['a', 'b'].map((tensor) => ({ level, tensor, ranks: [{ format: 'RLE', metadata_bits: 4 }] })),
    );
    return nestHardware.parse({
      levels: [
        { name: 'DRAM', memory: 'ddr4', word_bits: 8, words_per_access: 8, ...bandwidth(outer) },
        {
          name: 'buffer',
          memory: 'sram',
          word_bits: 8,
          words_per_access: rows,
          capacity_words: capacity,
          ...bandwidth(inner),
          fan_out: { x, y },
        },
        ...(spad ? [{ name: 'spad', memory: 'sram', word_bits: 8, capacity_words: 4, holds: ['out'] }] : []),
      ],
      compute: { bits_a: 8, bits_b: 8, accumulator_bits: 8 },
      ...(sparse === 'gate' || sparse === 'skip'
        ? { sparse: { formats, actions, compute: { skip_unaligned: sparse === 'skip', gate_on_zero: true } } }
        : {}),
      ...(sparse === 'choose'
        ? {
            choose: {
              formats: [{ format: 'B' }, { format: 'CP', metadata_bits: 4 }],
              actions: [{ level: 'buffer', kinds: ['gate', 'skip'] }],
              compute: { skip_unaligned: true },
            },
          }
        : {}),
    });
  });
