import * as z from 'zod';
import { attentionMask } from './attentionMask.ts';
import type { BareOperation } from './draftLayer.ts';

const dimension = z.int().min(1);

const attention = z
  .strictObject({
    batch: dimension.default(1).meta({ description: 'Sequences' }),
    heads: dimension,
    kv_heads: dimension.optional().meta({ description: 'Key and value heads; as many as heads by default' }),
    head_dim: dimension,
    queries: dimension,
    keys: dimension,
    mask: attentionMask.default({ mask: 'none' }),
  })
  .refine(({ heads, kv_heads = heads }) => heads % kv_heads === 0, {
    path: ['kv_heads'],
    message: 'must divide heads',
  })
  .refine(({ queries, keys, mask }) => queries <= keys || mask.mask === 'none', {
    path: ['queries'],
    message: 'a mask by position needs at least as many keys as queries',
  })
  .meta({ description: 'softmax(Q·Kᵀ)·V in one operation' });

const grouped = z
  .strictObject({
    rows: z
      .array(z.int().min(0))
      .min(1)
      .max(65_536)
      .meta({ description: 'Rows of each group; 0: the group reads nothing' }),
    n: dimension,
    k: dimension,
  })
  .refine(({ rows }) => rows.some((m) => m > 0), { path: ['rows'], message: 'needs a row in some group' })
  .meta({ description: 'out[Mᵢ,N] = a[Mᵢ,K] × bᵢ[K,N], all groups in one operation' });

const elementwise = z
  .strictObject({
    function: z.string().min(1).max(80).meta({ description: 'relu, gelu, softmax, …: a name for people' }),
    elements: dimension,
    reads_per_element: z.number().min(0).max(64).default(1),
    writes_per_element: z.number().min(0).max(64).default(1),
    rows: dimension
      .optional()
      .meta({ description: 'Rows reduced to a value before they can be written; none when left out' }),
  })
  .meta({ description: 'An operation bound by memory' });

/** Operations that are no single matrix product, as files write them. */
export const fusedLayers = {
  attention: attention.optional(),
  grouped: grouped.optional(),
  elementwise: elementwise.optional(),
};

/** The operation of such a layer, or null where none is given. */
export function fusedOperation(layer: {
  readonly attention?: z.output<typeof attention> | undefined;
  readonly grouped?: z.output<typeof grouped> | undefined;
  readonly elementwise?: z.output<typeof elementwise> | undefined;
}): BareOperation | null {
  if (layer.grouped !== undefined) return { kind: 'grouped-gemm', ...layer.grouped };
  if (layer.elementwise !== undefined) return { kind: 'elementwise', ...layer.elementwise };
  if (layer.attention === undefined) return null;
  const { kv_heads = layer.attention.heads, ...rest } = layer.attention;
  return { kind: 'attention', kv_heads, ...rest };
}
