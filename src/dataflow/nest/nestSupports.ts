import type { Operation } from '../../workload/operation.ts';
import { operandStatistics } from './densities.ts';
import type { NestHardware } from './hardware.ts';

/** true, or why a product can't run on this hierarchy. */
export function nestSupports(operation: Operation, { compute, levels }: NestHardware): true | string {
  const { a, b, out } = operation.operands;
  if (a.bits > compute.bits_a)
    return `a has ${a.bits} bits, the units take ${compute.bits_a} (compute.bits_a)`;
  if (b.bits > compute.bits_b)
    return `b has ${b.bits} bits, the units take ${compute.bits_b} (compute.bits_b)`;
  if (out.bits > compute.accumulator_bits)
    return `outputs have ${out.bits} bits, the accumulators ${compute.accumulator_bits} (compute.accumulator_bits)`;
  const [outer] = levels;
  const widest = Math.max(a.bits, b.bits, out.bits);
  if (widest > outer!.word_bits)
    return `an operand has ${widest} bits, a word of ${outer!.name} ${outer!.word_bits} (levels[0].word_bits)`;
  for (const name of ['a', 'b', 'out'] as const)
    if (operandStatistics(operation, name).nnz === 0) return `${name} has no non-zero`;
  return true;
}
