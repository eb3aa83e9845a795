import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import type { SystolicHardware } from './hardware.ts';
import { spanOf, spanStart } from './kSpace.ts';
import type { SystolicMapping } from './mapping.ts';
import { problemOf } from './problem.ts';
import { tilingOf } from './tiling.ts';

/**
 * The product in the order of the hardware: one partial sum per pass along K, added up pass by pass in the loop
 * order's direction. Zeros that the array skips contribute nothing, as they do in the array.
 */
export function compute(
  operation: Operation,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  data: OperandData,
): Float64Array {
  const view = asGemm(operation);
  if (view === null) throw new TypeError(`no product behind ${operation.kind}`);
  const { batch, m, n, k, b_shared_by } = view;
  const problem = problemOf(operation, hardware, 'expected');
  const tiling = tilingOf(problem, hardware, mapping);
  const { slots, slotsPerBlock } = problem.space;
  const { rows, dataflow } = hardware.array;
  // A pass ends inside a tile at the array's edge; outputs that stay in the array run through the tile, or through K.
  const whole = dataflow === 'os' && tiling.continues === 2;
  const bounds: number[] = [];
  const tileK = whole ? slots : tiling.k;
  for (let from = 0; from < slots; from += tileK) {
    const to = Math.min(slots, from + tileK);
    const step = dataflow === 'os' ? tileK : rows;
    for (let s0 = from; s0 < to; s0 += step) bounds.push(s0);
  }
  const product = new Float64Array(batch * m * n);
  for (let g = 0; g < batch; g++) {
    const atA = g * m * k;
    const atB = Math.floor(g / b_shared_by) * k * n;
    for (let pass = 0; pass < bounds.length; pass++) {
      const s0 = bounds[pass]!;
      const s1 = bounds[pass + 1] ?? slots;
      // A block cut by the pass belongs to the pass that holds its first slot.
      const aligned = s0 % slotsPerBlock === 0 ? s0 : Math.ceil(s0 / slotsPerBlock) * slotsPerBlock;
      const end =
        s1 % slotsPerBlock === 0 || s1 === slots ? s1 : Math.ceil(s1 / slotsPerBlock) * slotsPerBlock;
      if (aligned >= end) continue;
      const k0 = spanStart(problem.space, aligned);
      const k1 = k0 + spanOf(problem.space, aligned, end);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = k0; l < k1; l++) sum += data.a[atA + i * k + l]! * data.b[atB + l * n + j]!;
          const at = (g * m + i) * n + j;
          product[at] = product[at]! + sum;
        }
    }
  }
  return product;
}
