import { DiagnosticError } from '../core/diagnostic.ts';
import { isDense } from './isDense.ts';
import type { PatternSpec } from './patternSpec.ts';
import { patterns } from './patterns/registry.gen.ts';

/**
 * The same positions where weights k × n of a product appear in another one: `transposed`, as b of the backward product
 * (its k is n here, its n is k); `output`, as out of the weight gradient (its m is k here). WIN-PAT-005 where a pattern
 * can't say so.
 */
export function turnedPattern(spec: PatternSpec, place: 'transposed' | 'output'): PatternSpec {
  if (isDense(spec)) return spec;
  const { pattern: name, ...given } = spec;
  const pattern = patterns.find((known) => known.name === name);
  const params = pattern?.params.safeParse(given);
  if (pattern?.turned === undefined || params?.success !== true)
    throw new DiagnosticError([
      {
        code: 'WIN-PAT-005',
        severity: 'error',
        message: `pattern ${name} can't follow the weights into the products of the backward pass`,
        hint: 'use n:m, uniform or block, or `training: { method: forward-only }`',
      },
    ]);
  return { ...pattern.turned(params.data, place), pattern: name } as PatternSpec;
}
