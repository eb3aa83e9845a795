import * as z from 'zod';

/** Values of some columns of a sweep, as its results print them: `{ workload: dense, arch.array.rows: 32 }`. */
export const planSelector = z.record(
  z.string().min(1),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

export type PlanSelector = z.output<typeof planSelector>;
