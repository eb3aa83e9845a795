import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import { wantedOutputs } from '../../workload/wantedOutputs.ts';
import type { Bound } from '../bound.ts';
import { names } from './components.ts';
import type { DspChainHardware } from './hardware.ts';
import { productShape } from './productShape.ts';

/**
 * Multiplications of non-zeros over all multipliers of matrix mode, and bytes of non-zero weights over all channels of all
 * cores at their own ports' efficiency. An operator behind a product may hide entirely: its bound is 0.
 */
export function dspChainBound(operation: Operation, hardware: DspChainHardware, clock_hz: number): Bound {
  const { cores, core_efficiency, engine, memory } = hardware;
  const shape = productShape(operation, hardware);
  if (shape === null)
    return { cycles: 0, terms: [{ name: 'overlap', cycles: 0, formula: 'may hide behind its product' }] };
  const { sparsity } = operation.operands.b;
  const { rows, matrices, n, k, bBits } = shape;
  let nonzeros = n * k;
  if (!isDense(sparsity) && engine.sparse) {
    const { exact, nnz } = resolvePattern(sparsity).statistics(operandShapeOf(operation, 'b')!);
    nonzeros = exact ? Math.floor(nnz) : 0;
  }
  const wanted = shape.causal ? wantedOutputs({ m: rows, n, causal: true }) / (rows * n) : 1;
  const together = cores * core_efficiency;
  const peak = engine.depth * Math.max(engine.mm_columns * engine.mm_rows, engine.mv_columns);
  const compute = Math.floor((wanted * rows * matrices * nonzeros) / (peak * together));
  const rate = (memory.bandwidth_bytes_per_s / memory.channels / clock_hz) * memory.channels_per_core;
  const best = Math.max(memory.same_channel_efficiency, memory.cross_channel_efficiency);
  const bytes = (matrices * nonzeros * bBits) / 8;
  // A tick is rounded at each instruction; one in a million covers it.
  const load = Math.floor((0.999999 * bytes) / (rate * best * together));
  const terms = [
    {
      name: 'compute',
      cycles: compute,
      formula: `${rows * matrices} × ${nonzeros} / (${peak} × ${cores} × ${core_efficiency})`,
    },
    {
      name: 'memory',
      cycles: load,
      formula: `${bytes} B / (${memory.channels_per_core} channels × ${best} × ${cores} × ${core_efficiency})`,
      roof: { memory: names.memory, bytes_per_cycle: rate * best * together },
    },
  ];
  return { cycles: Math.max(compute, load), terms };
}
