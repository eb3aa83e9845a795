import type { AnyComponent } from '../arch/defineComponent.ts';
import type { RandomStream } from '../core/random.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import type { EnergyTable } from '../energy/defineTable.ts';
import type { Search } from '../mapping/search/defineSearch.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import type { LayerTrace } from '../workload/layer.ts';
import type { OperandName } from '../workload/operand.ts';
import type { Operation } from '../workload/operation.ts';
import type { WorkloadSpec } from '../workload/workloadSpec.ts';

/** Everything that the engine looks up by name, and the functions of the rooms before it that it calls. */
export interface Library {
  readonly dataflows: readonly AnyDataflow[];
  readonly components: readonly AnyComponent[];
  /** In order of precedence for architectures that name none. */
  readonly tables: readonly EnergyTable[];
  readonly searches: readonly Search[];
  trace(spec: WorkloadSpec): LayerTrace;
  /** Concrete positions of one operand of a matrix product, drawn from its pattern. */
  sample(operation: Operation, operand: OperandName, stream: RandomStream): SparseMatrix;
}
