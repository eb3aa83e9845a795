import type { Operation } from '../../workload/operation.ts';
import type { SystolicHardware } from './hardware.ts';

/** true, or why a product can't run on this array. */
export function supports({ operands }: Operation, { array }: SystolicHardware): true | string {
  const { bits_a, bits_b, accumulator_bits, dataflow, sparsity, rows, cols } = array;
  if (operands.a.bits > bits_a)
    return `a has ${operands.a.bits} bits, the multipliers take ${bits_a} (array.bits_a)`;
  if (operands.b.bits > bits_b)
    return `b has ${operands.b.bits} bits, the multipliers take ${bits_b} (array.bits_b)`;
  if (operands.out.bits > accumulator_bits)
    return `outputs have ${operands.out.bits} bits, the accumulators ${accumulator_bits} (array.accumulator_bits)`;
  if (sparsity.mode === 'row-wise') {
    if (dataflow !== 'ws') return 'row-wise n:m needs weights in the array (array.dataflow: ws)';
    if (cols * sparsity.lanes < sparsity.m)
      return `a row of ${cols} elements with ${sparsity.lanes} lanes can't hold a dense block of ${sparsity.m}`;
  }
  if (sparsity.mode === 'paired-blocks') {
    if (dataflow !== 'ws') return 'paired blocks need weights in the array (array.dataflow: ws)';
    if (sparsity.block > rows || (2 * rows) % sparsity.block !== 0)
      return `blocks of ${sparsity.block} don't divide twice the ${rows} rows`;
  }
  return true;
}
