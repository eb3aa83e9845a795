import { closestName } from '../../core/closestName.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { DiagnosticError } from '../../core/diagnostic.ts';
import type { SweepSpec } from '../sweepSpec.ts';
import { evaluateExpression, expressionNames, type Lookup } from './evaluateExpression.ts';
import { expressionError, type Parsed, parseExpression } from './parseExpression.ts';

/** What to aim for: smaller `score` is better for every objective. */
export interface Objective {
  /** As written, less `max:` or `min:`. */
  readonly name: string;
  readonly direction: 'min' | 'max';
  value(lookup: Lookup): number;
}

export interface Constraint {
  readonly text: string;
  /** Quantities that it names. */
  readonly names: readonly string[];
  /** 0 when kept; else by how much it is broken, relative to the limit. NaN when a quantity is missing. */
  violation(lookup: Lookup): number;
}

export interface Goals {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

/** A quantity that expressions may name. */
export interface Quantity {
  readonly name: string;
  readonly better: 'lower' | 'higher' | null;
}

/**
 * Objectives and constraints of a sweep. A name is right when it is known, or when `open(name)` says that it may
 * appear in results (traffic of a memory that only some designs have).
 */
export function parseGoals(
  sweep: Pick<SweepSpec, 'objectives' | 'constraints'>,
  known: readonly Quantity[],
  open: (name: string) => boolean,
): Goals {
  const byName = new Map(known.map((q) => [q.name, q]));
  const problems: Diagnostic[] = [];
  const attempt = <T>(make: () => T): T[] => {
    try {
      return [make()];
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      problems.push(...error.diagnostics);
      return [];
    }
  };
  const checked = (source: string, path: readonly (string | number)[]): Parsed => {
    const parsed = parseExpression(source, path);
    const names = [...expressionNames(parsed.left), ...(parsed.right ? expressionNames(parsed.right) : [])];
    for (const { name, offset } of names) {
      if (byName.has(name) || open(name)) continue;
      const near = closestName(name, byName.keys());
      throw expressionError(
        source,
        path,
        offset,
        name.length,
        `no metric is called ${name}`,
        near ? `did you mean ${near}?` : `metrics: ${[...byName.keys()].slice(0, 12).join(', ')} …`,
      );
    }
    return parsed;
  };

  const objectives = sweep.objectives.flatMap((text, i) =>
    attempt((): Objective => {
      const match = /^\s*(max|min)\s*:\s*/.exec(text);
      const source = match ? text.slice(match[0].length) : text;
      const path = ['objectives', i];
      const parsed = checked(source, path);
      if (parsed.comparison)
        throw expressionError(source, path, 0, source.length, 'an objective is a quantity, not a comparison');
      const alone = parsed.left.kind === 'name' ? byName.get(parsed.left.name) : undefined;
      const better = alone?.better === 'higher' ? 'max' : 'min';
      return {
        name: source.trim(),
        direction: (match?.[1] as 'max' | 'min' | undefined) ?? better,
        value: (lookup) => evaluateExpression(parsed.left, lookup),
      };
    }),
  );
  const constraints = sweep.constraints.flatMap((text, i) =>
    attempt((): Constraint => {
      const path = ['constraints', i];
      const { left, comparison, right } = checked(text, path);
      if (!comparison || !right)
        throw expressionError(text, path, text.length, 1, 'a constraint compares two quantities');
      return {
        text: text.trim(),
        names: [...expressionNames(left), ...expressionNames(right)].map(({ name }) => name),
        violation(lookup) {
          const a = evaluateExpression(left, lookup);
          const b = evaluateExpression(right, lookup);
          const scale = Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
          const gap = Math.abs(a - b) / scale;
          if (Number.isNaN(gap)) return Number.NaN;
          if (comparison === '==') return a === b ? 0 : gap;
          if (comparison === '!=') return a === b ? 1 : 0;
          const kept =
            comparison === '<=' ? a <= b : comparison === '<' ? a < b : comparison === '>=' ? a >= b : a > b;
          return kept ? 0 : gap || Number.EPSILON;
        },
      };
    }),
  );
  if (problems.length > 0) throw new DiagnosticError(problems);
  return { objectives, constraints };
}
