import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { NestProblem } from './nestProblem.ts';

/**
 * Per loop, its index on the path to a dim's last coordinate: the mixed-radix digits of extent − 1. A point of the nest
 * exists when the digits of its dim are lexicographically at most these, so per loop only "below, at, above" matter.
 */
export function residualDigits(problem: NestProblem, nest: LoopNest, stride: Float64Array): Float64Array {
  const digits = new Float64Array(nest.count);
  const rest = problem.dimSizes.map((size) => size - 1);
  for (let l = 0; l < nest.count; l++) {
    const d = nest.dim[l]!;
    // Outer factors beyond the extent leave a digit of 0.
    const digit = Math.min(nest.factor[l]! - 1, Math.floor(rest[d]! / stride[l]!));
    digits[l] = digit;
    rest[d]! -= digit * stride[l]!;
  }
  return digits;
}

/** Temporal steps of the nest: per dim, the temporal index tuples whose first spatial point exists. */
export function countSteps(problem: NestProblem, nest: LoopNest, digits: Float64Array): number {
  let steps = 1;
  for (let d = 0; d < problem.dimNames.length; d++) {
    let free = 0;
    let onPath = 1;
    for (let l = 0; l < nest.count; l++) {
      if (nest.dim[l] !== d) continue;
      if (nest.kind[l] === TEMPORAL) {
        free = free * nest.factor[l]! + onPath * digits[l]!;
      } else if (digits[l]! > 0) {
        free += onPath;
        onPath = 0;
      }
    }
    steps *= free + onPath;
  }
  return steps;
}
