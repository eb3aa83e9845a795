import type { Diagnostic } from '../../core/diagnostic.ts';
import { evaluateExpression, expressionNames } from '../../explore/expression/evaluateExpression.ts';
import { type Parsed, parseExpression } from '../../explore/expression/parseExpression.ts';
import { axisDimension } from '../../explore/plan/axisDimension.ts';
import type { LoadedSpec } from '../../loadSpec.ts';

type Path = readonly (string | number)[];

/** What is legal in a sweep and yet hardly meant: axes of one value, unused metrics, constraints that nothing can keep. */
export function sweepHints(loaded: LoadedSpec): Diagnostic[] {
  const { sweep } = loaded;
  const hints: Diagnostic[] = [];
  const hint = (code: string, path: Path, message: string, advice: string): void => {
    hints.push({ code, severity: 'warning', message, hint: advice, path, ...loaded.origin(path) });
  };

  for (const [name, axis] of Object.entries(sweep.axes)) {
    const { values, size } = axisDimension(name, axis);
    const different = new Set(values.map((row) => JSON.stringify(row))).size;
    if (size === 1)
      hint(
        'WIN-LNT-001',
        ['axes', name],
        `axis ${name} has one value`,
        'set it in the architecture or workload itself',
      );
    else if (different < size)
      hint(
        'WIN-LNT-002',
        ['axes', name],
        `axis ${name} has ${size - different} repeated values`,
        'each repeats its points',
      );
  }

  const goals = [
    ...sweep.objectives.map((text, i) => ({
      text: text.replace(/^\s*(max|min)\s*:/, ''),
      path: ['objectives', i],
    })),
    ...sweep.constraints.map((text, i) => ({ text, path: ['constraints', i] })),
  ].map(({ text, path }) => ({ parsed: parseExpression(text, path), path, text }));
  const used = new Set(goals.flatMap(({ parsed }) => namesIn(parsed)));
  for (const metric of Object.keys(sweep.metrics))
    if (!used.has(metric))
      hint(
        'WIN-LNT-003',
        ['metrics', metric],
        `metric ${metric} is neither an objective nor in a constraint`,
        'add it to objectives:, or take it out',
      );

  const ranges = new Map<string, Range>();
  for (const { parsed, path, text } of goals) {
    if (parsed.comparison === null || parsed.right === null) continue;
    const verdict = narrow(parsed, ranges);
    if (verdict === 'never')
      hint(
        'WIN-LNT-004',
        path,
        `no design can keep "${text.trim()}"`,
        'with the constraints before it, the range is empty',
      );
    if (verdict === 'always')
      hint('WIN-LNT-005', path, `every design keeps "${text.trim()}"`, 'it compares two numbers');
  }

  const seen = new Set<unknown>();
  for (const [i, { name }] of sweep.architectures.entries()) {
    if (seen.has(name))
      hint(
        'WIN-LNT-006',
        ['architectures', i],
        `two architectures are called ${String(name)}`,
        'results number them; give each a name:',
      );
    seen.add(name);
  }
  return hints;
}

function namesIn({ left, right }: Parsed): string[] {
  return [left, right].flatMap((side) => (side ? expressionNames(side).map(({ name }) => name) : []));
}

/** Values that a quantity may still have; every metric is at least zero. */
interface Range {
  low: number;
  high: number;
  /** Whether the ends themselves are left out. */
  openLow: boolean;
  openHigh: boolean;
}

/** Narrows the range of a quantity that is compared with a number; other comparisons decide nothing. */
function narrow(
  { left, comparison, right }: Parsed,
  ranges: Map<string, Range>,
): 'never' | 'always' | 'maybe' {
  const nothing = (): number => Number.NaN;
  const a = evaluateExpression(left, nothing);
  const b = evaluateExpression(right!, nothing);
  if (!Number.isNaN(a) && !Number.isNaN(b)) {
    const kept = { '<=': a <= b, '<': a < b, '>=': a >= b, '>': a > b, '==': a === b, '!=': a !== b }[
      comparison!
    ];
    return kept ? 'always' : 'never';
  }
  const name = left.kind === 'name' ? left.name : right!.kind === 'name' ? right!.name : null;
  const limit = left.kind === 'name' ? b : a;
  if (name === null || Number.isNaN(limit)) return 'maybe';
  const upper = comparison!.startsWith('<') === (left.kind === 'name');
  const range = ranges.get(name) ?? {
    low: 0,
    high: Number.POSITIVE_INFINITY,
    openLow: false,
    openHigh: false,
  };
  ranges.set(name, range);
  const open = comparison === '<' || comparison === '>';
  if (comparison === '!=') return 'maybe';
  if ((comparison === '==' || upper) && (limit < range.high || (limit === range.high && open))) {
    range.high = limit;
    range.openHigh = open;
  }
  if ((comparison === '==' || !upper) && (limit > range.low || (limit === range.low && open))) {
    range.low = limit;
    range.openLow = open;
  }
  const empty = range.low > range.high || (range.low === range.high && (range.openLow || range.openHigh));
  return empty ? 'never' : 'maybe';
}
