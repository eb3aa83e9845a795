import type { DraftLayer } from '../draftLayer.ts';
import { linear } from '../draftLayer.ts';
import { attention, type BlockDimensions, feedForward, inBlocks } from './transformerBlock.ts';

export interface DecoderBlock extends BlockDimensions {
  readonly ffn_dim: number;
  readonly gated_ffn: boolean;
  readonly rotary?: boolean | undefined;
  readonly activation?: string | undefined;
}

export interface DecoderStep {
  readonly batch: number;
  /** Query rows of a sequence. */
  readonly queries: number;
  readonly keys: number;
  readonly decode: boolean;
}

/** Under a causal mask scores right of the diagonal are not wanted; a decode step has one row, which sees all keys. */
function masked(draft: DraftLayer, decode: boolean): DraftLayer {
  const { operation } = draft;
  return decode || operation.kind !== 'gemm'
    ? draft
    : { ...draft, operation: { ...operation, causal: true } };
}

/**
 * A decoder with every operator a layer of its own, in the order in which a block runs them: norm, q, k, v apart with
 * their rotary embedding, the key and value cache appended to (decode), scores, softmax, attention-weighted values,
 * output projection, residual, norm, FFN, residual; one norm at the end. Reads and writes are per element of output.
 */
export function decoderOperators(block: DecoderBlock, step: DecoderStep): DraftLayer[] {
  const stack = 'decoder';
  const { layers, hidden, heads, kv_heads, head_dim, ffn_dim, gated_ffn } = block;
  const { batch, queries, keys, decode } = step;
  const tokens = batch * queries;
  const names = (name: string): string[] => inBlocks(stack, layers, name);
  const operator = (
    name: string,
    work: string,
    elements: number,
    reads: number,
    { after, rows }: { readonly after?: string; readonly rows?: number } = {},
  ): DraftLayer => ({
    names: names(name),
    repeat: 1,
    operation: {
      kind: 'elementwise',
      function: work,
      elements,
      reads_per_element: reads,
      writes_per_element: 1,
      ...(rows !== undefined && { rows }),
    },
    ...(after !== undefined && { after: names(after) }),
  });
  const project = (name: string, n: number): DraftLayer => linear(names(name), tokens, n, hidden);
  const [, scores, av, out] = attention(stack, block, step);
  const ffn = feedForward(stack, 'ffn', block, tokens);
  const activation = block.activation ?? 'activation';
  const query = heads * head_dim;
  const key = kv_heads * head_dim;
  const rotate = (name: string, width: number): DraftLayer[] =>
    block.rotary === true ? [operator(`${name}_rope`, 'rope', tokens * width, 3, { after: name })] : [];
  const appended = (name: string): DraftLayer[] =>
    decode ? [operator(`${name}_append`, 'append', batch * keys * key, 1)] : [];
  const between = gated_ffn
    ? [
        { ...ffn[1]! },
        operator('ffn.activation', activation, tokens * ffn_dim, 1, { after: 'ffn.gate' }),
        { ...ffn[0]! },
        operator('ffn.product', 'mul', tokens * ffn_dim, 2, { after: 'ffn.up' }),
      ]
    : [{ ...ffn[0]! }, operator('ffn.activation', activation, tokens * ffn_dim, 1, { after: 'ffn.fc1' })];
  return [
    operator('norm', 'norm', tokens * hidden, 1, { rows: tokens }),
    project('q', query),
    ...rotate('q', query),
    project('k', key),
    ...rotate('k', key),
    project('v', key),
    ...appended('k'),
    ...appended('v'),
    masked(scores!, decode),
    operator('softmax', 'softmax', batch * heads * queries * keys, 1, {
      after: 'scores',
      rows: batch * heads * queries,
    }),
    av!,
    out!,
    operator('residual', 'add', tokens * hidden, 2, { after: 'out' }),
    operator('ffn_norm', 'norm', tokens * hidden, 1, { rows: tokens }),
    ...between,
    ffn.at(-1)!,
    operator('ffn_residual', 'add', tokens * hidden, 2, { after: gated_ffn ? 'ffn.down' : 'ffn.fc2' }),
    {
      names: ['final_norm'],
      repeat: 1,
      operation: {
        kind: 'elementwise',
        function: 'norm',
        elements: tokens * hidden,
        reads_per_element: 1,
        writes_per_element: 1,
        rows: tokens,
      },
    },
  ];
}
