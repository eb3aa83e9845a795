import * as z from 'zod';

const size = z.int().min(1).max(65_536);

/** How a product of few bits is cut. Products that no plane takes have a mapping of the library's kernels. */
export const bitPlaneMapping = z.strictObject({
  kernel: z.literal('bit-plane-gemm'),
  unit: z
    .enum(['b1', 'i4'])
    .meta({ description: 'Matrix instruction: operands as digits of 1 or of 4 bits' }),
  tile_n: size.meta({ description: 'Outputs of a CTA' }),
  tile_m: size.meta({ description: 'Tokens of a CTA' }),
  tile_k: size.meta({ description: 'Inputs of a K step' }),
  stages: z.int().min(1).max(64).meta({ description: 'Buffers of the ring' }),
  split_k: z.int().min(1).max(64).meta({ description: 'Parts that K is cut into' }),
  recovery: z.enum(['shared', 'memory']).meta({
    description:
      'Where sums of digit pairs meet: shared memory, or the board’s memory in a kernel of its own',
  }),
});

export type BitPlaneMapping = z.output<typeof bitPlaneMapping>;
