import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import type { SatHardware } from './hardware.ts';
import { ratesOf } from './run.ts';
import { stageProblem } from './stageProblem.ts';

/** Kept products over all elements, and bits that no order of tiles can avoid over the memory's bandwidth. */
export function satBound(operation: Operation, hardware: SatHardware, clock_hz: number): Bound {
  const problem = stageProblem(operation, hardware)!;
  const { batch, m, n, k, group, image, right, left_bits, right_bits, out_bits, stored, update } = problem;
  const { rows, cols } = hardware.array;
  const { sparsity } = operation.operands[right];
  let kept = n * k;
  if (!isDense(sparsity) && group.m > 1)
    kept = resolvePattern(sparsity).statistics(operandShapeOf(operation, right)!).nnz;
  const compute = Math.floor((batch * m * kept) / (rows * cols));
  const left = image === null || image.at === 'out' ? m * k * left_bits : 0;
  const written = update === null ? stored * out_bits : m * n * 32 * (1 + hardware.update.state_words);
  const read = left + kept * right_bits + (update === null ? 0 : written);
  const { bits } = ratesOf(hardware, clock_hz);
  // One in a million covers rounding of the quotient.
  const memory = Math.floor((0.999999 * batch * (read + written)) / bits);
  return {
    cycles: Math.max(compute, memory),
    terms: [
      {
        name: 'compute',
        cycles: compute,
        formula: `${batch} × ${m} rows × ${kept} kept weights / (${rows} × ${cols} elements)`,
      },
      {
        name: 'memory',
        cycles: memory,
        formula: `${batch} × (${read} + ${written}) bits / ${Number(bits.toPrecision(6))} bits a cycle`,
      },
    ],
  };
}
