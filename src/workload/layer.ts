import type { Operation } from './operation.ts';

/** One line of a layer trace. Layers of identical shape are one line with a count. */
export interface Layer {
  /** Name of the first layer of this shape. */
  readonly name: string;
  /** Names of every layer that this line stands for, the first included. */
  readonly names: readonly string[];
  /** How many times the operation runs: names.length, or more where a name repeats (e.g. tokens). */
  readonly count: number;
  readonly operation: Operation;
  /** Where it belongs in training or inference; layers of inference are 'forward'. */
  readonly stage: 'forward' | 'backward' | 'update';
}

/** A workload resolved to layers: what the engine runs. */
export interface LayerTrace {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** Tokens or samples that one pass produces, for tokens_per_s; null where it has no meaning. */
  readonly outputs: { readonly unit: 'tokens' | 'samples'; readonly count: number } | null;
  /** Parameters that are looked up and multiply nothing: embeddings of tokens and positions. */
  readonly table_elements: number;
  /** 'prefill' | 'decode' for language models, else 'inference' | 'training'. */
  readonly phase: string;
}
