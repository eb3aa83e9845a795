import { boundedCache } from '../core/boundedCache.ts';
import { closestName } from '../core/closestName.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { RandomStream } from '../core/random.ts';
import { issueDiagnostics } from './issueDiagnostics.ts';
import type { OperandShape } from './operandShape.ts';
import type { PatternSpec } from './patternSpec.ts';
import type { PatternStatistics } from './patternStatistics.ts';
import { patterns } from './patterns/registry.gen.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/** Non-zeros (and rows) of a sample beyond which memory, at 4 bytes each, is not ours to take. */
const sampleLimit = 268_435_456;

/** A pattern with checked parameters, ready to be asked. */
export interface ResolvedPattern {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Positions that don't depend on the operand; null where they do. */
  positions(): SparseMatrix | null;
  /** Throws WIN-PAT-003 where the pattern can't lie on the operand. */
  statistics(shape: OperandShape): PatternStatistics;
  /** Throws WIN-PAT-003 as above, and WIN-PAT-004 for a sample of more than 2^28 non-zeros or rows. */
  sample(shape: OperandShape, stream: RandomStream): SparseMatrix;
}

const byName = new Map(patterns.map((pattern) => [pattern.name, pattern]));

const fail = (code: string, message: string, hint: string): never => {
  throw new DiagnosticError([{ code, severity: 'error', message, hint }]);
};

/**
 * What is wrong with a pattern as written; empty when nothing is. `path` is its key path, for the loader's line.
 * WIN-PAT-001: unknown name; WIN-PAT-002: wrong parameters.
 */
export function checkPattern(spec: PatternSpec, path: readonly (string | number)[] = []): Diagnostic[] {
  return known(spec) === undefined ? problemsOf(spec, path) : [];
}

function problemsOf(spec: PatternSpec, path: readonly (string | number)[]): Diagnostic[] {
  const { pattern: name, ...given } = spec;
  const pattern = byName.get(name);
  if (pattern === undefined) {
    const near = closestName(name, [...byName.keys()]);
    const hint = near !== null ? `did you mean ${near}?` : `patterns: ${[...byName.keys()].join(', ')}`;
    const message = `unknown sparsity pattern ${JSON.stringify(name)}`;
    return [{ code: 'WIN-PAT-001', severity: 'error', message, hint, path: [...path, 'pattern'] }];
  }
  const parsed = pattern.params.safeParse(given);
  if (parsed.success) return [];
  return issueDiagnostics(parsed.error, 'WIN-PAT-002', path, Object.keys(pattern.params.shape));
}

/** Specifications are plain frozen data that many layers and points share: each object is checked once. */
const resolved = new WeakMap<PatternSpec, ResolvedPattern>();
/** The same by content: every point of a sweep may bring an object of its own. Few, since params may hold much. */
const byContent = boundedCache<string, ResolvedPattern>(128);

/** A pattern specification with its parameters checked and filled in; a DiagnosticError says what is wrong. */
export function resolvePattern(spec: PatternSpec): ResolvedPattern {
  const before = known(spec);
  if (before !== undefined) return before;
  const fresh = resolve(spec);
  resolved.set(spec, fresh);
  const content = contentOf(spec);
  if (content !== null) byContent.set(content, fresh);
  return fresh;
}

function known(spec: PatternSpec): ResolvedPattern | undefined {
  const same = resolved.get(spec);
  if (same !== undefined) return same;
  const content = contentOf(spec);
  const alike = content === null ? undefined : byContent.get(content);
  if (alike !== undefined) resolved.set(spec, alike);
  return alike;
}

/** The text of a specification of plain values; lists may be long, and anything else is a mistake to be told. */
function contentOf(spec: PatternSpec): string | null {
  for (const parameter in spec) {
    const type = typeof spec[parameter];
    if (type !== 'string' && type !== 'number' && type !== 'boolean') return null;
  }
  return JSON.stringify(spec);
}

function resolve(spec: PatternSpec): ResolvedPattern {
  const problems = problemsOf(spec, []);
  const pattern = byName.get(spec.pattern);
  if (pattern === undefined || problems.length > 0) throw new DiagnosticError(problems);
  const { pattern: name, ...given } = spec;
  const params = pattern.params.parse(given);
  const check = (shape: OperandShape) => {
    const fits = pattern.fits(params, shape);
    if (fits !== true) {
      fail('WIN-PAT-003', `pattern ${name} does not fit: ${fits}`, 'choose another axis or another pattern');
    }
  };
  const statistics = (shape: OperandShape) => {
    check(shape);
    return pattern.statistics(params, shape);
  };
  return {
    name,
    params,
    positions: () => pattern.positions?.(params) ?? null,
    statistics,
    sample(shape, stream) {
      const { nnz } = statistics(shape);
      if (nnz > sampleLimit || shape.rows > sampleLimit) {
        fail(
          'WIN-PAT-004',
          `a ${name} sample of ${shape.rows} × ${shape.cols} has ${nnz} non-zeros, more than ${sampleLimit}`,
          'use `fidelity: estimate` for this layer, or a smaller one',
        );
      }
      return pattern.sample(params, shape, stream);
    },
  };
}
