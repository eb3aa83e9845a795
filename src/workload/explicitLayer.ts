import * as z from 'zod';
import { convolutionOutput } from './convolutionOutput.ts';
import type { BareProduct, DraftLayer } from './draftLayer.ts';
import { einsumDraft, einsumLayer } from './einsumLayer.ts';
import { fusedLayers, fusedOperation } from './fusedLayers.ts';
import { spgemmDraft, spgemmLayer } from './spgemmLayer.ts';
import { patternSpec } from './workloadSpec.ts';

/** Sizes of layers written out: positive safe integers; products are checked by the trace. */
const dimension = z.int().min(1);
const pad = z.int().min(0);

const gemm = z
  .strictObject({
    m: dimension,
    n: dimension,
    k: dimension,
    batch: dimension.default(1).meta({ description: 'Independent products' }),
    b_shared_by: dimension.default(1).meta({ description: 'Consecutive products that share one b' }),
    weights: z
      .enum(['a', 'b', 'none'])
      .default('b')
      .meta({ description: 'Operand that holds parameters; none: both are activations' }),
  })
  .refine(({ batch, b_shared_by }) => batch % b_shared_by === 0, {
    path: ['b_shared_by'],
    message: 'must divide batch',
  })
  .meta({ description: 'out[M,N] = a[M,K] × b[K,N]' });

const conv = z
  .strictObject({
    batch: dimension.optional().meta({ description: "Images at once; the workload's batch by default" }),
    height: dimension.meta({ description: 'Input height', unit: 'elements' }),
    width: dimension.meta({ description: 'Input width', unit: 'elements' }),
    channels: dimension,
    filters: dimension,
    kernel: z
      .union([dimension, z.tuple([dimension, dimension])])
      .meta({ description: 'Side, or [height, width]' }),
    stride: dimension.default(1),
    padding: z
      .union([pad, z.tuple([pad, pad, pad, pad])])
      .default(0)
      .meta({ description: 'All sides, or [top, bottom, left, right]', unit: 'elements' }),
    dilation: dimension.default(1),
    groups: dimension.default(1).meta({ description: 'Equal to channels: depthwise' }),
  })
  .superRefine((layer, context) => {
    const { channels, filters, groups } = layer;
    if (channels % groups !== 0 || filters % groups !== 0) {
      const message = `must divide channels (${channels}) and filters (${filters})`;
      context.addIssue({ code: 'custom', path: ['groups'], message });
    }
    const { out_height, out_width } = convolutionOutput(convolution(layer, 1));
    if (out_height < 1 || out_width < 1) {
      const message = 'does not fit into the padded input: there is no output';
      context.addIssue({ code: 'custom', path: ['kernel'], message });
    }
  });

const kinds = ['gemm', 'conv', 'spgemm', 'einsum', 'attention', 'grouped', 'elementwise'] as const;

/** A layer written out in a workload: exactly one of the kinds. */
export const explicitLayer = z
  .strictObject({
    name: z.string().min(1).max(200),
    gemm: z
      .union([z.tuple([dimension, dimension, dimension]), gemm])
      .optional()
      .meta({ description: '[M, N, K], or the sizes by name' }),
    conv: conv.optional().meta({ description: 'A 2-D convolution' }),
    spgemm: spgemmLayer.optional(),
    einsum: einsumLayer.optional(),
    ...fusedLayers,
    count: dimension.default(1).meta({ description: 'How often it runs' }),
    sparsity: z
      .strictObject({
        weights: patternSpec.optional(),
        activations: patternSpec.optional(),
        outputs: patternSpec.optional(),
      })
      .optional()
      .meta({ description: "Sparsity of this layer; the workload's own entries win over it" }),
  })
  .superRefine((layer, context) => {
    if (kinds.filter((kind) => layer[kind] !== undefined).length !== 1) {
      const message = `give exactly one of ${kinds.map((kind) => `\`${kind}\``).join(', ')}`;
      context.addIssue({ code: 'custom', path: [], message });
    }
  })
  .meta({ description: 'A layer' });

export type ExplicitLayer = z.output<typeof explicitLayer>;
/** As files write it, defaults left out. */
export type ExplicitLayerInput = z.input<typeof explicitLayer>;

function convolution(layer: z.output<typeof conv>, batch: number): Extract<BareProduct, { kind: 'conv2d' }> {
  const [kernel_height, kernel_width] =
    typeof layer.kernel === 'number' ? [layer.kernel, layer.kernel] : layer.kernel;
  const all = layer.padding;
  return {
    kind: 'conv2d',
    batch: layer.batch ?? batch,
    height: layer.height,
    width: layer.width,
    channels: layer.channels,
    filters: layer.filters,
    kernel_height,
    kernel_width,
    stride: layer.stride,
    padding: typeof all === 'number' ? [all, all, all, all] : all,
    dilation: layer.dilation,
    groups: layer.groups,
  };
}

function product(given: NonNullable<ExplicitLayer['gemm']>): BareProduct {
  if (Array.isArray(given)) {
    const [m, n, k] = given;
    return { kind: 'gemm', batch: 1, m, n, k, weights: 'b', b_shared_by: 1 };
  }
  const { m, n, k, batch, b_shared_by, weights } = given;
  return { kind: 'gemm', batch, m, n, k, weights: weights === 'none' ? null : weights, b_shared_by };
}

/** A written layer as the trace builder wants it; `batch` is the workload's and concerns convolutions only. */
export function explicitDraft(layer: ExplicitLayer, batch: number): DraftLayer {
  const { name, count, sparsity } = layer;
  if (layer.spgemm !== undefined)
    return { names: [name], repeat: count, ...spgemmDraft(layer.spgemm, sparsity !== undefined) };
  if (layer.einsum !== undefined)
    return { names: [name], repeat: count, ...einsumDraft(layer.einsum, sparsity !== undefined) };
  const operation =
    fusedOperation(layer) ??
    (layer.conv !== undefined ? convolution(layer.conv, batch) : product(layer.gemm!));
  return { names: [name], repeat: count, operation, ...(sparsity !== undefined && { sparsity }) };
}

/**
 * `{ name, gemm: [M, N, K] }` as the schema and `explicitDraft` would have it, or null for anything else: most layers of
 * large lists are such, and to check one against the schema takes as long as to estimate it.
 */
export function plainProduct(raw: unknown): DraftLayer | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { name, gemm: sizes } = raw as { readonly name?: unknown; readonly gemm?: unknown };
  if (typeof name !== 'string' || name.length === 0 || name.length > 200) return null;
  if (!Array.isArray(sizes) || sizes.length !== 3 || !sizes.every(isSize)) return null;
  for (const key in raw) if (key !== 'name' && key !== 'gemm') return null;
  const [m, n, k] = sizes as [number, number, number];
  return {
    names: [name],
    repeat: 1,
    operation: { kind: 'gemm', batch: 1, m, n, k, weights: 'b', b_shared_by: 1 },
  };
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
