import * as fc from 'fast-check';
import type { SatHardware } from '../../../src/dataflow/sat/hardware.ts';
import type { SatMapping } from '../../../src/dataflow/sat/mapping.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';

export const clock_hz = 1e6;

/** A product on a machine. */
export interface SatCase {
  readonly operation: Gemm;
  readonly hardware: SatHardware;
  readonly mapping: SatMapping;
}

const resources = { dsp: 1e6, lut: 1e8, ff: 1e8, bram36: 1e6, uram: 0 };
const none = { dsp: 0, lut: 0, ff: 0, bram36: 0, uram: 0 };

export const fpga: SatHardware['fpga'] = {
  device: 'test',
  dsp_kind: 'dsp48e2',
  dsp_limit_hz: 1e9,
  clock: 'given',
  regions: 1,
  full_hz: 1e8,
  sparse_hz: 1e8,
  resources,
  shell: none,
  static_w: 1,
  board_w: 1,
};

const hardware: fc.Arbitrary<SatHardware> = fc.record({
  fpga: fc.constant(fpga),
  array: fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    cols: fc.integer({ min: 1, max: 4 }),
    group: fc.constant(8),
    interleave: fc.integer({ min: 1, max: 4 }),
    latency: fc.integer({ min: 1, max: 5 }),
    dsp_per_mac: fc.constant(3),
  }),
  buffers: fc.record({
    left_kib: fc.integer({ min: 1, max: 2 }),
    right_kib: fc.integer({ min: 1, max: 2 }),
    out_kib: fc.integer({ min: 1, max: 2 }),
  }),
  reduction: fc.record({ elements_per_cycle: fc.integer({ min: 1, max: 9 }), pregenerate: fc.boolean() }),
  update: fc.record({ lanes: fc.integer({ min: 1, max: 5 }), state_words: fc.integer({ min: 0, max: 2 }) }),
  memory: fc.record({
    kind: fc.constant('ddr4'),
    bandwidth_bytes_per_s: fc.integer({ min: 16, max: 1200 }).map((bits) => (bits * clock_hz) / 8),
  }),
});

const groups = [
  [1, 1],
  [1, 2],
  [2, 4],
  [1, 4],
  [2, 8],
  [3, 8],
] as const;

/** Small products of every kind: dense and n:m, forward and update, sums or weights kept. */
export const satCase: fc.Arbitrary<SatCase> = fc
  .record({
    hardware,
    m: fc.integer({ min: 1, max: 24 }),
    n: fc.integer({ min: 1, max: 12 }),
    k: fc.integer({ min: 1, max: 70 }),
    batch: fc.integer({ min: 1, max: 2 }),
    group: fc.constantFrom(...groups),
    update: fc.boolean(),
    turned: fc.boolean(),
    reductions: fc.array(fc.constantFrom(...groups.slice(1)), { maxLength: 2 }),
    stationary: fc.constantFrom('output', 'weight' as const),
    outer: fc.constantFrom('m', 'n' as const),
  })
  .map(({ hardware: machine, m, n, k, batch, group, update, turned, reductions, stationary, outer }) => {
    const pattern = ([kept, of]: readonly [number, number]) => ({ pattern: 'n:m', n: kept, m: of });
    const dense = { bits: 16, sparsity: { pattern: 'dense' } };
    const sparse = update || group[1] === 1 ? dense : { bits: 16, sparsity: pattern(group) };
    const [a, b] = turned ? [sparse, dense] : [dense, sparse];
    return {
      hardware: machine,
      mapping: { stationary, outer },
      operation: {
        kind: 'gemm',
        batch,
        m,
        n,
        k,
        weights: update ? 'out' : 'b',
        b_shared_by: 1,
        operands: { a, b, out: dense },
        ...(update && { repruned: reductions.map(pattern) }),
      },
    } as SatCase;
  });
