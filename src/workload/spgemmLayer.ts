import * as z from 'zod';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import { countProducts } from '../tensor/productWork.ts';
import { checkPattern, resolvePattern } from '../tensor/resolvePattern.ts';
import type { Spgemm } from './operations/spgemm.ts';

/**
 * An operand of a sparse product as files write it. `matrix: file` is read by the loader, which adds hash and sizes;
 * `generator: name` has the generator's parameters beside it.
 */
const operand = z
  .looseObject({
    matrix: z.string().optional().meta({ description: 'Matrix Market file, .mtx or .mtx.gz' }),
    sha256: z.string().optional().meta({ description: 'Filled in by the loader' }),
    rows: z.int().min(1).optional().meta({ description: 'Filled in by the loader; rows of a generator' }),
    cols: z.int().min(1).optional().meta({ description: 'Filled in by the loader; columns of a generator' }),
    generator: z.string().optional().meta({ description: 'Name of a generator (winnow list generators)' }),
    seed: z.int().min(0).max(4_294_967_295).optional().meta({ description: 'Seed of the generator' }),
  })
  .superRefine((given, context) => {
    if ((given.matrix === undefined) === (given.generator === undefined)) {
      context.addIssue({ code: 'custom', path: [], message: 'give exactly one of `matrix` and `generator`' });
      return;
    }
    if (given.matrix !== undefined && given.sha256 === undefined) return;
    for (const { message, path } of checkPattern(patternOf(given)))
      context.addIssue({ code: 'custom', path: [...(path ?? [])] as (string | number)[], message });
  })
  .meta({ description: 'A sparse matrix: a file or a generator' });

/** A sparse product in a workload: `b` is `a` again when left out. */
export const spgemmLayer = z
  .strictObject({ a: operand, b: operand.optional() })
  .meta({ description: 'out = a × b of sparse matrices; b is a when left out' });

export type SpgemmLayer = z.output<typeof spgemmLayer>;

function patternOf(given: Readonly<Record<string, unknown>>): PatternSpec {
  const { matrix, sha256, rows, cols } = given;
  if (matrix === undefined) return { ...given, pattern: 'generated' } as PatternSpec;
  if (sha256 === undefined)
    fail(`matrix ${String(matrix)} has not been read`, 'run it by a sweep file, whose loader reads matrices');
  return { pattern: 'matrix', name: matrix, sha256, rows, cols } as unknown as PatternSpec;
}

const fail = (message: string, hint: string): never => {
  throw new DiagnosticError([{ code: 'WIN-WRK-008', severity: 'error', message, hint, path: ['spgemm'] }]);
};

/** The operation less its operands' widths, and their patterns. The matrices must have been read or be generated. */
export function spgemmDraft(
  layer: SpgemmLayer,
  hasSparsity: boolean,
): {
  readonly operation: Omit<Spgemm, 'operands'>;
  readonly patterns: { readonly a: PatternSpec; readonly b: PatternSpec };
} {
  if (hasSparsity)
    fail('`sparsity` has no meaning for a sparse product', 'its matrices say where the non-zeros are');
  const patternA = patternOf(layer.a);
  const patternB = layer.b === undefined ? patternA : patternOf(layer.b);
  const a = resolvePattern(patternA).positions()!;
  const b = layer.b === undefined ? a : resolvePattern(patternB).positions()!;
  if (a.cols !== b.rows)
    fail(
      `a is ${a.rows} × ${a.cols} and b is ${b.rows} × ${b.cols}: they do not multiply`,
      'a must have as many columns as b has rows',
    );
  const operation = {
    kind: 'spgemm',
    m: a.rows,
    n: b.cols,
    k: a.cols,
    products: countProducts(a, b),
  } as const;
  return { operation, patterns: { a: patternA, b: patternB } };
}
