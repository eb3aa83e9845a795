import * as z from 'zod';

/** How kept groups are shared out. Other layers have a mapping of the library's kernels. */
export const groupQuantMapping = z.strictObject({
  kernel: z.literal('group-sparse-quant-gemv'),
  split: z.enum(['rows', 'tasks']).meta({
    description: 'A warp to an output (data-centric), or to an even share of all kept groups (task-centric)',
  }),
});

export type GroupQuantMapping = z.output<typeof groupQuantMapping>;
