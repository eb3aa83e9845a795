import type { MappingObjective } from '../mapping/mapSpace.ts';
import type { WorkloadSpec } from '../workload/workloadSpec.ts';

export type Fidelity = 'estimate' | 'cycle';

/**
 * One design and one workload, as plain JSON: what travels to workers, is hashed for the content key, and is all
 * that `evaluate` needs.
 */
export interface PointSpec {
  /** Architecture file's content after `extends` and axes, not yet validated. */
  readonly architecture: Readonly<Record<string, unknown>>;
  /** Workload after `extends` and axes, with the model's definition inlined. */
  readonly workload: WorkloadSpec;
  readonly fidelity: Fidelity;
  readonly seed: number;
  readonly mapping: {
    readonly objective: MappingObjective;
    /** Name of a search of `src/mapping/search`. */
    readonly search: string;
    /** Budget of mappings for one operation; the search's or the map space's own when absent. */
    readonly evaluations?: number;
    /** Fixed mappings by layer name (from a mapping file); layers not named are searched. */
    readonly fixed: Readonly<Record<string, unknown>>;
  };
}
