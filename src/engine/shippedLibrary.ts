import { components } from '../arch/registry.gen.ts';
import { invariant } from '../core/invariant.ts';
import { dataflows } from '../dataflow/registry.gen.ts';
import { tables } from '../energy/registry.gen.ts';
import { searches } from '../mapping/search/registry.gen.ts';
import { resolvePattern } from '../tensor/resolvePattern.ts';
import { buildTrace } from '../workload/buildTrace.ts';
import { operandShapeOf } from '../workload/operandShapeOf.ts';
import type { Library } from './library.ts';

/** All that ships: the registries of the rooms, the model families, the patterns. */
export const shippedLibrary: Library = {
  dataflows,
  components,
  tables: [...tables].sort((a, b) => Number(a.fallback === true) - Number(b.fallback === true)),
  searches,
  trace: buildTrace,
  sample(operation, operand, stream) {
    const shape = operandShapeOf(operation, operand);
    invariant(shape !== null, 'only operands of a matrix product have a pattern', { kind: operation.kind });
    return resolvePattern(operation.operands[operand].sparsity).sample(shape, stream);
  },
};
