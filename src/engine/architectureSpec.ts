import * as z from 'zod';
import { technology } from '../arch/technology.ts';

/**
 * Keys that every architecture file has; the dataflow's own schema adds the rest at the same level
 * (`array:`, `scratchpad:`, `dram:` …), and unknown keys are errors.
 */
export const architectureCommon = {
  kind: z.literal('architecture').optional(),
  version: z.literal(1),
  name: z.string().min(1).max(200).meta({ description: 'Shown in reports' }),
  description: z.string().optional().meta({ description: 'What it stands for' }),
  source: z.string().optional().meta({ description: 'Where its constants come from' }),
  dataflow: z.string().min(1).meta({ description: 'Name of the dataflow (winnow list dataflows)' }),
  clock_hz: z.number().positive().max(1e13).meta({ description: 'Clock', unit: 'Hz' }),
  technology,
  energy: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'Energy tables in order of precedence; all shipped tables by default' }),
};

/** An architecture after validation: the common keys, and the dataflow's own parameters in `hardware`. */
export interface Architecture {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly dataflow: string;
  readonly clock_hz: number;
  readonly technology: z.output<typeof technology>;
  readonly energy: readonly string[] | null;
  readonly hardware: unknown;
}
