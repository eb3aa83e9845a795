import * as fc from 'fast-check';
import { randomStream } from '../../src/core/random.ts';
import type { SimulationContext } from '../../src/dataflow/simulationContext.ts';
import { type SystolicHardware, systolicHardware } from '../../src/dataflow/systolic/hardware.ts';
import type { PatternSpec } from '../../src/tensor/patternSpec.ts';
import { resolvePattern } from '../../src/tensor/resolvePattern.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import { operandShapeOf } from '../../src/workload/operandShapeOf.ts';
import type { Operation } from '../../src/workload/operation.ts';
import type { Gemm } from '../../src/workload/operations/gemm.ts';

export const dense: PatternSpec = { pattern: 'dense' };

/** A world for one operation: patterns sampled from the seed. */
export function contextFor(operation: Operation, seed: number, clock_hz = 1e9): SimulationContext {
  const held = new Map<string, SparseMatrix>();
  return {
    clock_hz,
    technology: { node_nm: 45, device: 'itrs-hp' },
    pattern(operand, index = 0) {
      const shared = operation.kind === 'gemm' && operand === 'b' ? operation.b_shared_by : 1;
      const name = `${operand}${Math.floor(index / shared)}`;
      let matrix = held.get(name);
      if (matrix === undefined) {
        const shape = operandShapeOf(operation, operand)!;
        matrix = resolvePattern(operation.operands[operand].sparsity).sample(shape, randomStream(seed, name));
        held.set(name, matrix);
      }
      return matrix;
    },
    random: (...purpose) => randomStream(seed, ...purpose),
  };
}

const pattern = fc.oneof(
  { weight: 2, arbitrary: fc.constant(dense) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom([1, 2], [1, 4], [2, 4], [3, 4], [2, 8], [4, 8], [3, 8])
      .map(([n, m]) => ({ pattern: 'n:m', n: n!, m: m! }) as PatternSpec),
  },
  {
    weight: 1,
    arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((density) => ({ pattern: 'uniform', density })),
  },
);

/** Positions of b in which column j keeps keep[j] of every block along K. */
function columnsKeeping(k: number, n: number, block: number, keep: readonly number[]): PatternSpec {
  const row_pointers = [0];
  const columns: number[] = [];
  for (let at = 0; at < k; at++) {
    for (let j = 0; j < n; j++) if ((at + j) % block < Math.min(keep[j]!, block)) columns.push(j);
    row_pointers.push(columns.length);
  }
  return { pattern: 'concrete', rows: k, cols: n, row_pointers, columns };
}

/** Small products with any pattern on a and b. */
export const smallGemm: fc.Arbitrary<Gemm> = fc
  .record({
    m: fc.integer({ min: 1, max: 14 }),
    n: fc.integer({ min: 1, max: 14 }),
    k: fc.integer({ min: 1, max: 24 }),
    batch: fc.constantFrom(1, 1, 1, 2, 4, 6),
    shared: fc.constantFrom(1, 1, 2),
    bitsA: fc.constantFrom(4, 8, 16),
    bitsB: fc.constantFrom(4, 8, 16),
    bitsOut: fc.constantFrom(8, 16, 32),
    a: pattern,
    b: pattern,
    given: fc.option(
      fc.record({
        block: fc.constantFrom(2, 4, 5),
        keep: fc.array(fc.nat(2), { minLength: 14, maxLength: 14 }),
      }),
      {
        nil: null,
        freq: 3,
      },
    ),
  })
  .map(({ m, n, k, batch, shared, bitsA, bitsB, bitsOut, a, b, given }) => ({
    kind: 'gemm',
    batch,
    m,
    n,
    k,
    operands: {
      a: { bits: bitsA, sparsity: a },
      b: { bits: bitsB, sparsity: given === null ? b : columnsKeeping(k, n, given.block, given.keep) },
      out: { bits: bitsOut, sparsity: dense },
    },
    weights: 'b',
    b_shared_by: batch % shared === 0 ? shared : 1,
  }));

const sparsity = fc.constantFrom(
  { mode: 'none' },
  { mode: 'none' },
  { mode: 'compressed', m: 4 },
  { mode: 'compressed', m: 8 },
  { mode: 'time-multiplexed', n: 2, m: 4 },
  { mode: 'time-multiplexed', n: 4, m: 8 },
  { mode: 'row-wise', m: 4, lanes: 1 },
  { mode: 'row-wise', m: 4, lanes: 2 },
  { mode: 'row-wise', m: 8, lanes: 4 },
  { mode: 'paired-blocks', block: 2 },
  { mode: 'paired-blocks', block: 4 },
  { mode: 'paired-blocks', block: 5 },
);

const small = fc.constantFrom(1 / 64, 1 / 16, 1 / 8, 1 / 4, 1, 16);

/** Small arrays with tight and roomy memories. */
export const smallHardware: fc.Arbitrary<SystolicHardware> = fc
  .record({
    rows: fc.integer({ min: 1, max: 5 }),
    cols: fc.integer({ min: 1, max: 5 }),
    dataflow: fc.constantFrom('ws', 'is', 'os'),
    zero_gating: fc.boolean(),
    sparsity,
    shared: fc.boolean(),
    kib: fc.array(small, { minLength: 3, maxLength: 3 }),
    banks: fc.array(fc.constantFrom(1, 2, 64), { minLength: 3, maxLength: 3 }),
    word_bits: fc.constantFrom(8, 32, 256),
    ports: fc.constantFrom(1, 2),
    buffers: fc.constantFrom(1, 2, 2),
    rate: fc.constantFrom(0.25, 0.7, 1, 3, 16, 1000),
    latency: fc.constantFrom(0, 1, 7, 40),
  })
  .map((x) =>
    systolicHardware.parse({
      array: {
        rows: x.rows,
        cols: x.cols,
        dataflow: x.dataflow,
        bits_a: 16,
        bits_b: 16,
        accumulator_bits: 32,
        pe_pitch_um: 50,
        zero_gating: x.zero_gating,
        sparsity: x.sparsity,
      },
      scratchpad: {
        ...(x.shared
          ? { arrangement: 'shared', total_kib: x.kib[0]! * 4, banks: x.banks[0]! }
          : {
              arrangement: 'split',
              a_kib: x.kib[0]!,
              b_kib: x.kib[1]!,
              out_kib: x.kib[2]!,
              a_banks: x.banks[0]!,
              b_banks: x.banks[1]!,
              out_banks: x.banks[2]!,
            }),
        word_bits: x.word_bits,
        ports: x.ports,
        buffers: x.buffers,
      },
      dram: {
        kind: 'ddr4',
        bandwidth_bytes_per_s: x.rate * 1e9,
        latency_cycles: x.latency,
      },
    }),
  );

/** The bandwidth and latency of hardware that has no more of a memory. */
export function simpleMemory({
  dram,
}: SystolicHardware): Extract<SystolicHardware['dram'], { model: 'simple' }> {
  if (dram.model !== 'simple') throw new TypeError(`the memory is ${dram.model}`);
  return dram;
}
