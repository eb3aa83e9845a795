import { DiagnosticError } from '../../core/diagnostic.ts';
import type { SweepSpec } from '../sweepSpec.ts';

type AxisSpec = SweepSpec['axes'][string];

/** Most values that one axis may have. */
const limit = 1_000_000;

/** An axis written as a list or as a range, as its list of values. */
export function axisValues(name: string, axis: AxisSpec): readonly unknown[] {
  if (Array.isArray(axis)) return axis;
  const { from, to, step } = axis as { from: number; to: number; step: number | string };
  const fail = (message: string, hint: string): DiagnosticError =>
    new DiagnosticError([{ code: 'WIN-AXS-001', severity: 'error', message, hint, path: ['axes', name] }]);
  const factor = typeof step === 'string' ? Number(step.slice(1)) : null;
  if (factor === 1) throw fail(`axis ${name}: step x1 never reaches ${to}`, 'use a factor above 1, e.g. x2');
  if (factor !== null && (from <= 0 || to <= 0))
    throw fail(`axis ${name}: a factor needs from and to above 0`, 'use an additive step');
  const falling = factor !== null && factor < 1;
  if (falling ? from < to : from > to)
    throw fail(
      `axis ${name}: from ${from} never reaches ${to} by step ${step}`,
      falling ? 'let from be the larger end' : 'let from be the smaller end',
    );
  const values: number[] = [];
  const slack = 1e-9 * Math.max(Math.abs(from), Math.abs(to));
  let product = from;
  for (let i = 0; ; i++) {
    // Sums like 0.1 + 2 × 0.1 are rounded to what a person would have written.
    const value = Number((factor === null ? from + i * (step as number) : product).toPrecision(12));
    if (falling ? value < to - slack : value > to + slack) return values;
    if (values.length === limit)
      throw fail(`axis ${name} has more than ${limit} values`, 'use a larger step');
    values.push(value);
    product *= factor ?? 1;
  }
}
