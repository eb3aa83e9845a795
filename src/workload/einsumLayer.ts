import * as z from 'zod';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import { dense } from '../tensor/patternSpec.ts';
import { checkPattern } from '../tensor/resolvePattern.ts';
import type { IndexSum, TensorName, TensorProduct } from './operations/tensorProduct.ts';
import { patternSpec } from './workloadSpec.ts';

/** A tensor product in a workload. */
export const einsumLayer = z
  .strictObject({
    equation: z.string().min(1).max(400).meta({
      description:
        'out[i,r] = a[i,j,k] * b[j,r] * c[k,r]: inputs a, b and perhaps c; an index is a dim or a sum as 2p+r',
    }),
    sizes: z
      .record(z.string(), z.int().min(1))
      .meta({ description: 'Extent of every dim; names of lower-case letters and digits' }),
    sparsity: z
      .strictObject({ a: patternSpec.optional(), b: patternSpec.optional() })
      .optional()
      .meta({ description: 'Patterns of a and b, as matrices of all their ranks but the last × the last' }),
  })
  .meta({ description: 'A sum of products of two or three tensors' });

const fail = (message: string, hint: string, key: string): never => {
  throw new DiagnosticError([
    { code: 'WIN-WRK-009', severity: 'error', message, hint, path: ['einsum', key] },
  ]);
};

const form = 'write out[i,r] = a[i,j,k] * b[j,r] * c[k,r]';

function readIndex(text: string): IndexSum {
  return text.split('+').map((term) => {
    const match = /^(\d*)\*?([a-z][a-z0-9]*)$/.exec(term);
    if (match === null)
      return fail(`${JSON.stringify(term)} is no index`, 'an index is i, 2i or 2p+r', 'equation');
    const coefficient = match[1] === '' ? 1 : Number(match[1]);
    if (coefficient < 1 || !Number.isSafeInteger(coefficient))
      fail(`${JSON.stringify(term)} has coefficient ${match[1]}`, 'coefficients are at least 1', 'equation');
    return { dim: match[2]!, coefficient };
  });
}

function readTensor(text: string): { readonly name: TensorName; readonly ranks: readonly IndexSum[] } {
  const match = /^(a|b|c|out)\[([^[\]]+)\]$/.exec(text);
  if (match === null)
    return fail(
      `${JSON.stringify(text)} is no tensor of the equation`,
      `${form}; inputs are called a, b, c`,
      'equation',
    );
  return { name: match[1] as TensorName, ranks: match[2]!.split(',').map(readIndex) };
}

/** The operation less its operands' widths, and its patterns; throws WIN-WRK-009 saying what is wrong with the equation. */
export function einsumDraft(
  { equation, sizes, sparsity }: z.output<typeof einsumLayer>,
  hasSparsity: boolean,
): {
  readonly operation: Omit<TensorProduct, 'operands'>;
  readonly patterns: { readonly a: PatternSpec; readonly b: PatternSpec };
} {
  if (hasSparsity)
    fail(
      'sparsity by role has no meaning for an einsum',
      'write it into the einsum: sparsity: { a: … }',
      'sparsity',
    );
  const [left, right, ...more] = equation.replace(/\s+/g, '').replace('+=', '=').split('=');
  if (left === undefined || right === undefined || more.length > 0)
    fail(`${JSON.stringify(equation)} is no equation`, form, 'equation');
  // A product sign stands between brackets; one inside an index belongs to its coefficient.
  const tensors = [...right!.split(/(?<=\])[*·]/), left!].map(readTensor);
  const names = tensors.map(({ name }) => name);
  const wanted = ['a', 'b', 'c'].slice(0, tensors.length - 1);
  if (
    names.at(-1) !== 'out' ||
    tensors.length < 3 ||
    tensors.length > 4 ||
    !wanted.every((n, i) => names[i] === n)
  )
    fail(
      `the tensors are ${names.at(-1)} = ${names.slice(0, -1).join(' * ')}`,
      `${form}, or two inputs a and b`,
      'equation',
    );
  const used = new Set(tensors.flatMap(({ ranks }) => ranks.flat().map(({ dim }) => dim)));
  const missing = [...used].filter((dim) => sizes[dim] === undefined);
  if (missing.length > 0)
    fail(`no size is given for ${missing.join(', ')}`, `sizes: { ${missing[0]}: 64 }`, 'sizes');
  const idle = Object.keys(sizes).filter((dim) => !used.has(dim));
  if (idle.length > 0)
    fail(`the equation has no ${idle.join(', ')}`, `its dims are ${[...used].join(', ')}`, 'sizes');
  for (const name of ['a', 'b'] as const) {
    const given = sparsity?.[name];
    if (given === undefined) continue;
    const problems = checkPattern(given as never, ['einsum', 'sparsity', name]);
    if (problems.length > 0) throw new DiagnosticError(problems);
  }
  return {
    operation: { kind: 'einsum', dims: sizes, tensors },
    patterns: {
      a: (sparsity?.a as PatternSpec | undefined) ?? dense,
      b: (sparsity?.b as PatternSpec | undefined) ?? dense,
    },
  };
}
