import type * as z from 'zod';
import type { AttentionMask } from '../attentionMask.ts';
import type { DraftLayer } from '../draftLayer.ts';
import type { LayerTrace } from '../layer.ts';

/** Keys of a workload that only some families understand. */
export type WorkloadOption =
  | 'context'
  | 'output_head'
  | 'attention'
  | 'attention_mask'
  | 'experts'
  | 'detail';

/** How a model is run: the keys of a workload that a family may use, filled in. */
export interface TraceRequest {
  readonly phase: string;
  /** Samples or sequences at once. */
  readonly batch: number;
  /** Tokens of the prompt (prefill, encoders) or of the KV cache with the new token (decode); 0 where unused. */
  readonly context: number;
  /** 'all': over every token of the prompt. */
  readonly output_head: boolean | 'all';
  /** Attention as one fused operation with this mask (null: the family's own); undefined: as two products. */
  readonly fused?: { readonly mask: AttentionMask | null } | undefined;
  /** Experts of a block as one grouped product per projection. */
  readonly grouped: boolean;
  /** Every operator a layer of its own, against matrix products only. */
  readonly operators: boolean;
}

/** A kind of network: the schema of its definitions and the layers they stand for. One file each. */
export interface Family<Definition> {
  /** The word after `family:`. */
  readonly name: string;
  readonly description: string;
  /** Strict schema of a definition, the common keys included. */
  readonly schema: z.ZodObject & z.ZodType<Definition>;
  /** Phases it can run in; the first is the default. */
  readonly phases: readonly [string, ...string[]];
  /** Keys of a workload that it uses beside `batch`. Others are errors, as they would change nothing. */
  readonly options: readonly WorkloadOption[];
  /** Width of operands where the workload says nothing. */
  readonly default_bits: number;
  /** Tokens when the workload says nothing. */
  defaultContext(definition: Definition): number;
  layers(definition: Definition, request: TraceRequest): DraftLayer[];
  /** Elements of embeddings, which no layer of the trace multiplies; none where left out. */
  tableElements?(definition: Definition, request: TraceRequest): number;
  /** What one pass produces. */
  outputs(definition: Definition, request: TraceRequest): LayerTrace['outputs'];
}

// biome-ignore lint/suspicious/noExplicitAny: a list of families with different definitions
export type AnyFamily = Family<any>;

export function defineFamily<Definition>(family: Family<Definition>): Family<Definition> {
  return family;
}
