import * as z from 'zod';
import { type Diagnostic, DiagnosticError } from '../../core/diagnostic.ts';
import { definitionKeys, dimension } from '../definitionKeys.ts';
import { type DraftLayer, linear } from '../draftLayer.ts';
import { decoderOperators } from './decoderOperators.ts';
import { defineFamily } from './defineFamily.ts';
import {
  attention,
  checkHeads,
  feedForward,
  fusedMask,
  groupedFeedForward,
  inBlocks,
  transformerKeys,
} from './transformerBlock.ts';

/** Experts of all blocks: each is a named layer. */
const mostExperts = 100_000;

const schema = z
  .strictObject({
    ...definitionKeys,
    family: z.literal('decoder-transformer'),
    ...transformerKeys,
    vocab: dimension.meta({ description: 'Vocabulary', unit: 'tokens' }),
    experts: z.int().min(0).max(65_536).default(0).meta({ description: 'Experts of a block; 0: dense FFN' }),
    top_k: z.int().min(0).default(0).meta({ description: 'Experts that each token visits' }),
    max_context: dimension.meta({ description: 'Context it was trained for', unit: 'tokens' }),
    sliding_window: dimension.optional().meta({ description: 'Keys that a query sees', unit: 'tokens' }),
    rotary: z.boolean().optional().meta({ description: 'Rotary position embedding of q and k' }),
    tied_lm_head: z.boolean().meta({ description: 'The output head is the embedding' }),
    learned_positions: z
      .boolean()
      .optional()
      .meta({ description: 'A table of max_context positions is added to the embedding' }),
    parallel_residual: z.boolean().optional().meta({ description: 'Attention and FFN side by side' }),
  })
  .superRefine((definition, context) => {
    checkHeads(definition, context);
    const { layers, experts, top_k } = definition;
    if (layers * experts > mostExperts) {
      const message = `${layers} blocks of ${experts} experts: more than ${mostExperts} in all`;
      context.addIssue({ code: 'custom', path: ['experts'], message });
    }
    if (experts === 0 ? top_k !== 0 : top_k < 1 || top_k > experts) {
      const message = experts === 0 ? 'must be 0 without experts' : `must be 1 … ${experts}`;
      context.addIssue({ code: 'custom', path: ['top_k'], message });
    }
  });

type Definition = z.output<typeof schema>;

const stack = 'decoder';

const noExperts: Diagnostic = {
  code: 'WIN-WRK-004',
  severity: 'error',
  message: '`detail: operators` knows dense FFNs only, this model has experts',
  hint: 'leave out `detail`',
  path: ['detail'],
};

/** Router, then each expert with its share of the tokens · top_k visits: as even as whole tokens allow. */
function mixture(definition: Definition, tokens: number, grouped: boolean): DraftLayer[] {
  const { layers, hidden, experts, top_k } = definition;
  const share = Math.floor((tokens * top_k) / experts);
  const rest = (tokens * top_k) % experts;
  const drafts = [linear(inBlocks(stack, layers, 'ffn.router'), tokens, experts, hidden)];
  if (grouped) {
    const rows = Array.from({ length: experts }, (_, expert) => share + (expert < rest ? 1 : 0));
    return [...drafts, ...groupedFeedForward(stack, 'ffn.experts', definition, rows)];
  }
  for (let expert = 0; expert < experts; expert++) {
    const visits = share + (expert < rest ? 1 : 0);
    if (visits > 0) drafts.push(...feedForward(stack, `ffn.expert${expert}`, definition, visits));
  }
  return drafts;
}

/**
 * Language models: prefill and training run batch · context tokens, decode one new token for each of `batch` sequences over a KV
 * cache of `context` tokens (the new one included). With a sliding window a query sees at most that many keys.
 */
export default defineFamily({
  name: 'decoder-transformer',
  description: 'Causal language model: prefill and decode, grouped-query attention, gated FFN, experts',
  schema,
  phases: ['prefill', 'decode', 'training'],
  options: ['context', 'output_head', 'attention', 'attention_mask', 'experts', 'detail'],
  default_bits: 16,
  defaultContext: ({ max_context }) => Math.min(1024, max_context),
  layers(definition, { phase, batch, context, output_head, fused, grouped, operators }) {
    const queries = phase === 'decode' ? 1 : context;
    const { sliding_window } = definition;
    const window = Math.min(context, sliding_window ?? context);
    // A fused prefill skips keys beyond the window by its mask; products and decode see so many keys and no more.
    const keys = fused !== undefined && phase === 'prefill' ? context : window;
    const mask =
      phase === 'decode'
        ? ({ mask: 'none' } as const)
        : window < context
          ? ({ mask: 'window', window } as const)
          : ({ mask: 'causal' } as const);
    const tokens = batch * queries;
    const headed = output_head === 'all' ? tokens : batch;
    const head =
      output_head === false ? [] : [linear(['lm_head'], headed, definition.vocab, definition.hidden)];
    if (operators) {
      if (definition.experts > 0) throw new DiagnosticError([noExperts]);
      const step = { batch, queries, keys, decode: phase === 'decode' };
      return [...decoderOperators(definition, step), ...head];
    }
    return [
      ...attention(stack, definition, { batch, queries, keys, mask: fusedMask(fused, mask) }),
      ...(definition.experts > 0
        ? mixture(definition, tokens, grouped)
        : feedForward(stack, 'ffn', definition, tokens)),
      ...head,
    ];
  },
  tableElements({ vocab, hidden, max_context, tied_lm_head, learned_positions }, { output_head }) {
    const matrices = (tied_lm_head ? 1 : 2) - (output_head ? 1 : 0);
    return matrices * vocab * hidden + (learned_positions === true ? max_context * hidden : 0);
  },
  outputs: (_definition, { phase, batch, context }) => ({
    unit: 'tokens',
    count: phase === 'decode' ? batch : batch * context,
  }),
});
