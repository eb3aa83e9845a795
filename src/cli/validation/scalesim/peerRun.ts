import { DiagnosticError } from '../../../core/diagnostic.ts';
import { randomStream } from '../../../core/random.ts';
import type { SimulationContext } from '../../../dataflow/simulationContext.ts';
import { type SystolicHardware, systolicHardware } from '../../../dataflow/systolic/hardware.ts';
import { problemOf } from '../../../dataflow/systolic/problem.ts';
import { simulate } from '../../../dataflow/systolic/simulate.ts';
import { supports } from '../../../dataflow/systolic/supports.ts';
import type { PatternSpec } from '../../../tensor/patternSpec.ts';
import type { Gemm } from '../../../workload/operations/gemm.ts';
import type { PeerLayer } from './peerLayer.ts';

/** What the suite compares. */
export interface PeerRun {
  readonly cycles: number;
  readonly effectiveK: number;
  readonly readsA: number;
  readonly readsB: number;
  readonly writesOut: number;
  /** Used over available elements, mean over folds, in percent. */
  readonly mappingPct: number;
}

/** An array like the row's behind memories that never stall: one tile, ample ports and bandwidth. */
function unstalled({ rows, cols, dataflow, sparsity }: PeerLayer): SystolicHardware {
  return systolicHardware.parse({
    array: {
      rows,
      cols,
      dataflow,
      bits_a: 8,
      bits_b: 8,
      accumulator_bits: 8,
      pe_pitch_um: 1,
      sparsity:
        sparsity.mode === 'dense' || (sparsity.mode === 'layer-wise' && sparsity.m === 1)
          ? { mode: 'none' }
          : sparsity.mode === 'layer-wise'
            ? { mode: 'compressed', m: sparsity.m }
            : { mode: 'paired-blocks', block: sparsity.block },
    },
    scratchpad: { arrangement: 'shared', total_kib: 16_777_216, banks: 4096, ports: 4, word_bits: 512 },
    dram: { kind: 'ddr4', bandwidth_bytes_per_s: 1e18, latency_cycles: 0 },
  });
}

/** Filter j keeps the first n_j entries of every block along K. */
function rowWise(k: number, block: number, nPerColumn: readonly number[]): PatternSpec {
  const row_pointers = [0];
  const columns: number[] = [];
  for (let at = 0; at < k; at++) {
    nPerColumn.forEach((n, column) => {
      if (at % block < n) columns.push(column);
    });
    row_pointers.push(columns.length);
  }
  return { pattern: 'concrete', rows: k, cols: nPerColumn.length, row_pointers, columns };
}

export function peerRun(layer: PeerLayer): PeerRun {
  const { m, n, k, sparsity } = layer;
  const dense: PatternSpec = { pattern: 'dense' };
  const spec: PatternSpec =
    sparsity.mode === 'dense'
      ? dense
      : sparsity.mode === 'layer-wise'
        ? { pattern: 'n:m', n: sparsity.n, m: sparsity.m }
        : rowWise(k, sparsity.block, sparsity.nPerColumn);
  const gemm: Gemm = {
    kind: 'gemm',
    batch: 1,
    m,
    n,
    k,
    operands: {
      a: { bits: 8, sparsity: dense },
      b: { bits: 8, sparsity: spec },
      out: { bits: 8, sparsity: dense },
    },
    weights: 'b',
    b_shared_by: 1,
  };
  const hardware = unstalled(layer);
  const can = supports(gemm, hardware);
  if (can !== true)
    throw new DiagnosticError([
      {
        code: 'WIN-VAL-011',
        severity: 'error',
        message: `case ${layer.id}: ${can}`,
        hint: 'leave the row out',
      },
    ]);
  const context: SimulationContext = {
    clock_hz: 1e9,
    technology: { node_nm: 45, device: 'itrs-hp' },
    pattern: () => {
      throw new TypeError('positions are known here or not needed');
    },
    random: (...purpose) => randomStream(1, ...purpose),
  };
  const { slots } = problemOf(gemm, hardware, context).space;
  const mapping = { tile: { m, n, k: slots }, order: 'mnk' as const, resident: [] };
  const { breakdown, traffic, utilisation } = simulate(gemm, hardware, mapping, context);
  const reads = (operand: string) =>
    traffic.find((t) => t.memory === 'scratchpad' && t.operand === operand)?.reads ?? 0;
  return {
    cycles: breakdown['compute']! + breakdown['fill_drain']! + breakdown['bank']!,
    effectiveK: slots,
    readsA: reads('a'),
    readsB: reads('b'),
    // The DRAM port only reads finished outputs here, so that every write is the array's.
    writesOut: traffic.find((t) => t.memory === 'scratchpad' && t.operand === 'out')?.writes ?? 0,
    mappingPct: 100 * utilisation['mapping']!,
  };
}
