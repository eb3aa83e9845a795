import type { Fidelity } from '../../engine/point.ts';
import type { PointResult } from '../../engine/pointResult.ts';
import type { ProvidedMatrix } from '../../tensor/matrixStore.ts';
import type { JournalEntry } from '../store/journal.ts';
import type { SweepSpec } from '../sweepSpec.ts';

/** A point to run: its number in the plan, how faithfully, and its content key. */
export interface WorkItem {
  readonly index: number;
  readonly fidelity: Fidelity;
  /** Null where nothing is known that it could repeat: then the worker that runs it makes the key. */
  readonly key: string | null;
}

/** A point whose layers are wanted. */
export type DetailItem = Pick<WorkItem, 'index' | 'fidelity'>;

/** Everything that a worker needs to make points from numbers and to keep what they gave. */
export interface ExecutorSetup {
  readonly sweep: SweepSpec;
  /** Mappings of a mapping file, by layer name. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Matrices that points name by hash. */
  readonly matrices?: readonly ProvidedMatrix[];
  /** Folder of the journals. */
  readonly folder: string;
  /** Hash of the model's sources, part of every content key. */
  readonly modelHash: string;
  /** URL of the evaluator's module; the engine when null. */
  readonly evaluator: string | null;
  /** Worker threads; as many as cores when 0. */
  readonly jobs: number;
  /** Heap of each worker, in MiB; a share of the machine's memory when null. */
  readonly heap_mib: number | null;
}

/** What was journaled, in the batch's order, and how long their evaluation took: the next batch is sized by it. */
export interface BatchResult {
  readonly entries: readonly JournalEntry[];
  readonly elapsed_ms: number;
}

/** An executor under way. */
export interface ExecutorSession {
  /** How many batches run at once. */
  readonly parallel: number;
  /** Runs a batch and journals it. Rejected when its worker died: then nothing of it is journaled. */
  submit(batch: readonly WorkItem[]): Promise<BatchResult>;
  /** The whole result of a point, with its layers; not journaled. Null where the point doesn't run. */
  detail(item: DetailItem): Promise<PointResult | null>;
  /** Waits for what runs, closes journals. */
  close(): Promise<void>;
  /** Stops at once; points in flight are lost. */
  abort(): Promise<void>;
}

/** Where points run. One file per executor. */
export interface Executor {
  readonly name: string;
  readonly description: string;
  start(setup: ExecutorSetup): Promise<ExecutorSession>;
}

export function defineExecutor(executor: Executor): Executor {
  return executor;
}
