import type { DesignContext } from '../arch/designContext.ts';
import type { RandomStream } from '../core/random.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import type { OperandName } from '../workload/operand.ts';

/** What a model may ask of the world while it runs: the design, concrete patterns, random streams. No clock, no I/O. */
export interface SimulationContext extends DesignContext {
  /**
   * Concrete non-zero positions of an operand, sampled from the point's seed or read from a file, in the operand's
   * own matrix form: a is M × K, b is K × N, out is M × N. The same object for the same (operation, operand, index).
   */
  pattern(operand: OperandName, batchIndex?: number): SparseMatrix;
  /** A stream of its own for each purpose. */
  random(...purpose: readonly (string | number)[]): RandomStream;
}
