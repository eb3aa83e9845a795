import type { PatternStatistics } from '../../tensor/patternStatistics.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';

const known = new WeakMap<Operation, Partial<Record<'a' | 'b', PatternStatistics>>>();

/** What an operand's pattern promises before it is sampled. Kept per operation object: a sweep asks thousands of times. */
export function patternFacts(operation: Operation, operand: 'a' | 'b'): PatternStatistics {
  let facts = known.get(operation);
  if (facts === undefined) {
    facts = {};
    known.set(operation, facts);
  }
  let found = facts[operand];
  if (found === undefined) {
    const shape = operandShapeOf(operation, operand);
    if (shape === null) throw new TypeError(`no product behind ${operation.kind}`);
    found = resolvePattern(operation.operands[operand].sparsity).statistics(shape);
    facts[operand] = found;
  }
  return found;
}
