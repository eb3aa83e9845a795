import * as z from 'zod';
import { planSelector } from './planSelector.ts';

/** Words that a figure's confidence begins with; figures from memory, or that nobody found, never gate. */
const confidence = z
  .string()
  .regex(/^(verified|derived|abstract|recalled|unknown)\b/)
  .meta({ description: 'verified, derived, abstract, recalled or unknown, and in what or how' });

/** Whether a figure of this confidence may decide an exit code. */
export const mayGate = (word: string): boolean => /^(verified|derived|abstract)\b/.test(word);

const tolerance = z
  .union([
    z.strictObject({
      percent: z.number().min(0).max(1000).meta({ description: 'Largest relative error', unit: '%' }),
    }),
    z.strictObject({
      decimals: z.int().min(0).max(12).meta({ description: 'Equal when rounded to so many decimals' }),
    }),
  ])
  .meta({ description: 'How near the simulated value must come' });

const measure = z
  .strictObject({
    sweep: z.string().min(1).meta({ description: 'Sweep file beside this one' }),
    metric: z.string().min(1).meta({ description: 'A metric of a result, or of the work alone (flops, …)' }),
    of: planSelector.meta({ description: 'Points that are measured: column → value' }),
    over: planSelector
      .optional()
      .meta({ description: 'Divide by the point that differs from each in these columns alone' }),
    mean: z
      .enum(['arithmetic', 'geometric', 'least', 'largest'])
      .default('arithmetic')
      .meta({ description: 'What becomes of several points' }),
    layers: z.string().optional().meta({ description: 'Glob over layer names: cycles of these alone' }),
    except: z
      .array(z.string())
      .min(1)
      .optional()
      .meta({ description: 'Globs over layer names: cycles of all layers but these' }),
    reasons: z
      .array(z.string())
      .min(1)
      .optional()
      .meta({ description: "Cycles of these reasons alone (the dataflow's words)" }),
    stage: z
      .enum(['forward', 'backward', 'update'])
      .optional()
      .meta({ description: 'Cycles of the layers of this stage alone' }),
  })
  .meta({ description: 'How the value is obtained from a sweep' });

const claim = z
  .strictObject({
    claim: z.string().min(1).max(300).meta({ description: 'What is claimed, in words' }),
    value: z.number().nullable().meta({ description: 'As published; null where unknown' }),
    unit: z.string().max(40),
    conditions: z.string().optional(),
    source: z.string().min(1).meta({ description: 'Where the value stands' }),
    confidence,
    compare: z
      .enum(['equal', 'at-most', 'at-least'])
      .default('equal')
      .meta({ description: 'Whether the value is to be met or is a limit' }),
    tolerance: tolerance.optional(),
    gates: z
      .boolean()
      .optional()
      .meta({ description: 'Whether a miss is exit code 6; by default where it may and has a tolerance' }),
    measure: measure.optional(),
    not_modelled: z.string().min(1).optional().meta({ description: 'Why there is no simulated value' }),
  })
  .superRefine((given, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ((given.measure === undefined) === (given.not_modelled === undefined))
      wrong([], 'give exactly one of `measure` and `not_modelled`');
    if (given.value === null && !given.confidence.startsWith('unknown'))
      wrong(['value'], 'only an unknown value is null');
    if (given.compare !== 'equal' && given.tolerance !== undefined)
      wrong(['tolerance'], 'a limit has no tolerance');
    if (given.gates !== true) return;
    if (!mayGate(given.confidence)) wrong(['gates'], 'a recalled or unknown figure never gates');
    if (given.measure === undefined) wrong(['gates'], 'nothing is simulated that could gate');
    if (given.compare === 'equal' && given.tolerance === undefined)
      wrong(['gates'], 'a figure without a tolerance cannot gate');
  });

export type Claim = z.output<typeof claim>;
export type Measure = z.output<typeof measure>;

/** `experiments/papers/<name>/expected.yaml`: what a publication claims, and how each claim is obtained here. */
export const claimsFile = z
  .strictObject({
    kind: z.literal('claims'),
    version: z.literal(1),
    name: z.string().regex(/^[a-z0-9-]{1,60}$/),
    title: z.string().min(1),
    citation: z.string().min(1),
    claims: z.array(claim).min(1).max(500),
  })
  .meta({ description: 'Claims of a publication and their reproduction' });

export type ClaimsFile = z.output<typeof claimsFile>;
