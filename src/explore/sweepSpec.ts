import * as z from 'zod';
import { workloadSpec } from '../workload/workloadSpec.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const step = z.union([z.number().positive(), z.string().regex(/^x\d+(\.\d+)?$/)]);

/** One dimension: a list of values, a range (`step: 16` adds, `step: x2` multiplies), or objects set as a whole. */
export const axisSpec = z.union([
  z.array(z.union([scalar, z.looseObject({}), z.array(z.unknown())])).min(1),
  z.strictObject({ from: z.number(), to: z.number(), step: step.default(1) }),
]);

/** A sweep: workloads × architectures × axes, what to keep, what to aim for, how to search. */
export const sweepSpec = z
  .strictObject({
    kind: z.literal('sweep'),
    version: z.literal(1),
    name: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/)
      .meta({ description: 'Names the folder under runs/' }),
    description: z.string().optional(),
    workloads: z.array(workloadSpec).min(1),
    architectures: z
      .array(z.looseObject({}))
      .min(1)
      .meta({ description: 'Architectures, inline or by extends:' }),
    axes: z.record(z.string(), axisSpec).default({}).meta({
      description:
        'Path (arch.… or workload.…) → values; comma-joined paths are zipped: "arch.array.rows, arch.array.cols": [[16,16],[32,32]]',
    }),
    constraints: z.array(z.string()).default([]).meta({ description: 'e.g. "area_mm2 <= 12"' }),
    objectives: z
      .array(z.string())
      .min(1)
      .default(['latency_s', 'energy_pj', 'area_mm2'])
      .meta({ description: 'Metrics to minimise; "max: tokens_per_s" to maximise' }),
    metrics: z
      .record(
        z.string(),
        z.strictObject({
          table: z
            .string()
            .meta({ description: 'CSV whose columns are axis paths (or workload, sparsity) and the metric' }),
          better: z.enum(['lower', 'higher']),
          unit: z.string().optional(),
        }),
      )
      .default({}),
    search: z
      .strictObject({
        method: z.string().default('grid').meta({ description: 'Sampler (winnow list samplers)' }),
        evaluations: z.int().min(1).optional().meta({ description: 'Budget' }),
      })
      .default({ method: 'grid' }),
    mapping: z
      .strictObject({
        objective: z.enum(['cycles', 'energy', 'edp']).default('cycles'),
        search: z
          .string()
          .default('auto')
          .meta({ description: 'How mappings are searched (winnow list searches)' }),
        evaluations: z
          .int()
          .min(1)
          .max(1e9)
          .optional()
          .meta({ description: 'Budget of mappings for one operation' }),
        file: z.string().optional().meta({ description: 'mapping.yaml to use as it is' }),
      })
      .default({ objective: 'cycles', search: 'auto' }),
    fidelity: z.enum(['estimate', 'cycle', 'promote']).default('cycle'),
    seed: z.int().min(0).max(4294967295).default(1),
  })
  .meta({ description: 'A Winnow sweep' });

export type SweepSpec = z.output<typeof sweepSpec>;
