import type * as z from 'zod';
import type { ComponentInstance } from '../arch/defineComponent.ts';
import type { DesignContext } from '../arch/designContext.ts';
import type { MapSpace } from '../mapping/mapSpace.ts';
import type { Operation } from '../workload/operation.ts';
import type { Bound } from './bound.ts';
import type { Execution } from './execution.ts';
import type { OperandData } from './operandData.ts';
import type { SimulationContext } from './simulationContext.ts';
import type { Storage, StorageRequest } from './storage.ts';
import type { Timeline } from './timeline.ts';

/**
 * How operations run on a kind of hardware. One file per dataflow; everything that a sweep, a report, an energy
 * table, a mapper, a schema or a smoke test needs to know is declared here.
 */
export interface Dataflow<Hardware, Mapping> {
  /** The word after `dataflow:` in an architecture file. */
  readonly name: string;
  readonly title: string;
  /** Publication or document that defines it. */
  readonly reference: string;
  /** What the model leaves out, one sentence each: printed by `explain` and the report. */
  readonly leaves_out: readonly string[];
  /** Schema of the architecture file, less the keys that all architectures share (see engine/architecture.ts). */
  readonly hardware: z.ZodType<Hardware>;
  /** Schema of a mapping, so that a found one can be written to YAML, edited and run again. */
  readonly mapping: z.ZodType<Mapping>;
  /** Reason → what it means. Together with compute they name every cycle of an execution. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The hardware as priced: one entry per component instance, with the attributes its price depends on. */
  components(hardware: Hardware, design: DesignContext): readonly ComponentInstance[];
  /** Resource → what the device has of it, where hardware is counted in resources; a design beyond it is infeasible. */
  budget?(hardware: Hardware): Readonly<Record<string, number>>;
  /** What must lie in memories of limited size for the workload to run; more than they hold is infeasible. */
  storage?(request: StorageRequest, hardware: Hardware, design: DesignContext): readonly Storage[];
  /** Clock that the hardware reaches, in Hz, where a rule says so: the lower of it and the file's `clock_hz` holds. */
  clock?(hardware: Hardware, instances: readonly ComponentInstance[]): number;
  /** true, or why this operation can't run here. */
  supports(operation: Operation, hardware: Hardware): true | string;
  /** Its map spaces search themselves, and look at prices whatever the objective. */
  readonly searchesByPrice?: boolean;
  mapspace(operation: Operation, hardware: Hardware, design: DesignContext): MapSpace<Mapping>;
  /** The cycle-level model: walks concrete patterns where an operand is sparse. */
  simulate(operation: Operation, hardware: Hardware, mapping: Mapping, context: SimulationContext): Execution;
  /** The closed form from statistics. */
  estimate(operation: Operation, hardware: Hardware, mapping: Mapping, context: SimulationContext): Execution;
  /** True lower bound on the cycles of any mapping. */
  bound(operation: Operation, hardware: Hardware, context: SimulationContext): Bound;
  /** What ran when in `simulate`, for `winnow trace`; an operation with a producer is drawn with it, `context` being its. */
  timeline?(operation: Operation, hardware: Hardware, mapping: Mapping, context: SimulationContext): Timeline;
  /** The product, in the order and number format of the hardware. Row-major M × N per batch element. */
  compute(operation: Operation, hardware: Hardware, mapping: Mapping, data: OperandData): Float64Array;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of dataflows with different hardware and mapping types
export type AnyDataflow = Dataflow<any, any>;

export function defineDataflow<Hardware, Mapping>(
  dataflow: Dataflow<Hardware, Mapping>,
): Dataflow<Hardware, Mapping> {
  return dataflow;
}
