import * as z from 'zod';

/** Dims of a product (B, H: batch elements and those that share a b; M, N, K), of a convolution, and in lower case of an einsum. */
export const nestDim = z
  .union([
    z.enum(['B', 'H', 'M', 'N', 'K', 'G', 'C', 'P', 'Q', 'R', 'S']),
    z.string().regex(/^[a-z][a-z0-9]{0,19}$/),
  ])
  .meta({ description: 'A dim: B, H, M, N, K, G, C, P, Q, R or S, and of an einsum in lower case' });
const dims = z.array(nestDim);
const tensors = z.array(z.enum(['a', 'b', 'c', 'out']));

/** What mappings must respect at one level. Dims that an operation does not have are passed over. */
export const constraintSchema = z
  .strictObject({
    level: z.string().min(1).meta({ description: 'Name of the level' }),
    operation: z.enum(['gemm', 'conv2d', 'einsum']).optional().meta({
      description:
        'Only for operations of this kind: K is the depth of a product, but the filters of a convolution',
    }),
    factors: z
      .record(nestDim, z.int().min(1))
      .optional()
      .meta({ description: 'Fixed temporal factors; 0 loops over a dim: 1' }),
    order: dims
      .optional()
      .meta({ description: 'Order of the temporal loops, outermost first; others stay outside' }),
    keep: tensors.optional().meta({ description: 'Tensors kept; the others pass by' }),
    bypass: tensors.optional().meta({ description: 'Tensors that pass by' }),
    spatial_x: dims
      .optional()
      .meta({ description: 'Dims that may be spread over x below the level; all when absent' }),
    spatial_y: dims.optional().meta({ description: 'The same over y' }),
  })
  .meta({ description: 'Constraint on the mappings at one level' });

export type NestConstraint = z.output<typeof constraintSchema>;
