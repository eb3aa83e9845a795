import type { DesignContext } from '../arch/designContext.ts';
import type { BoundedCache } from '../core/boundedCache.ts';
import { invariant } from '../core/invariant.ts';
import { type RandomStream, randomStream } from '../core/random.ts';
import type { SimulationContext } from '../dataflow/simulationContext.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import { asGemm } from '../workload/asGemm.ts';
import type { OperandName } from '../workload/operand.ts';
import type { Operation } from '../workload/operation.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { Library } from './library.ts';

/**
 * The world of one layer's simulation. A pattern is sampled when it is first asked for, from a stream of
 * (seed, operation, operand, index), so that equal operations of different models see equal matrices and neither the
 * order of layers nor the number of workers matters. `samples` keeps matrices from point to point.
 */
export function simulationContext(
  design: DesignContext,
  operation: Operation,
  seed: number,
  library: Pick<Library, 'sample'>,
  samples: BoundedCache<string, SparseMatrix>,
): SimulationContext {
  // The contract promises the same object for the same operand and index, whatever the shared cache has dropped.
  let held: Map<string, SparseMatrix> | null = null;
  const pattern = (operand: OperandName, batchIndex = 0): SparseMatrix => {
    held ??= new Map();
    const batch = operation.kind === 'spgemm' ? 1 : (asGemm(operation)?.batch ?? null);
    invariant(batch !== null, 'only operands of a matrix product have a pattern', {
      operation: textOf(operation),
    });
    invariant(
      Number.isInteger(batchIndex) && batchIndex >= 0 && batchIndex < batch,
      'a pattern is asked for a batch element that exists',
      { operand, batchIndex, batch },
    );
    const index = matrixIndex(operation, operand, batchIndex);
    const name = `${operand}:${index}`;
    const known = held.get(name);
    if (known !== undefined) return known;
    const text = textOf(operation);
    const key = `${seed}:${name}:${text}`;
    let matrix = samples.get(key);
    if (matrix === undefined) {
      const stream = randomStream(seed, 'pattern', text, operand, index);
      matrix = library.sample(operation, operand, stream);
      samples.set(key, matrix);
    }
    held.set(name, matrix);
    return matrix;
  };
  return {
    clock_hz: design.clock_hz,
    technology: design.technology,
    pattern,
    random: (...purpose): RandomStream => randomStream(seed, 'simulation', textOf(operation), ...purpose),
  };
}

/** Canonical, so that equal operations have equal streams; made for those that are asked for patterns only. */
function textOf(operation: Operation): string {
  let text = texts.get(operation);
  if (text === undefined) {
    text = canonicalJson(operation);
    texts.set(operation, text);
  }
  return text;
}

const texts = new WeakMap<Operation, string>();

/** Which matrix a batch element reads: `b_shared_by` consecutive elements share one b (grouped-query attention). */
function matrixIndex(operation: Operation, operand: OperandName, batchIndex: number): number {
  if (operation.kind !== 'gemm' || operand !== 'b') return batchIndex;
  return Math.floor(batchIndex / operation.b_shared_by);
}

/** Bytes of a pattern, for the bound of a cache. */
export const patternBytes = (matrix: SparseMatrix): number =>
  matrix.rowPointers.byteLength + matrix.columns.byteLength + (matrix.values?.byteLength ?? 0) + 64;
