import * as z from 'zod';
import type { AttentionMask } from '../attentionMask.ts';
import { dimension } from '../definitionKeys.ts';
import { type DraftLayer, linear } from '../draftLayer.ts';

/** Dimensions that transformer families share. */
export const transformerKeys = {
  layers: z.int().min(1).max(10_000).meta({ description: 'Blocks' }),
  hidden: dimension.meta({ description: 'Width of the residual stream' }),
  heads: dimension.meta({ description: 'Query heads' }),
  kv_heads: dimension.meta({
    description: 'Key and value heads; less than `heads`: grouped-query attention',
  }),
  head_dim: dimension.meta({ description: 'Width of a head' }),
  ffn_dim: dimension.meta({ description: 'Width of the feed-forward network' }),
  gated_ffn: z.boolean().meta({ description: 'up and gate, then down (SwiGLU and kin); else fc1, fc2' }),
  activation: z.string().optional().meta({ description: 'Activation function, for readers' }),
};

export interface BlockDimensions {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kv_heads: number;
  readonly head_dim: number;
}

/** Names of one layer in every block: `decoder.0.qkv`, `decoder.1.qkv`, … */
export const inBlocks = (stack: string, layers: number, layer: string): string[] =>
  Array.from({ length: layers }, (_, block) => `${stack}.${block}.${layer}`);

/**
 * Attention of all blocks: projections over `tokens` rows, then for each of batch · heads the products
 * scores = Q·Kᵀ (queries × head_dim × keys) and av = P·V (queries × keys × head_dim). K and V are shared by
 * heads / kv_heads consecutive query heads. Masks save nothing here: a causal product is counted whole. With a `mask`
 * the two are one fused operation.
 */
export function attention(
  stack: string,
  { layers, hidden, heads, kv_heads, head_dim }: BlockDimensions,
  {
    batch,
    queries,
    keys,
    mask,
  }: {
    readonly batch: number;
    readonly queries: number;
    readonly keys: number;
    readonly mask?: AttentionMask | undefined;
  },
): DraftLayer[] {
  const tokens = batch * queries;
  const product = (name: string, n: number, k: number): DraftLayer => ({
    names: inBlocks(stack, layers, name),
    repeat: 1,
    operation: {
      kind: 'gemm',
      batch: batch * heads,
      m: queries,
      n,
      k,
      weights: null,
      b_shared_by: heads / kv_heads,
    },
  });
  return [
    linear(inBlocks(stack, layers, 'qkv'), tokens, (heads + 2 * kv_heads) * head_dim, hidden),
    ...(mask === undefined
      ? [product('scores', keys, head_dim), product('av', head_dim, keys)]
      : [
          {
            names: inBlocks(stack, layers, 'attention'),
            repeat: 1,
            operation: { kind: 'attention', batch, heads, kv_heads, head_dim, queries, keys, mask } as const,
          },
        ]),
    linear(inBlocks(stack, layers, 'out'), tokens, hidden, heads * head_dim),
  ];
}

/** A feed-forward network in every block; `prefix` is `ffn` or `ffn.expert3`. */
export function feedForward(
  stack: string,
  prefix: string,
  dimensions: {
    readonly layers: number;
    readonly hidden: number;
    readonly ffn_dim: number;
    readonly gated_ffn: boolean;
  },
  tokens: number,
): DraftLayer[] {
  const { layers, hidden, ffn_dim, gated_ffn } = dimensions;
  const layer = (name: string, n: number, k: number) =>
    linear(inBlocks(stack, layers, `${prefix}.${name}`), tokens, n, k);
  return gated_ffn
    ? [layer('up', ffn_dim, hidden), layer('gate', ffn_dim, hidden), layer('down', hidden, ffn_dim)]
    : [layer('fc1', ffn_dim, hidden), layer('fc2', hidden, ffn_dim)];
}

/** The mask of a fused attention, the user's before the family's; undefined where attention is two products. */
export const fusedMask = (
  fused: { readonly mask: AttentionMask | null } | undefined,
  own: AttentionMask,
): AttentionMask | undefined => (fused === undefined ? undefined : (fused.mask ?? own));

/** The experts of every block, all of one projection in one grouped product; `rows` are the tokens of each. */
export function groupedFeedForward(
  stack: string,
  prefix: string,
  {
    layers,
    hidden,
    ffn_dim,
    gated_ffn,
  }: {
    readonly layers: number;
    readonly hidden: number;
    readonly ffn_dim: number;
    readonly gated_ffn: boolean;
  },
  rows: readonly number[],
): DraftLayer[] {
  const layer = (name: string, n: number, k: number): DraftLayer => ({
    names: inBlocks(stack, layers, `${prefix}.${name}`),
    repeat: 1,
    operation: { kind: 'grouped-gemm', rows, n, k },
  });
  return gated_ffn
    ? [layer('up', ffn_dim, hidden), layer('gate', ffn_dim, hidden), layer('down', hidden, ffn_dim)]
    : [layer('fc1', ffn_dim, hidden), layer('fc2', hidden, ffn_dim)];
}

/** Adds an issue where query heads can't be shared out over the key and value heads. */
export function checkHeads(
  { heads, kv_heads }: { readonly heads: number; readonly kv_heads: number },
  context: z.RefinementCtx,
): void {
  if (heads % kv_heads !== 0) {
    context.addIssue({ code: 'custom', path: ['kv_heads'], message: `must divide heads (${heads})` });
  }
}
