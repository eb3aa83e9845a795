import type { LayerTrace } from '../workload/layer.ts';

/** What `Dataflow.storage` may ask about a workload. */
export interface StorageRequest {
  readonly trace: LayerTrace;
  /** The same language model at another length; null for other workloads. */
  readonly traceAt: ((phase: 'prefill' | 'decode', context: number) => LayerTrace) | null;
  /** Walk every length; else what depends on lengths may be worked out from a few of them. */
  readonly exact: boolean;
}

/** Something that lies in a memory for as long as the workload runs. */
export interface StoredPart {
  /** What it is, as in the metric `<name>_stored_bytes`: `weights`, `cache`, `instructions`. */
  readonly name: string;
  readonly bytes: number;
  /** What makes it smaller, for people. */
  readonly shrink: string;
}

/** A memory of limited size and what must lie in it. */
export interface Storage {
  readonly memory: string;
  readonly capacity_bytes: number;
  /** Of `capacity_bytes` in the architecture. */
  readonly path: readonly string[];
  readonly parts: readonly StoredPart[];
}
